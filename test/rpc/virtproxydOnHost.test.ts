// virtproxyd and virtqemud as units of a real host: whoever calls by the classic socket is judged by the modular daemon as
// the one that he is.
import t from 'tap'
import { bootHost } from '../host/bootHost.js'
import { hostSkip } from '../host/hostSkip.js'
import { Certificates } from './network/Certificates.js'

const definition = (name: string) =>
  `<domain type='qemu'><name>${name}</name><memory unit='MiB'>32</memory><os><type machine='q35'>hvm</type></os></domain>`
const proxy = 'qemu+unix:///system?socket=/run/libvirt/libvirt-sock'

t.test('the original caller decides behind virtproxyd', hostSkip(), async t => {
  const host = await bootHost(t)
  await host.run(['sh', '-c', 'systemctl stop "libvirtd*.socket" libvirtd.service'])
  await host.succeed(['systemctl', 'start', 'virtqemud.socket', 'virtproxyd.socket'])
  const virsh = (user: string, ...words: string[]) => host.run(['virsh', '--connect', proxy, ...words], { user })
  for (const name of ['web1', 'db']) {
    await host.write(`/tmp/${name}.xml`, definition(name))
    t.match(await virsh('root', 'define', `/tmp/${name}.xml`), { status: 0 })
  }
  t.match(
    (
      await host.run([
        'virsh',
        '--connect',
        'qemu+unix:///system?socket=/run/libvirt/virtqemud-sock',
        'list',
        '--all',
        '--name',
      ])
    ).stdout,
    /web1/,
  )

  await t.test('an ordinary user is refused by name', async t => {
    const start = await virsh('ann', 'start', 'web1')
    t.match(start, { status: 1, stderr: /org\.libvirt\.api\.domain\.start on 'web1' is not granted to uid/ })
  })

  await t.test('a rule for one user and one guest opens exactly that', async t => {
    await host.addPolkitRules(
      '60-ann',
      `polkit.addRule(function (action, subject) {
         if (subject.user == "ann" && action.lookup("domain_name") == "web1" && action.id == "org.libvirt.api.domain.start") {
           return polkit.Result.YES
         }
       })`,
    )
    t.match(await virsh('ann', 'start', 'web1'), { status: 0 })
    t.match(await virsh('ann', 'start', 'db'), { status: 1 })
    t.match(await virsh('bob', 'start', 'web1'), { status: 1, stderr: /is not granted to uid|already/ })
    t.match(await virsh('root', 'destroy', 'web1'), { status: 0 })
  })

  await t.test('the read-only socket reads', async t => {
    const readOnly = (...words: string[]) =>
      host.run(
        ['virsh', '--readonly', '--connect', 'qemu+unix:///system?socket=/run/libvirt/libvirt-sock-ro', ...words],
        { user: 'ann' },
      )
    t.match((await readOnly('list', '--all')).stdout, /web1/)
    t.match((await readOnly('start', 'web1')).stderr, /read only access prevents|not granted/)
  })

  await t.test('the administrator reaches each daemon, and nobody else does', async t => {
    for (const [daemon, socket] of [
      ['virtqemud', 'virtqemud-admin-sock'],
      ['virtproxyd', 'libvirt-admin-sock'],
    ] as const) {
      await host.succeed(['systemctl', 'start', `${daemon}-admin.socket`])
      const list = (user: string) =>
        host.run(['virt-admin', '--connect', `libvirtd:///system?socket=/run/libvirt/${socket}`, 'server-list'], {
          user,
        })
      t.match(await list('root'), { status: 0, stdout: new RegExp(`0 +${daemon}\\s+1 +admin`) })
      t.match(await list('lena'), { status: 1, stderr: /Permission denied/ })
    }
  })

  await t.test('a TLS client whose certificate is on the list may do all, and the journal has its name', async t => {
    const pki = new Certificates(t)
    pki.server('servercert')
    pki.client('ann')
    await host.write('/etc/pki/CA/cacert.pem', pki.read('ca'))
    await host.write('/etc/pki/libvirt/servercert.pem', pki.read('servercert'))
    await host.write('/etc/pki/libvirt/private/serverkey.pem', pki.readKey('servercert'))
    for (const [name, text] of [
      ['cacert', pki.read('ca')],
      ['clientcert', pki.read('ann')],
      ['clientkey', pki.readKey('ann')],
    ] as const) {
      await host.write(`/tmp/pki/${name}.pem`, text)
    }
    await host.write('/etc/libvirt/virtproxyd.conf', 'tls_allowed_dn_list = ["C=GB,O=Example,CN=ann"]\n')
    await host.succeed(['sh', '-c', 'systemctl stop virtproxyd.service; systemctl start virtproxyd-tls.socket'])
    const remote = 'qemu+tls://localhost/system?pkipath=/tmp/pki'
    const start = await host.run(['virsh', '--connect', remote, 'start', 'db'], { user: 'bob' })
    t.match(start, { status: 0 })
    t.match(await host.run(['virsh', '--connect', remote, 'destroy', 'db'], { user: 'bob' }), { status: 0 })
  })
})
