import { fileURLToPath } from 'node:url'
import t from 'tap'
import { bootHost } from './bootHost.js'
import { hostSkip } from './hostSkip.js'

const installer = fileURLToPath(new URL('../../../tools/install-files.mjs', import.meta.url))

t.test('an installed host', hostSkip(), async t => {
  const host = await bootHost(t)
  const daemons = (await host.succeed(['find', '/usr/sbin', '-lname', '*/virtbus/bin/*', '-name', '*d'])).split('\n')

  await t.test('has units that systemd finds nothing wrong with', async t => {
    const units = await host.succeed([
      'sh',
      '-c',
      'ls /usr/lib/systemd/system/*virt*d*.service /usr/lib/systemd/system/*virt*d*.socket',
    ])
    const { status, stderr } = await host.run(['systemd-analyze', 'verify', '--man=no', ...units.split('\n')])
    t.match({ status, stderr }, { status: 0, stderr: '' })
  })

  await t.test('has daemons that say their version without having a terminal or an environment', async t => {
    for (const daemon of daemons) t.match(await host.succeed([daemon, '--version']), / \(libvirt\) 11\./)
  })

  await t.test('has a message catalogue that the journal knows', async t => {
    t.match(await host.succeed(['journalctl', '--list-catalog']), /A virtualization daemon could not start/)
  })

  await t.test(
    'libvirtd answers virsh on the socket that systemd opened for it, and is not running before',
    async t => {
      await host.succeed(['systemctl', 'start', 'libvirtd.socket', 'libvirtd-ro.socket'])
      t.equal((await host.run(['systemctl', 'is-active', 'libvirtd.service'])).stdout, 'inactive\n')
      t.match(await host.succeed(['virsh', '--connect', 'test:///default', '--readonly', 'hostname']), /./)
      t.match(await host.succeed(['virsh', '--connect', 'test+unix:///default', 'list', '--all']), /test +running/)
      t.equal(await host.succeed(['systemctl', 'is-active', 'libvirtd.service']), 'active')
    },
  )

  await t.test('a killed daemon comes back by itself', async t => {
    const mainPid = () => host.succeed(['systemctl', 'show', '--property=MainPID', '--value', 'libvirtd.service'])
    const before = await mainPid()
    await host.succeed(['kill', '-KILL', before])
    t.match(await host.succeed(['virsh', '--connect', 'test+unix:///default', 'list', '--all']), /test +running/)
    t.not(await mainPid(), before)
  })

  await t.test('the TCP port is served once its socket is started, and is closed before', async t => {
    await host.write('/etc/libvirt/libvirtd.conf', 'auth_tcp = "none"\n')
    const overTcp = ['virsh', '--quiet', '--connect', 'test+tcp://127.0.0.1/default', 'list', '--all']
    t.match(await host.run(overTcp), { status: 1, stderr: /Connection refused/ })
    await host.succeed(['systemctl', 'stop', 'libvirtd.service'])
    await host.succeed(['systemctl', 'start', 'libvirtd-tcp.socket'])
    t.match(await host.succeed(overTcp), /test +running/)
  })

  await t.test('installing over a running daemon succeeds, and the daemon goes on with what it has', async t => {
    const before = await host.succeed(['systemctl', 'show', '--property=MainPID', '--value', 'libvirtd.service'])
    const { status, stdout, stderr } = await host.run(['/usr/local/bin/node', installer])
    t.match({ status, stdout, stderr }, { status: 0, stdout: /^Installed \d+ files into \/: .*virtqemud/, stderr: '' })
    t.equal(await host.succeed(['systemctl', 'show', '--property=MainPID', '--value', 'libvirtd.service']), before)
  })

  await t.test('a stopped daemon leaves with success and takes its sockets with it', async t => {
    await host.succeed(['systemctl', 'stop', 'libvirtd.socket', 'libvirtd.service'])
    t.match(await host.succeed(['systemctl', 'show', '--property=Result', 'libvirtd.service']), 'Result=success')
    t.equal((await host.run(['test', '-e', '/run/libvirt/libvirt-sock'])).status, 1)
  })

  await t.test('virtproxyd answers on the classic socket, in front of virtqemud, and yields to libvirtd', async t => {
    await host.succeed(['systemctl', 'start', 'virtqemud.socket', 'virtproxyd.socket'])
    const classic = 'qemu+unix:///system?socket=/run/libvirt/libvirt-sock'
    t.match(await host.succeed(['virsh', '--connect', classic, 'list', '--all']), /Id +Name +State/)
    const active = ['systemctl', 'is-active', 'virtproxyd.service', 'virtqemud.service', 'libvirtd.service']
    t.equal((await host.run(active)).stdout, 'active\nactive\ninactive\n')
    await host.succeed(['systemctl', 'start', 'libvirtd.socket'])
    t.match((await host.run(['systemctl', 'is-active', 'virtproxyd.socket'])).stdout, 'inactive')
  })
})
