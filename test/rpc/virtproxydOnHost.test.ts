// virtproxyd and virtqemud as units of a real host: whoever calls by the classic socket is judged by the modular daemon as
// the one that he is.
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { bootHost } from '../host/bootHost.js'
import { hostSkip } from '../host/hostSkip.js'
import { Certificates } from './network/Certificates.js'

const definition = (name: string) =>
  `<domain type='qemu'><name>${name}</name><memory unit='MiB'>32</memory><os><type machine='q35'>hvm</type></os></domain>`
const proxy = 'qemu+unix:///system?socket=/run/libvirt/libvirt-sock'

t.setTimeout(180_000)
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

  await t.test('the bus name org.libvirt is the proxy’s, and the original caller decides there too', async t => {
    // Without libvirtd it is the proxy that the name starts.
    await host.succeed(['systemctl', 'enable', 'virtproxyd.service'])
    const call = (user: string, path: string, ...words: string[]) =>
      host.run(['busctl', 'call', 'org.libvirt', path, ...words], { user })
    const find = async (name: string) => {
      const lookup = ['org.libvirt.Connect', 'DomainLookupByName', 's', name]
      return /"(.*)"/.exec((await call('root', '/org/libvirt/QEMU', ...lookup)).stdout)?.[1] ?? ''
    }
    const web1 = await find('web1')
    const db = await find('db')
    t.match(web1, /^\/org\/libvirt\/QEMU\/domain\/_/)
    t.match(await host.succeed(['busctl', 'list']), /^org\.libvirt +\d+ +virtproxyd/m)

    await using monitor = host.start(['gdbus', 'monitor', '--system', '--dest', 'org.libvirt'], { user: 'bob' })
    await monitor.shown(/is owned by/)
    t.match(await call('ann', web1, 'org.libvirt.Domain', 'Create', 'u', '0'), { status: 0 })
    await monitor.shown(/PropertiesChanged.*'Active': <true>/)
    await monitor.shown(/Connect\.DomainEvent \(objectpath '\/org[^']*', 2, 0\)/)
    const refused = /org\.libvirt\.api\.domain\.start on 'db' is not granted to uid/
    t.match(await call('ann', db, 'org.libvirt.Domain', 'Create', 'u', '0'), { status: 1, stderr: refused })
    t.match(await call('bob', web1, 'org.libvirt.Domain', 'Destroy', 'u', '0'), { status: 1, stderr: /not granted/ })
    t.match(await call('root', web1, 'org.libvirt.Domain', 'Destroy', 'u', '0'), { status: 0 })
    t.match(await call('root', '/org/libvirt/LXC', 'org.libvirt.Connect', 'ListDomains', 'u', '0'), {
      stderr: /no connection driver available for lxc:\/\/\//,
    })
  })

  await t.test('where each guest has its own readers, each hears of those', async t => {
    for (const daemon of ['virtqemud', 'virtproxyd']) {
      await host.write(`/etc/libvirt/${daemon}.conf`, 'access_drivers = [ "polkit" ]\n')
    }
    await host.addPolkitRules(
      '59-readers',
      `polkit.addRule(function (action, subject) {
         if (subject.user == "bob" && action.id.indexOf("org.libvirt.api.domain.getattr") == 0) {
           return action.lookup("domain_name") == "db" ? polkit.Result.YES : polkit.Result.NO
         }
       })`,
    )
    await host.succeed(['systemctl', 'stop', 'virtproxyd.service', 'virtqemud.service'])
    await host.succeed(['systemctl', 'start', 'virtproxyd.service', 'virtqemud.service'])
    const listen = `import dbus, sys
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib
DBusGMainLoop(set_as_default=True)
bus = dbus.SystemBus()
bus.add_signal_receiver(lambda path, event, detail: print('event', path, event, flush=True),
  'DomainEvent', 'org.libvirt.Connect')
names = dbus.Interface(bus.get_object('org.libvirt', '/org/libvirt/QEMU', introspect=False), 'org.libvirt.Connect')
print('sees', [str(path) for path in names.ListDomains(dbus.UInt32(0))], flush=True)
GLib.MainLoop().run()`
    await using listener = host.start(['/usr/bin/python3', '-c', listen], { user: 'bob' })
    await listener.shown(/sees/)
    for (const name of ['web1', 'db']) {
      t.match(await virsh('root', 'start', name), { status: 0 })
      t.match(await virsh('root', 'destroy', name), { status: 0 })
    }
    const db = (await virsh('root', 'domuuid', 'db')).stdout.trim().replaceAll('-', '_')
    const web1 = (await virsh('root', 'domuuid', 'web1')).stdout.trim().replaceAll('-', '_')
    await listener.shown(new RegExp(`event /org/libvirt/QEMU/domain/_${db} 5`))
    t.notMatch(listener.stdout, web1)
    for (const daemon of ['virtqemud', 'virtproxyd']) await host.write(`/etc/libvirt/${daemon}.conf`, '')
    await host.succeed(['systemctl', 'stop', 'virtproxyd.service', 'virtqemud.service'])
  })

  await t.test('virsh says that the daemon behind is gone, and finds it again', async t => {
    await using shell = host.start(['virsh', '--connect', proxy])
    shell.type('list --all --name\n')
    await shell.shown(/web1/)
    await host.succeed(['systemctl', 'kill', '--signal=KILL', 'virtqemud.service'])
    // It notices with a command, which is lost.
    for (let tries = 0; tries < 100 && !shell.stdout.includes('shut off'); tries++) {
      shell.type('domstate web1\n')
      await sleep(100)
    }
    t.match(shell.stdout, /shut off/)
    shell.child.stdin?.end()
    t.match((await shell.finished).stderr, /Disconnected from qemu\+unix:\/\/\/system\S* due to end of file/)
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
