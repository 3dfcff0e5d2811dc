import type { DriveAddress } from '../devices/address.js'
import type { Domain } from '../Domain.js'
import type { PostParseStep } from './PostParseStep.js'

/** Units of a narrow SCSI bus besides its controller. */
const units = 7

/** Gives passed-through SCSI devices the first free unit (virDomainHostdevAssignAddress). */
export const assignHostdevAddresses: PostParseStep = domain => {
  for (const hostdev of domain.devices.hostdev) {
    const scsi = hostdev.source.type === 'scsi' || hostdev.source.type === 'iscsi'
    if (scsi && !hostdev.info.address) hostdev.info.address = freeUnit(domain)
  }
}

function freeUnit(domain: Domain): DriveAddress {
  const taken = takenUnits(domain)
  for (let controller = 0; ; controller++) {
    for (let unit = 0; unit < units; unit++) {
      if (!taken.has(`${controller}:${unit}`)) {
        return { type: 'drive', controller, bus: 0, target: 0, unit }
      }
    }
  }
}

function takenUnits({ devices }: Domain): ReadonlySet<string> {
  const taken = new Set<string>()
  const scsi = [...devices.disk.filter(({ bus }) => bus === 'scsi'), ...devices.hostdev]
  for (const { info } of scsi) {
    if (info.address?.type === 'drive') taken.add(`${info.address.controller}:${info.address.unit}`)
  }
  return taken
}
