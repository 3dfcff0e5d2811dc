import t from 'tap'
import { SessionDaemon } from '../../rpc/SessionDaemon.js'

t.test('a reload says which keys of qemu.conf have to wait for the next start', async t => {
  const daemon = await SessionDaemon.start(t, 'virtqemud')
  daemon.write('config/libvirt/qemu.conf', 'vnc_listen = "0.0.0.0"\nmax_queued = 7\n')
  daemon.child.kill('SIGHUP')
  t.ok(await daemon.said(/qemu\.conf says of max_queued, vnc_listen counts from the next start of the daemon on/))
  daemon.write('config/libvirt/qemu.conf', 'vnc_listen = \n')
  daemon.child.kill('SIGHUP')
  t.ok(await daemon.said(/Cannot reload QEMU: .*qemu\.conf:1/))
})
