import type { Clock } from '../../../host/Clock.js'
import type { Activity } from '../domain/DomainState.js'
import { parseJobs } from '../monitor/parseJobs.js'
import { QmpError } from '../monitor/QmpError.js'
import type { QmpMonitor } from '../monitor/QmpMonitor.js'

/** Milliseconds between two looks. */
const interval = 20

/** Whether a guest stands still only for a snapshot or a core file that a former daemon was making. */
export function isInterrupted({ is, why }: Activity): boolean {
  return is === 'paused' && (why === 'SNAPSHOT' || why === 'DUMP')
}

/** Has a guest go on that a former daemon had stopped for a while. What QEMU was writing is given up, or waited for. */
export async function resumeInterrupted(monitor: QmpMonitor, clock: Pick<Clock, 'sleep'>): Promise<void> {
  await monitor.execute('migrate_cancel')
  await endSnapshotJobs(monitor, clock)
  while ((await monitor.execute('query-dump')).field('status').string() === 'active') await clock.sleep(interval)
  await monitor.execute('cont')
}

async function endSnapshotJobs(monitor: QmpMonitor, clock: Pick<Clock, 'sleep'>): Promise<void> {
  for (;;) {
    const jobs = parseJobs(await monitor.execute('query-jobs')).filter(({ id }) => id.startsWith('snapshot-'))
    if (jobs.length === 0) return
    for (const { id, status } of jobs) {
      const command = status === 'concluded' ? 'job-dismiss' : 'job-cancel'
      // It may be over by now, and some stages cannot be left.
      await monitor.execute(command, { id }).catch(unlessRefused)
    }
    await clock.sleep(interval)
  }
}

function unlessRefused(error: unknown): void {
  if (!(error instanceof QmpError)) throw error
}
