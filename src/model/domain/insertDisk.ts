import type { Disk } from './devices/disk.js'
import { diskNameIndex } from './diskNameIndex.js'

/** Puts a disk among those of its bus, ordered by target name; a new bus goes to the end (virDomainDiskInsert). */
export function insertDisk(disks: Disk[], disk: Disk): void {
  const order = orderOf(disk)
  let place: number | undefined
  for (let at = disks.length - 1; at >= 0; at--) {
    const other = disks[at]
    if (!other || other.bus !== disk.bus) continue
    // Those of a bus are in order already: what stands before one that is not greater is not greater either.
    if (orderOf(other) <= order) {
      place ??= at + 1
      break
    }
    place = at
  }
  disks.splice(place ?? disks.length, 0, disk)
}

function orderOf(disk: Disk): number {
  return diskNameIndex(disk.target) ?? -1
}
