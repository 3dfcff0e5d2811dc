import type { DomainContext } from '../../../src/model/domain/DomainContext.js'
import { fixedRandom } from '../../conformance/fixedRandom.js'

/** Reading domains without a hypervisor's driver. */
export const genericContext: DomainContext = { random: fixedRandom, hostArch: 'x86_64', securityModel: 'none' }
