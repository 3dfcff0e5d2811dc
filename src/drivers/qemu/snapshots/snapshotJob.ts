// Jobs of QEMU about snapshots inside images: snapshot-save, snapshot-load, snapshot-delete (since QEMU 6.0).
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Clock } from '../../../host/Clock.js'
import { parseJobs } from '../monitor/parseJobs.js'
import type { QmpMonitor } from '../monitor/QmpMonitor.js'

/** Milliseconds between two looks. */
const interval = 10

/**
 * Has QEMU do a job and waits for its end.
 * @throws QmpError, LibvirtError OPERATION_FAILED with QEMU's words when it fails
 */
export async function runSnapshotJob(
  monitor: QmpMonitor,
  clock: Pick<Clock, 'sleep'>,
  command: 'snapshot-save' | 'snapshot-load' | 'snapshot-delete',
  args: Readonly<Record<string, unknown>>,
): Promise<void> {
  const id = command
  await monitor.execute(command, { 'job-id': id, ...args })
  for (;;) {
    const job = parseJobs(await monitor.execute('query-jobs')).find(each => each.id === id)
    if (!job) throw new LibvirtError('INTERNAL_ERROR', `QEMU has forgotten its job '${id}'`)
    if (job.status === 'concluded') {
      await monitor.execute('job-dismiss', { id })
      if (job.error === undefined) return
      throw new LibvirtError('OPERATION_FAILED', `${command}: ${job.error}`)
    }
    await clock.sleep(interval)
  }
}
