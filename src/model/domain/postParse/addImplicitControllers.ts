import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Disk, DiskBus } from '../devices/disk.js'
import type { Domain } from '../Domain.js'
import { addController } from './addDefaultControllers.js'
import type { PostParseStep } from './PostParseStep.js'

/** Adds the controllers that drives, channels and cards are plugged into (virDomainDefAddImplicitControllers). */
export const addImplicitControllers: PostParseStep = domain => {
  const bus = (type: 'scsi' | 'fdc' | 'ide' | 'sata') =>
    addUpTo(domain, type, highestController(domain.devices.disk, type))
  bus('scsi')
  bus('fdc')
  bus('ide')
  bus('sata')
  addVirtioSerial(domain)
  addCcid(domain)
  addHostdevControllers(domain)
}

function highestController(disks: readonly Disk[], bus: DiskBus): number {
  const used = disks.filter(disk => disk.bus === bus)
  return Math.max(-1, ...used.map(({ info }) => (info.address?.type === 'drive' ? info.address.controller : -1)))
}

/**
 * Highest index of a controller that is added for a drive: far more than a machine has room for. libvirt has no limit of its own, and
 * runs out of memory over a document that names one of 31 bits.
 */
const highestAdded = 4095

function checkIndex(type: string, highest: number): void {
  if (highest > highestAdded) {
    throw new LibvirtError(
      'XML_ERROR',
      `${type} controller index ${highest} is too high, at most ${highestAdded} can be added`,
    )
  }
}

function addUpTo(domain: Domain, type: 'scsi' | 'fdc' | 'ide' | 'sata', highest: number): void {
  checkIndex(type, highest)
  for (let index = 0; index <= highest; index++) addController(domain, { kind: 'controller', type, index, info: {} })
}

function addVirtioSerial(domain: Domain): void {
  const { channel, console } = domain.devices
  const users = [
    ...channel.filter(({ target }) => target.type === 'virtio'),
    ...console.filter(({ targetType }) => targetType === 'virtio'),
  ]
  for (const { info } of users) {
    const index = info.address?.type === 'virtio-serial' ? info.address.controller : 0
    addController(domain, { kind: 'controller', type: 'virtio-serial', index, info: {} })
  }
}

function addCcid(domain: Domain): void {
  const slots = new Set<number>()
  for (const { info } of domain.devices.smartcard) {
    if (info.address?.type === 'ccid') {
      addController(domain, { kind: 'controller', type: 'ccid', index: info.address.controller, info: {} })
      if (info.address.controller === 0) slots.add(info.address.slot)
    }
  }
  for (const { info } of domain.devices.smartcard) {
    if (info.address) continue
    let slot = 0
    while (slots.has(slot)) slot++
    slots.add(slot)
    info.address = { type: 'ccid', controller: 0, slot }
    addController(domain, { kind: 'controller', type: 'ccid', index: 0, info: {} })
  }
}

/** Controllers for passed-through SCSI devices; they are of the kind the guest has already. A device without an address is on the first. */
export function addHostdevControllers(domain: Pick<Domain, 'devices'>): void {
  const scsi = domain.devices.hostdev.filter(({ source }) => source.type === 'scsi' || source.type === 'iscsi')
  const highest = Math.max(
    -1,
    ...scsi.map(({ info }) => (info.address?.type === 'drive' ? info.address.controller : 0)),
  )
  const present = domain.devices.controller.find(({ type }) => type === 'scsi')
  const model = present?.type === 'scsi' ? present.model : undefined
  checkIndex('scsi', highest)
  for (let index = 0; index <= highest; index++) {
    addController(domain, { kind: 'controller', type: 'scsi', index, model, info: {} })
  }
}
