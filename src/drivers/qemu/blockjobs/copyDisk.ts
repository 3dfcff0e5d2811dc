import { Undo } from '../../../host/Undo.js'
import type { Disk } from '../../../model/domain/devices/disk.js'
import type { StorageSource } from '../../../model/domain/devices/storageSource.js'
import { imageNode, layerOptions, useBehind } from '../command/blockdev.js'
import { lastBlockNode, nameImage } from '../command/blockNodes.js'
import { imageUse } from '../command/disk.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { hotplugGuest } from '../guest/hotplugGuest.js'
import { returnSpareFiles } from '../guest/returnSpareFiles.js'
import { sendOption, takeBack } from '../hotplug/sendOption.js'
import { createImage } from '../images/createImage.js'
import { detectChain } from '../images/detectChain.js'
import { detectFormat } from '../images/detectFormat.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { BlockJobPlan } from './BlockJob.js'
import { startBlockJob } from './startBlockJob.js'

export interface CopyWish {
  /** Where to; without a format it gets that of the disk, or is what it is when it is there. */
  readonly mirror: StorageSource
  /** Only the topmost image is copied; the copy stands on what is behind the disk. */
  readonly isShallow: boolean
  /** Somebody has made the image already. */
  readonly isThere: boolean
  /** The persistent definition keeps the former image. */
  readonly isTransient: boolean
  /** Of blockdev-mirror. */
  readonly arguments: Readonly<Record<string, unknown>>
}

/**
 * Begins to copy a disk to another image, on and on until it is told to change over or to stop. Needs the domain's job.
 * @throws LibvirtError when the image cannot be made or opened
 */
export async function copyDisk(
  context: QemuDriverContext,
  domain: QemuDomain,
  disk: Disk,
  { mirror, isShallow, isThere, isTransient, arguments: more }: CopyWish,
): Promise<void> {
  await using undo = new Undo()
  const { guest } = domain.active()
  const { definition } = guest
  undo.defer(() => returnSpareFiles(context, guest))
  const shared = isShallow ? disk.source.backing : null
  mirror.format ??= isThere ? await detectFormat(mirror) : (disk.source.format ?? 'raw')
  if (!isThere) await createImage(context, mirror, { like: disk.source, backing: shared ?? undefined }, undo)
  // A copy that stands on images of its own has them already.
  if (isThere && !isShallow) mirror.backing = null
  else if (isThere && shared === null) await detectChain(mirror)
  else mirror.backing = shared
  nameImage(mirror, lastBlockNode(definition) + 1)
  disk.mirror = { source: mirror, job: 'copy' }
  undo.defer(async () => void (disk.mirror = undefined))
  await using hosted = await hotplugGuest(context, domain)
  const command = await hosted.commandContext({ ...disk, source: mirror, mirror: undefined }, 'plug')
  const use = imageUse(disk, command)
  const behind = mirror.backing ? imageNode(mirror.backing, useBehind(use), command) : mirror.backing
  for (const option of layerOptions(mirror, use, command, behind)) {
    await sendOption(option, hosted.monitor)
    undo.defer(() => takeBack(option, hosted.monitor))
  }
  const plan: BlockJobPlan = {
    kind: 'copy',
    disk: disk.target,
    top: disk.source.index ?? 0,
    base: mirror.index ?? 0,
    extra: isTransient ? 'transient' : undefined,
  }
  await startBlockJob(context, domain, plan, 'blockdev-mirror', {
    device: imageNode(disk.source, use, command),
    target: imageNode(mirror, use, command),
    sync: isShallow ? 'top' : 'full',
    ...more,
  })
  undo.keep()
}
