import type { Disk } from './devices/disk.js'
import { diskNameIndex } from './diskNameIndex.js'

/** Puts a disk among those of its bus, ordered by target name; a new bus goes to the end (virDomainDiskInsert). */
export function insertDisk(disks: Disk[], disk: Disk): void {
  const order = (one: Disk) => diskNameIndex(one.target) ?? -1
  let place = -1
  for (let at = disks.length - 1; at >= 0; at--) {
    const other = disks[at]
    if (!other || other.bus !== disk.bus) continue
    if (order(other) > order(disk)) place = at
    else if (place === -1) place = at + 1
  }
  disks.splice(place === -1 ? disks.length : place, 0, disk)
}
