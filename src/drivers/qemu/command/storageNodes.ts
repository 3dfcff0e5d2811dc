// Names of the block nodes made for an image.
import type { StorageSource } from '../../../model/domain/devices/storageSource.js'

/** Name of the node that reaches the bytes. */
export function storageNode(source: StorageSource): string {
  return `${nodeOf(source)}-storage`
}

/** Name of the node that understands the image's format, if there is one. */
export function formatNode(source: StorageSource): string {
  return `${nodeOf(source)}-format`
}

/** Name of the window into an image of which only a part is used. */
export function sliceNode(source: StorageSource): string {
  return `${nodeOf(source)}-slice-sto`
}

function nodeOf({ node }: StorageSource): string {
  if (node === undefined) throw new TypeError('image has no node name: the domain was not prepared')
  return node
}
