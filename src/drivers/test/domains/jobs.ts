// Jobs of pretended guests: whatever they are asked for is done before the answer, so there is never one to watch or to abort.
import { domainJobType } from '../../../api/enums/domain.js'
import type { Verbs } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { TestDomain } from '../TestDomain.js'
import type { TestObjects } from '../TestHost.js'

const nothing = {
  type: domainJobType.NONE,
  timeElapsed: 0n,
  timeRemaining: 0n,
  dataTotal: 0n,
  dataProcessed: 0n,
  dataRemaining: 0n,
  memTotal: 0n,
  memProcessed: 0n,
  memRemaining: 0n,
  fileTotal: 0n,
  fileProcessed: 0n,
  fileRemaining: 0n,
}

/** @throws LibvirtError OPERATION_INVALID, always */
function abort({ dom }: { dom: TestDomain }): never {
  dom.running()
  throw new LibvirtError('OPERATION_INVALID', 'no job is active on the domain')
}

export function jobVerbs(): Verbs<TestObjects> {
  return {
    domainGetJobInfo: () => nothing,
    domainGetJobStats: () => ({ type: domainJobType.NONE, params: [] }),
    domainAbortJob: abort,
    domainAbortJobFlags: abort,
  }
}
