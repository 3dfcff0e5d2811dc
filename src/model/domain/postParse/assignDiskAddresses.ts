import { LibvirtError } from '../../../api/LibvirtError.js'
import type { DriveAddress } from '../devices/address.js'
import type { Disk, DiskBus } from '../devices/disk.js'
import { diskNameIndex } from '../diskNameIndex.js'
import type { PostParseStep } from './PostParseStep.js'

/** Where the disk with that number is on a bus of that kind; undefined where disks have no place of that sort. */
const places: Partial<Record<DiskBus, (index: number) => DriveAddress>> = {
  // A narrow SCSI bus has eight places, of which the last is the controller's own.
  scsi: index => drive(Math.floor(index / 7), 0, index % 7),
  ide: index => drive(Math.floor(index / 4), Math.floor((index % 4) / 2), index % 2),
  sata: index => drive(Math.floor(index / 6), 0, index % 6),
  fdc: index => drive(Math.floor(index / 2), 0, index % 2),
}

const drive = (controller: number, bus: number, unit: number): DriveAddress => ({
  type: 'drive',
  controller,
  bus,
  target: 0,
  unit,
})

/** Puts disks where their target name says (virDomainDiskDefAssignAddress). */
export const assignDiskAddresses: PostParseStep = ({ devices }) => {
  for (const disk of devices.disk) {
    if (disk.info.address) continue
    disk.info.address = addressOf(disk)
  }
}

function addressOf(disk: Disk): DriveAddress | undefined {
  const index = diskNameIndex(disk.target)
  if (index === undefined) {
    throw new LibvirtError('XML_ERROR', `Unknown disk name '${disk.target}' and no address specified`)
  }
  return disk.bus && places[disk.bus]?.(index)
}
