// Owns the description in the header of VMDK images.
import type { HeaderBytes, ImageHeader } from './ImageHeader.js'

const descriptionAt = 512
const descriptionLength = 20 * 512

/** The image behind this one; images of this kind lie on images of this kind only. */
export function readVmdk(header: HeaderBytes): ImageHeader['backing'] {
  const available = Math.min(descriptionLength, header.bytes.length - descriptionAt)
  if (available <= 0) return undefined
  const path = /^parentFileNameHint="([^"]+)"/m.exec(header.text(descriptionAt, available))?.[1]
  return path === undefined ? undefined : { path, format: 'vmdk' }
}
