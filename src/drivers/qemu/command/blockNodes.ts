// Names of a guest's block nodes: a number each, which live documents show as the index of an image.
import type { Domain } from '../../../model/domain/Domain.js'
import { imageChain } from '../../../model/domain/devices/imageChain.js'
import { isStorageEmpty, type StorageSource } from '../../../model/domain/devices/storageSource.js'

/** Names the nodes of a guest that is to start. libvirt counts from the last disk to the first; SCSI host devices follow. */
export function nameBlockNodes(domain: Domain): void {
  let count = 0
  for (const image of allImages(domain)) if (image.node === undefined) nameImage(image, ++count)
  for (const hostdev of domain.devices.hostdev) {
    if (hostdev.source.type === 'scsi' || hostdev.source.type === 'iscsi') hostdev.node ??= nodeName(++count)
  }
}

/** Names the nodes of a running guest again whose definition was read from a document. */
export function restoreBlockNodes(domain: Domain): void {
  for (const image of allImages(domain)) if (image.index !== undefined) image.node ??= nodeName(image.index)
}

/** Gives an image a number that no other one has. */
export function nameImage(image: StorageSource, number: number): void {
  image.node = nodeName(number)
  if (!isStorageEmpty(image)) image.index = number
}

/** The largest number in use. */
export function lastBlockNode(domain: Domain): number {
  const nodes = [...allImages(domain), ...domain.devices.hostdev].map(({ node }) => node)
  return Math.max(0, ...nodes.map(node => Number(/^libvirt-(\d+)$/.exec(node ?? '')?.[1] ?? 0)))
}

export function nodeName(number: number): string {
  return `libvirt-${number}`
}

function* allImages({ devices }: Domain): Generator<StorageSource> {
  for (const { source, mirror } of devices.disk.toReversed()) {
    yield* imageChain(source)
    if (mirror) yield* imageChain(mirror.source)
  }
}
