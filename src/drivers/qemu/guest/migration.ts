// QEMU's state on its way into a file or out of one.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Clock } from '../../../host/Clock.js'
import type { QmpMonitor } from '../monitor/QmpMonitor.js'

/** Milliseconds between two looks. */
const interval = 20
/** Bytes a second; QEMU's own limit is meant for networks. */
const unlimited = 2 ** 50

/**
 * Has a stopped guest write itself into a file, and waits until it has.
 * @param fd at the place where QEMU is to begin; closed once QEMU has it
 * @throws LibvirtError OPERATION_FAILED when it could not
 */
export async function writeState(monitor: QmpMonitor, clock: Pick<Clock, 'sleep'>, fd: number): Promise<void> {
  await monitor.execute('getfd', { fdname: 'state' }, { descriptors: [fd] })
  await monitor.execute('migrate-set-parameters', { 'max-bandwidth': unlimited })
  await monitor.execute('migrate', { uri: 'fd:state' })
  for (;;) {
    const reply = await monitor.execute('query-migrate')
    const status = reply.field('status').optionalString()
    if (status === 'completed') return
    if (status === 'failed' || status === 'cancelled') {
      const why = reply.field('error-desc').optionalString() ?? 'QEMU does not say why'
      throw new LibvirtError('OPERATION_FAILED', `domain save job: unexpectedly failed: ${why}`)
    }
    await clock.sleep(interval)
  }
}

/** A QEMU whose last save was interrupted after it had written everything refuses another one until it has gone on. */
export async function leaveLastMigration(monitor: QmpMonitor): Promise<void> {
  if ((await monitor.execute('query-status')).field('status').string() !== 'postmigrate') return
  await monitor.execute('cont')
  await monitor.execute('stop')
}

/** Waits until a QEMU that was started to take in a state has it. One that cannot ends, and its monitor with it. */
export async function stateTaken(monitor: QmpMonitor, clock: Pick<Clock, 'sleep'>): Promise<void> {
  while ((await monitor.execute('query-status')).field('status').string() === 'inmigrate') await clock.sleep(interval)
}
