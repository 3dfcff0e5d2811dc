import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Disk } from '../../../model/domain/devices/disk.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { imageChain } from '../../../model/domain/devices/imageChain.js'
import type { StorageSource } from '../../../model/domain/devices/storageSource.js'
import { diskNamed } from '../statistics/blockFigures.js'

export interface FoundImage {
  readonly disk: Disk
  readonly image: StorageSource
}

/** `vda[3]`: the image of a disk with that number. */
const numbered = /^(.+)\[(\d+)\]$/

/**
 * The image of a running guest that a client names: a disk by its target or its path, or one of its images by number.
 * @throws LibvirtError INVALID_ARG
 */
export function findImage(domain: Domain, name: string): FoundImage {
  const [, target = name, number] = numbered.exec(name) ?? []
  const disk = diskNamed(domain, target)
  const image = disk && (number === undefined ? disk.source : imageNumbered(disk, Number(number)))
  if (!disk || !image) throw new LibvirtError('INVALID_ARG', `invalid disk or image '${name}'`)
  return { disk, image }
}

/** The image of a disk that has this index in the live document; 0 is the disk's own. */
export function imageNumbered({ source }: Disk, index: number): StorageSource | undefined {
  return index === 0 ? source : [...imageChain(source)].find(image => image.index === index)
}

/** The image that a block node belongs to, with its disk. */
export function imageOfNode({ devices }: Pick<Domain, 'devices'>, node: string): FoundImage | undefined {
  for (const disk of devices.disk) {
    for (const image of imageChain(disk.source)) {
      if (image.node !== undefined && node.startsWith(`${image.node}-`)) return { disk, image }
    }
  }
  return undefined
}
