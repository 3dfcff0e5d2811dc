// Snapshots by new images: what a disk was stays as it is, and what is written goes into an overlay.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { Undo } from '../../../host/Undo.js'
import type { Disk } from '../../../model/domain/devices/disk.js'
import type { StorageSource } from '../../../model/domain/devices/storageSource.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { SnapshotDisk } from '../../../model/snapshot/Snapshot.js'
import { imageNode, layerOptions } from '../command/blockdev.js'
import { lastBlockNode, nameImage } from '../command/blockNodes.js'
import { imageUse } from '../command/disk.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { recordInTurn } from '../domain/moveDomain.js'
import { configureDisk } from '../guest/configureDisk.js'
import { hotplugGuest } from '../guest/hotplugGuest.js'
import { localPath } from '../guest/neededFiles.js'
import { returnSpareFiles } from '../guest/returnSpareFiles.js'
import { sendOption, takeBack } from '../hotplug/sendOption.js'
import { createImage } from '../images/createImage.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'

/** A disk with the image it is to write to. */
export interface Overlay {
  readonly disk: Disk
  readonly image: StorageSource
}

/**
 * The overlays that a snapshot asks for.
 * @throws LibvirtError CONFIG_UNSUPPORTED for formats that stand on no other image, or when there are none
 */
export function overlaysOf(domain: Domain, disks: readonly SnapshotDisk[]): Overlay[] {
  const overlays = domain.devices.disk.flatMap(disk => {
    const wanted = disks.find(({ name, location }) => name === disk.target && location === 'external')
    return wanted ? [{ disk, image: { ...wanted.source, format: wanted.source.format ?? 'qcow2' } }] : []
  })
  for (const { disk, image } of overlays) {
    if (image.format === 'qcow2' || image.format === 'qed') continue
    const text = `external snapshot format for disk ${disk.target} is unsupported: ${image.format}`
    throw new LibvirtError('CONFIG_UNSUPPORTED', text)
  }
  if (overlays.length === 0) throw new LibvirtError('CONFIG_UNSUPPORTED', 'nothing selected for snapshot')
  return overlays
}

/** Makes the files of overlays. @param undo takes them away again */
export async function createOverlays(
  context: QemuDriverContext,
  overlays: readonly Overlay[],
  undo: Undo,
): Promise<void> {
  for (const { disk, image } of overlays)
    await createImage(context, image, { like: disk.source, backing: disk.source }, undo)
}

/**
 * Has a running guest write to overlays from now on: to all of them or, when QEMU refuses, to none. The persistent definition
 * follows.
 * @param exist whether somebody has made the files
 * @throws LibvirtError when one cannot be made or opened
 */
export async function putOnOverlays(
  context: QemuDriverContext,
  domain: QemuDomain,
  overlays: readonly Overlay[],
  exist: boolean,
): Promise<void> {
  await using undo = new Undo()
  const { guest } = domain.active()
  const { definition } = guest
  undo.defer(() => returnSpareFiles(context, guest))
  if (!exist) await createOverlays(context, overlays, undo)
  await using hosted = await hotplugGuest(context, domain)
  let last = lastBlockNode(definition)
  const actions: { type: string; data: object }[] = []
  for (const { disk, image } of overlays) {
    nameImage(image, ++last)
    const changed: Disk = { ...disk, source: image }
    const command = await hosted.commandContext(changed, 'plug')
    const use = imageUse(changed, command)
    for (const option of layerOptions(image, use, command, null)) {
      await sendOption(option, hosted.monitor)
      undo.defer(() => takeBack(option, hosted.monitor))
    }
    const node = imageNode(disk.source, imageUse(disk, command), command)
    actions.push({ type: 'blockdev-snapshot', data: { node, overlay: imageNode(image, use, command) } })
  }
  // Before QEMU changes over: afterwards nobody could go back when the definition cannot be written, and the next start would be on
  // images that lack what was written since. Until then an overlay shows what is behind it.
  for (const { disk, image } of overlays) {
    const [former, path] = [localPath(disk.source), localPath(image)]
    await configureDisk(context, domain, { target: disk.target, source: image }, former)
    undo.defer(() => configureDisk(context, domain, disk, path))
  }
  await hosted.monitor.execute('transaction', { actions })
  undo.keep()
  for (const { disk, image } of overlays) {
    image.backing = disk.source
    disk.source = image
  }
  await recordInTurn(context, domain)
}
