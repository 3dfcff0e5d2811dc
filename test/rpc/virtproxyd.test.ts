// virtproxyd in front of virtqemud, both as real daemons of one session, with libvirt's own client.
import t from 'tap'
import { SessionDaemon, withoutClient } from './SessionDaemon.js'

const guest = `<domain type='qemu'><name>proxied</name><memory unit='MiB'>16</memory>
<os><type arch='x86_64' machine='q35'>hvm</type></os></domain>`

t.test(
  'virsh finds the modular daemon’s guests at the classic socket',
  withoutClient('virsh', 'qemu-system-x86_64'),
  async t => {
    const qemu = await SessionDaemon.start(t, 'virtqemud')
    const proxy = await SessionDaemon.start(t, 'virtproxyd', { folder: qemu.folder })
    const uri = `qemu:///session?socket=${proxy.socket('libvirt-sock')}`
    const virsh = (...args: string[]) => proxy.run('virsh', '-c', uri, ...args)

    const direct = `qemu:///session?socket=${qemu.socket('virtqemud-sock')}`
    proxy.write('guest.xml', guest)
    t.match(virsh('define', proxy.path('guest.xml')), { status: 0 })
    t.match(proxy.run('virsh', '-c', direct, 'list', '--all', '--name').stdout, /proxied/)
    t.match(virsh('list', '--all'), { status: 0, stdout: /proxied +shut off/ })
    t.match(virsh('dumpxml', 'proxied').stdout, /<name>proxied<\/name>/)
    t.match(virsh('domstate', 'nosuch').stderr, /failed to get domain 'nosuch'/)
    t.match(virsh('uri').stdout, /qemu:\/\/\/session/)

    const [missing] = [virsh('net-list')]
    t.match(missing.stderr, /Failed to connect socket to '.*virtnetworkd-sock': No such file or directory/)

    const events = proxy.runBeside('virsh', '-c', uri, 'event', '--event', 'lifecycle', '--timeout', '10')
    for (let round = 0; round < 200 && !(await admin(proxy)).includes(' unix '); round++);
    t.match(virsh('undefine', 'proxied'), { status: 0 })
    t.match(await events, /'proxied': Undefined Removed/)
  },
)

/** Clients of the proxy, as its administrator sees them. */
const admin = (proxy: SessionDaemon) =>
  proxy.runBeside(
    'virt-admin',
    '-c',
    `libvirtd:///session?socket=${proxy.socket('libvirt-admin-sock')}`,
    'client-list',
    'virtproxyd',
  )
