import { dirname, relative } from 'node:path'
import type { Disk } from '../../../model/domain/devices/disk.js'
import { imageChain } from '../../../model/domain/devices/imageChain.js'
import type { StorageSource } from '../../../model/domain/devices/storageSource.js'
import { imageNode, useBehind } from '../command/blockdev.js'
import { imageUse } from '../command/disk.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { hotplugGuest } from '../guest/hotplugGuest.js'
import { localPath } from '../guest/neededFiles.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { BlockJob, BlockJobPlan } from './BlockJob.js'
import { startBlockJob } from './startBlockJob.js'

export interface Commit {
  /** The disk's own image makes a job that goes on until somebody pivots. */
  readonly top: StorageSource
  readonly base: StorageSource
  /** Bytes a second, 0 for as fast as possible. */
  readonly speed: number
  /** What stands on the top then calls the base by a path relative to its own. */
  readonly relativeNames: boolean
  /** Files of merged images are removed. */
  readonly deletes: boolean
  /** Whoever begins it keeps the domain's job until it has ended. */
  readonly isOwned: boolean
}

/** Begins to merge images of a disk into one below. Needs the domain's job. @throws QmpError, LibvirtError */
export async function commitImage(
  context: QemuDriverContext,
  domain: QemuDomain,
  disk: Disk,
  { top, base, speed, relativeNames, deletes, isOwned }: Commit,
): Promise<BlockJob> {
  const isActive = top === disk.source
  const above = [...imageChain(disk.source)].find(({ backing }) => backing === top)
  await using hosted = await hotplugGuest(context, domain)
  // QEMU writes to the base, which it has only read so far.
  await hosted.commandContext({ ...disk, source: base }, 'plug')
  const nodes = await nodeNames(context, domain, disk)
  if (isActive) disk.mirror = { source: base, job: 'active-commit' }
  const plan: BlockJobPlan = {
    kind: isActive ? 'activecommit' : 'commit',
    disk: disk.target,
    top: top.index ?? 0,
    base: base.index ?? 0,
    extra: deletes ? 'delete' : undefined,
  }
  const args = {
    device: nodes(disk.source),
    'top-node': nodes(top),
    'base-node': nodes(base),
    ...(above && backingFile(above, base, relativeNames)),
    speed,
  }
  try {
    return await startBlockJob(context, domain, plan, 'block-commit', args, isOwned)
  } catch (error) {
    disk.mirror = undefined
    throw error
  }
}

/** What the image above is to call the one below it from now on; other storage than files names itself. */
export function backingFile(
  above: StorageSource,
  base: StorageSource,
  relativeName: boolean,
): { 'backing-file'?: string } {
  const [upper, lower] = [localPath(above), localPath(base)]
  if (upper === undefined || lower === undefined) return {}
  return { 'backing-file': relativeName ? relative(dirname(upper), lower) : lower }
}

/** Names of the nodes that stand for the images of a disk. */
export async function nodeNames(
  context: QemuDriverContext,
  domain: QemuDomain,
  disk: Disk,
): Promise<(image: StorageSource) => string> {
  await using hosted = await hotplugGuest(context, domain)
  const command = await hosted.commandContext(disk, 'unplug')
  const use = imageUse(disk, command)
  return image => imageNode(image, image === disk.source ? use : useBehind(use), command)
}
