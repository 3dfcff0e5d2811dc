// What the disks of a running guest really write to: a daemon that was killed right after QEMU had changed over has it wrong.
import { log } from '../../../log/log.js'
import type { Disk } from '../../../model/domain/devices/disk.js'
import { imageChain } from '../../../model/domain/devices/imageChain.js'
import { storageFormats, type StorageSource } from '../../../model/domain/devices/storageSource.js'
import { nameImage } from '../command/blockNodes.js'
import type { Guest } from '../domain/Guest.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { configureDisk } from '../guest/configureDisk.js'
import { localPath } from '../guest/neededFiles.js'
import type { JsonReader } from '../monitor/JsonReader.js'
import type { QmpMonitor } from '../monitor/QmpMonitor.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { aliasIn } from '../statistics/blockFigures.js'

/** Nodes of images have these names, with what they do behind them. */
const imageNodes = /^libvirt-(\d+)-(?:format|storage)$/

/** Corrects the definitions of a guest whose disks are on other images than its record says. Needs no job: nobody else knows it yet. */
export async function recognizeImages(
  context: QemuDriverContext,
  domain: QemuDomain,
  guest: Guest,
  monitor: QmpMonitor,
): Promise<void> {
  const devices = (await monitor.execute('query-block')).items()
  for (const disk of guest.definition.devices.disk) {
    const device = devices.find(each => aliasIn(each) === disk.info.alias)
    const inserted = device?.field('inserted')
    if (!inserted?.present) continue
    const index = Number(imageNodes.exec(inserted.field('node-name').optionalString() ?? '')?.[1] ?? Number.NaN)
    // Filters above the image hide it, and without an index it is not one of ours.
    if (Number.isNaN(index) || disk.source.node === `libvirt-${index}`) continue
    const former = localPath(disk.source)
    disk.source = knownImage(disk, index) ?? newImage(inserted, disk.source, index)
    disk.mirror = undefined
    log.warning(
      { domain: domain.reference },
      `Disk '${disk.target}' of guest '${domain.name}' is on ${localPath(disk.source) ?? 'another image'}, and not on ${former ?? 'the former one'}: a change of image was interrupted`,
    )
    await configureDisk(context, domain, disk, former)
  }
}

/** An image below, or the one that the disk was being copied to. */
function knownImage({ source, mirror }: Disk, index: number): StorageSource | undefined {
  return [...imageChain(source), ...(mirror ? imageChain(mirror.source) : [])].find(
    ({ node }) => node === `libvirt-${index}`,
  )
}

/** An image on top of the one that is known. */
function newImage(inserted: JsonReader, below: StorageSource, index: number): StorageSource {
  const driver = inserted.field('drv').string()
  const format = storageFormats.find(name => name === driver) ?? 'raw'
  const image: StorageSource = { type: 'file', path: inserted.field('file').string(), format, backing: below }
  nameImage(image, index)
  return image
}
