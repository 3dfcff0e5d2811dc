// Jobs of pretended guests: whatever they are asked for is done before the answer, so there is never one to watch or to abort.
import { domainGetJobStatsFlags } from '../../../api/enums/domain.js'
import type { Verbs } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { noJob } from '../../domainSettings/noJob.js'
import type { TestDomain } from '../TestDomain.js'
import type { TestObjects } from '../TestHost.js'

/** @throws LibvirtError OPERATION_INVALID, always */
function abort({ dom }: { dom: TestDomain }): never {
  dom.running()
  throw new LibvirtError('OPERATION_INVALID', 'no job is active on the domain')
}

export function jobVerbs(): Verbs<TestObjects> {
  return {
    domainGetJobInfo: ({ dom }) => {
      dom.running()
      return noJob
    },
    domainGetJobStats: ({ dom, flags }) => {
      // What was done last can be asked of a guest that is off.
      if (!(flags & domainGetJobStatsFlags.COMPLETED)) dom.running()
      return { type: noJob.type, params: [] }
    },
    domainAbortJob: abort,
    domainAbortJobFlags: abort,
  }
}
