import { LibvirtError } from '../../../api/LibvirtError.js'
import type { JsonReader } from './JsonReader.js'

/** States a block job goes through (QEMU: qapi/job.json), `null` is about to be forgotten. */
export const jobStates = [
  'created',
  'running',
  'paused',
  'ready',
  'standby',
  'waiting',
  'pending',
  'aborting',
  'concluded',
  'undefined',
  'null',
] as const

/** A job as query-jobs lists it. */
export interface QemuJob {
  readonly id: string
  /** E.g. `commit`, `mirror`, `create`. */
  readonly type: string
  readonly status: (typeof jobStates)[number]
  /** Why it failed. */
  readonly error?: string
  readonly currentProgress?: number
  readonly totalProgress?: number
}

/** Reads the reply to query-jobs. @throws LibvirtError INTERNAL_ERROR for a state no release is known to have */
export function parseJobs(reply: JsonReader): QemuJob[] {
  return reply.items().map(entry => {
    const text = entry.field('status').string()
    const status = jobStates.find(state => state === text)
    if (!status) throw new LibvirtError('INTERNAL_ERROR', `unknown state '${text}' of QEMU's job`)
    const error = entry.field('error').optionalString()
    const progress = (name: string) => (entry.field(name).present ? entry.field(name).integer() : undefined)
    const [currentProgress, totalProgress] = [progress('current-progress'), progress('total-progress')]
    return {
      id: entry.field('id').string(),
      type: entry.field('type').string(),
      status,
      ...(error !== undefined && { error }),
      ...(currentProgress !== undefined && { currentProgress }),
      ...(totalProgress !== undefined && { totalProgress }),
    }
  })
}
