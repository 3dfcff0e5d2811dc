// Long work on a guest: how far it is, and giving it up. Never waits for a job.
import { domainAbortJobFlagsValues, domainGetJobStatsFlags, domainJobType } from '../../../api/enums/domain.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { noJob } from '../../domainSettings/noJob.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { jobNow, jobParameters, jobTypeOf } from '../guest/runAsyncJob.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'

export const jobVerbs = (context: QemuDriverContext): QemuVerbs => ({
  async domainGetJobInfo({ dom }) {
    const job = await jobNow(context, dom.active().guest)
    if (!job) return noJob
    const { total, processed, remaining } = job.progress
    return {
      ...noJob,
      type: domainJobType.UNBOUNDED,
      timeElapsed: BigInt(Math.round(job.elapsed)),
      dataTotal: total,
      dataProcessed: processed,
      dataRemaining: remaining,
      memTotal: total,
      memProcessed: processed,
      memRemaining: remaining,
    }
  },
  async domainGetJobStats({ dom, flags }) {
    const none = { type: domainJobType.NONE, params: [] }
    const { guest } = dom
    if (flags & domainGetJobStatsFlags.COMPLETED) {
      const last = guest?.lastJob
      if (!guest || !last) return none
      if (!(flags & domainGetJobStatsFlags.KEEP_COMPLETED)) guest.lastJob = undefined
      return { type: jobTypeOf(last), params: jobParameters(last) }
    }
    dom.active()
    const job = await jobNow(context, guest)
    return job ? { type: domainJobType.UNBOUNDED, params: jobParameters(job) } : none
  },
  domainAbortJob: ({ dom }) => abort(dom),
  domainAbortJobFlags({ dom, flags }) {
    if (flags & domainAbortJobFlagsValues.POSTCOPY) {
      dom.active()
      throw new LibvirtError('OPERATION_INVALID', 'current job is not outgoing migration in post-copy mode')
    }
    return abort(dom)
  },
})

async function abort(dom: QemuDomain): Promise<void> {
  const { asyncJob } = dom.active().guest
  if (!asyncJob) throw new LibvirtError('OPERATION_INVALID', 'no job is active on the domain')
  await asyncJob.abort()
}
