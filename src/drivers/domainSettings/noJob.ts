import { domainJobType } from '../../api/enums/domain.js'

/** What virDomainGetJobInfo says while nothing long is under way; times in ms, data in bytes. */
export const noJob = {
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
} as const
