import t from 'tap'
import { defaultPidFile, directories, embeddedDirectories } from '../../src/config/directories.js'

t.test("the system's places are libvirt's", async t => {
  const places = directories('system', { HOME: '/root', XDG_RUNTIME_DIR: '/run/user/0' })
  t.match(places, {
    config: '/etc/libvirt',
    runtime: '/run/libvirt',
    qemuConfig: '/etc/libvirt/qemu',
    qemuState: '/run/libvirt/qemu',
    qemuLib: '/var/lib/libvirt/qemu',
    qemuLog: '/var/log/libvirt/qemu',
    qemuCache: '/var/cache/libvirt/qemu',
    networkConfig: '/etc/libvirt/qemu/networks',
    networkState: '/run/libvirt/network',
    dnsmasq: '/var/lib/libvirt/dnsmasq',
    storageState: '/run/libvirt/storage',
    secretConfig: '/etc/libvirt/secrets',
    swtpmData: '/var/lib/libvirt/swtpm',
    swtpmState: '/run/libvirt/qemu/swtpm',
    swtpmLog: '/var/log/swtpm/libvirt/qemu',
  })
  t.equal(defaultPidFile('system', places, 'virtqemud'), '/run/virtqemud.pid')
})

t.test("a session's places follow its XDG directories", async t => {
  const places = directories('session', {
    HOME: '/home/ann',
    XDG_RUNTIME_DIR: '/run/user/1000',
    XDG_CONFIG_HOME: '/c',
    XDG_CACHE_HOME: '/k',
  })
  t.match(places, {
    config: '/c/libvirt',
    runtime: '/run/user/1000/libvirt',
    cache: '/k/libvirt',
    qemuState: '/run/user/1000/libvirt/qemu/run',
    qemuLib: '/c/libvirt/qemu/lib',
    qemuSave: '/c/libvirt/qemu/save',
    qemuLog: '/k/libvirt/qemu/log',
    networkState: '/run/user/1000/libvirt/network/run',
    networkData: '/run/user/1000/libvirt/network/lib',
    dnsmasq: '/run/user/1000/libvirt/dnsmasq/lib',
  })
  t.equal(defaultPidFile('session', places, 'virtqemud'), '/run/user/1000/libvirt/virtqemud.pid')
})

t.test('without XDG directories a session lies in the home directory, its sockets with the cache', async t => {
  t.match(directories('session', { HOME: '/home/ann', XDG_CONFIG_HOME: '' }), {
    config: '/home/ann/.config/libvirt',
    runtime: '/home/ann/.cache/libvirt',
    cache: '/home/ann/.cache/libvirt',
    data: '/home/ann/.local/share/libvirt',
  })
})

t.test('an embedded driver keeps everything below its own root', async t => {
  const places = embeddedDirectories('/tmp/root')
  t.match(places, { qemuConfig: '/tmp/root/etc/qemu', qemuState: '/tmp/root/run/qemu', qemuLib: '/tmp/root/lib/qemu' })
  t.strictSame(
    Object.values(places).filter(path => !path.startsWith('/tmp/root/')),
    [],
  )
})
