// Completes a snapshot's list of disks by those of the domain.
import { LibvirtError } from '../../api/LibvirtError.js'
import { isStorageEmpty } from '../domain/devices/storageSource.js'
import { type DiskIdentity, matchDisks, sourcePath } from './matchDisks.js'
import type { Snapshot, SnapshotDisk, SnapshotLocation } from './Snapshot.js'

export interface SnapshotAlignment {
  /** Location for disks about which neither the snapshot nor the domain says anything. */
  readonly location: SnapshotLocation
  /** An internal snapshot is of all disks, since the hypervisor makes it of all of them. */
  readonly uniform: boolean
  /** What the domain says about its disks does not count. */
  readonly force?: boolean
  /** Whether the path is that of a regular file: only beside those names are made up. */
  readonly isRegularFile: (path: string) => boolean
}

/**
 * The snapshot's disks in the domain's order, named by their targets; those that are not listed get defaults, and new images
 * without a name get one.
 *
 * @throws LibvirtError CONFIG_UNSUPPORTED
 */
export function alignSnapshotDisks(
  snapshot: Pick<Snapshot, 'disks' | 'name'>,
  disks: readonly DiskIdentity[],
  alignment: SnapshotAlignment,
): SnapshotDisk[] {
  if (snapshot.disks.length > disks.length) {
    throw new LibvirtError('CONFIG_UNSUPPORTED', 'too many disk snapshot requests for domain')
  }
  const listed = new Map<string, SnapshotDisk>()
  for (const [target, match] of matchDisks(snapshot.disks, disks)) {
    listed.set(target, alignListed(match.listed, match.disk, alignment))
  }
  const complete: readonly { disk: DiskIdentity; own: SnapshotDisk }[] = disks.map(disk => ({
    disk,
    own: listed.get(disk.target) ?? unlisted(disk, alignment),
  }))
  return nameImages(complete, snapshot.name ?? '', alignment)
}

function alignListed(listed: SnapshotDisk, disk: DiskIdentity, { location, uniform }: SnapshotAlignment): SnapshotDisk {
  const mustMatch = uniform && location === 'internal'
  const refuse = (detail: string) => new LibvirtError('CONFIG_UNSUPPORTED', detail)
  const inherits = disk.snapshot !== undefined && (!mustMatch || disk.snapshot === 'no')
  const usual = inherits ? disk.snapshot : location
  const left = listed.location === 'no' && disk.snapshot === 'no'
  if (mustMatch && listed.location !== undefined && listed.location !== location && !left) {
    throw refuse(`disk '${listed.name}' must use snapshot mode '${location}'`)
  }
  const aligned = listed.location ?? usual
  const path = sourcePath(listed.source)
  if (path !== undefined && aligned !== 'external') {
    throw refuse(`file '${path}' for disk '${listed.name}' requires use of external snapshot mode`)
  }
  return { ...listed, name: disk.target, location: aligned }
}

function unlisted(disk: DiskIdentity, { location, force }: SnapshotAlignment): SnapshotDisk {
  const usual = force ? location : (disk.snapshot ?? location)
  return {
    name: disk.target,
    location: isStorageEmpty(disk.source) ? 'no' : usual,
    source: { type: 'file' },
    deleteInProgress: false,
  }
}

/** New images lie beside those they are based on, with the snapshot's name as suffix. */
function nameImages(
  disks: readonly { disk: DiskIdentity; own: SnapshotDisk }[],
  name: string,
  { isRegularFile }: SnapshotAlignment,
): SnapshotDisk[] {
  const done: SnapshotDisk[] = []
  for (const { disk, own } of disks) {
    if (own.location !== 'external' || sourcePath(own.source) !== undefined) {
      done.push(own)
      continue
    }
    const path = imageName(disk, own, name, isRegularFile)
    const same = done.find(other => sourcePath(other.source) === path)
    if (same) {
      const what = `cannot generate external snapshot name for disk '${own.name}'`
      throw new LibvirtError('CONFIG_UNSUPPORTED', `${what}: collision with disk '${same.name}'`)
    }
    done.push({ ...own, source: { ...own.source, type: 'file', path } })
  }
  return done
}

function imageName(
  disk: DiskIdentity,
  own: SnapshotDisk,
  name: string,
  isRegularFile: SnapshotAlignment['isRegularFile'],
): string {
  const refuse = (detail: string) => new LibvirtError('CONFIG_UNSUPPORTED', detail)
  const what = `cannot generate external snapshot name for disk '${own.name}'`
  if (own.source.type !== 'file') throw refuse(`${what} on a '${own.source.type}' device`)
  const base = sourcePath(disk.source)
  if (base === undefined) throw refuse(`${what} without source`)
  if (!isRegularFile(base)) {
    throw refuse(`source for disk '${own.name}' is not a regular file; refusing to generate external snapshot name`)
  }
  return `${base.replace(/\.[^./]*$/, '')}.${name}`
}
