import { domainJobOperation, domainJobType } from '../../../api/enums/domain.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { TypedParameter } from '../../../api/schema.js'
import { int, ullong } from '../../domainSettings/typedParameters.js'
import { type AsyncJob, type JobProgress, type JobReport, noProgress } from '../domain/AsyncJob.js'
import type { Guest } from '../domain/Guest.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QmpMonitor } from '../monitor/QmpMonitor.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'

/**
 * Does work that can be watched and given up. Needs the domain's job.
 * @throws LibvirtError OPERATION_ABORTED when somebody gave it up, and whatever the work throws
 */
export async function runAsyncJob<T>(
  { host, feed }: Pick<QemuDriverContext, 'host' | 'feed'>,
  domain: QemuDomain,
  what: Pick<AsyncJob, 'operation' | 'progress' | 'abort'>,
  work: () => Promise<T>,
): Promise<T> {
  const { guest } = domain.active()
  const since = host.clock.monotonic()
  let aborted = false
  guest.asyncJob = {
    ...what,
    since,
    async abort() {
      await what.abort()
      aborted = true
    },
  }
  const report = async (outcome: JobReport['outcome']) => {
    const progress = await what.progress().catch(() => noProgress)
    const done = { operation: what.operation, outcome, elapsed: host.clock.monotonic() - since, progress }
    guest.lastJob = done
    feed.emit('domainJobCompletedEvent', { dom: domain, params: jobParameters(done) })
  }
  try {
    const result = await work()
    await report('COMPLETED')
    return result
  } catch (error) {
    await report(aborted ? 'CANCELLED' : 'FAILED')
    if (!aborted) throw error
    throw new LibvirtError('OPERATION_ABORTED', `${words[what.operation] ?? 'job'}: canceled by client`, {
      cause: error,
    })
  } finally {
    guest.asyncJob = undefined
  }
}

const words: Readonly<Partial<Record<AsyncJob['operation'], string>>> = {
  SAVE: 'domain save job',
  DUMP: 'domain core dump job',
  SNAPSHOT: 'snapshot job',
}

/** How far QEMU is with writing its state somewhere. */
export const migrationProgress = (monitor: QmpMonitor) => async (): Promise<JobProgress> => {
  const ram = (await monitor.execute('query-migrate')).field('ram')
  if (!ram.present) return noProgress
  const figure = (name: string) => BigInt(ram.field(name).integer())
  return { total: figure('total'), processed: figure('transferred'), remaining: figure('remaining') }
}

/** Of a guest that does something of the kind now. */
export async function jobNow(
  { host }: Pick<QemuDriverContext, 'host'>,
  guest: Guest | undefined,
): Promise<Omit<JobReport, 'outcome'> | undefined> {
  const job = guest?.asyncJob
  if (!job) return undefined
  return { operation: job.operation, elapsed: host.clock.monotonic() - job.since, progress: await job.progress() }
}

/** As virDomainGetJobStats and the event of its end tell it. */
export function jobParameters({ operation, elapsed, progress }: Omit<JobReport, 'outcome'>): TypedParameter[] {
  const { total, processed, remaining } = progress
  return [
    int('operation', domainJobOperation[operation]),
    ullong('time_elapsed', Math.round(elapsed)),
    ...['data', 'memory'].flatMap(kind => [
      ullong(`${kind}_total`, total),
      ullong(`${kind}_processed`, processed),
      ullong(`${kind}_remaining`, remaining),
    ]),
  ]
}

export const jobTypeOf = ({ outcome }: JobReport): number => domainJobType[outcome]
