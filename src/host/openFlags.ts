// How files are opened whose place others have chosen or can change. A pipe would wait for its other end, in a thread of which the
// daemon has four for all its files; without waiting it fails (ENXIO) or is at its end. Files on disks take no notice.
import { constants } from 'node:fs'

const { O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } = constants

/** Flags of open(2). */
export const openFlags = {
  read: O_RDONLY | O_NONBLOCK,
  /** Where a guest's QEMU writes to: a link there would lead us to files that QEMU may not read. */
  readWithoutLink: O_RDONLY | O_NONBLOCK | O_NOFOLLOW,
  change: O_RDWR | O_NONBLOCK,
  replace: O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK,
} as const
