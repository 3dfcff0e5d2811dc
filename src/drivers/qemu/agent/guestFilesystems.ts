// File systems and disks as a guest's agent tells of them, with the disks of the definition that they lie on.
import type { Disk } from '../../../model/domain/devices/disk.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { JsonReader } from '../monitor/JsonReader.js'

export interface GuestFilesystem {
  readonly mountpoint: string
  readonly name: string
  readonly type: string
  /** Bytes; undefined where the agent cannot say. */
  readonly total: bigint | undefined
  readonly used: bigint | undefined
  readonly disks: readonly GuestDiskPlace[]
}

/** Where in the guest's machine a disk is. */
export interface GuestDiskPlace {
  /** Name of the definition's disk at that place (`vda`). */
  readonly alias: string | undefined
  readonly serial: string | undefined
  /** Device file in the guest. */
  readonly device: string | undefined
}

export interface GuestDisk extends GuestDiskPlace {
  readonly name: string
  readonly partition: boolean
  readonly dependencies: readonly string[]
  /** As the guest's volume manager calls it. */
  readonly guestAlias: string | undefined
}

/** Reads the answer to guest-get-fsinfo: in the order in which they were mounted, which is the agent's backwards. */
export function guestFilesystems(answer: JsonReader, domain: Pick<Domain, 'devices'>): GuestFilesystem[] {
  return answer
    .items()
    .map(each => ({
      mountpoint: each.field('mountpoint').string(),
      name: each.field('name').string(),
      type: each.field('type').string(),
      total: optional(each.field('total-bytes'), field => field.bigint()),
      used: optional(each.field('used-bytes'), field => field.bigint()),
      disks: optional(each.field('disk'), field => field.items())?.map(disk => diskPlace(disk, domain)) ?? [],
    }))
    .reverse()
}

/** Reads the answer to guest-get-disks. */
export function guestDisks(answer: JsonReader, domain: Pick<Domain, 'devices'>): GuestDisk[] {
  return answer.items().map(each => {
    const address = each.field('address')
    const nowhere = { alias: undefined, serial: undefined, device: undefined }
    return {
      ...(address.present ? diskPlace(address, domain) : nowhere),
      name: each.field('name').string(),
      partition: each.field('partition').boolean(),
      dependencies: optional(each.field('dependencies'), field => field.items())?.map(name => name.string()) ?? [],
      guestAlias: each.field('alias').optionalString(),
    }
  })
}

function diskPlace(disk: JsonReader, domain: Pick<Domain, 'devices'>): GuestDiskPlace {
  return {
    alias: diskAt(disk, domain)?.target,
    serial: disk.field('serial').optionalString(),
    device: disk.field('dev').optionalString(),
  }
}

function optional<T>(field: JsonReader, read: (field: JsonReader) => T): T | undefined {
  return field.present ? read(field) : undefined
}

/** A disk is told by the place of its controller on the bus, and its own on the controller where it shares that. */
function diskAt(disk: JsonReader, { devices }: Pick<Domain, 'devices'>): Disk | undefined {
  const place = disk.field('pci-controller')
  if (!place.present) return undefined
  const [domain, bus, slot, fn] = ['domain', 'bus', 'slot', 'function'].map(part => place.field(part).integer())
  const isThere = ({ info: { address } }: { info: Disk['info'] }) =>
    address?.type === 'pci' &&
    address.domain === domain &&
    address.bus === bus &&
    address.slot === slot &&
    address.function === fn
  const own = devices.disk.find(isThere)
  if (own) return own
  const controllers = devices.controller.filter(isThere)
  return devices.disk.find(
    ({ bus: kind, info: { address } }) =>
      address?.type === 'drive' &&
      controllers.some(({ type, index }) => type === kind && index === address.controller) &&
      address.bus === disk.field('bus').integer() &&
      address.target === disk.field('target').integer() &&
      address.unit === disk.field('unit').integer(),
  )
}
