// A long piece of work on a running guest whose progress can be asked for and that can be given up: what virDomainGetJobInfo,
// GetJobStats and AbortJob are about. The domain's lock says who may begin one.
import type { domainJobOperation } from '../../../api/enums/domain.js'
import type { Millis } from '../../../host/Clock.js'

/** Bytes. */
export interface JobProgress {
  readonly total: bigint
  readonly processed: bigint
  readonly remaining: bigint
}

export interface AsyncJob {
  readonly operation: keyof typeof domainJobOperation
  /** On the monotonic clock. */
  readonly since: Millis
  /** How far QEMU is; asked when somebody wants to know. */
  readonly progress: () => Promise<JobProgress>
  /** Has QEMU give up; the work then fails by itself. @throws LibvirtError OPERATION_INVALID when it cannot be given up */
  readonly abort: () => Promise<void>
}

/** What is known of the last one when it is over. */
export interface JobReport {
  readonly operation: AsyncJob['operation']
  readonly outcome: 'COMPLETED' | 'FAILED' | 'CANCELLED'
  readonly elapsed: Millis
  readonly progress: JobProgress
}

export const noProgress: JobProgress = { total: 0n, processed: 0n, remaining: 0n }
