// The start of a qcow2 image (QEMU: docs/interop/qcow2.txt), big-endian:
//    0 magic 'QFI\xfb'   4 version   8 offset of the backing file's name   16 its length   …
//  100 length of the header, from version 3 on; before it is 72
// Behind the header: extensions of type, length and data padded to 8 bytes, up to one of type 0.

/** What an image says about others that belong to it; names as they stand there. */
export interface Qcow2Header {
  readonly backingFile: string | undefined
  readonly backingFormat: string | undefined
  /** Where the data is, when it is not in the image itself. */
  readonly dataFile: string | undefined
}

const magic = 0x514649fb
const extension = { backingFormat: 0xe2792aca, dataFile: 0x44415441 } as const
/** Longest name that the format allows. */
const longestName = 1023
const headerLengthBefore3 = 72

/** How much of an image has to be read: header, extensions and name lie in its first cluster. */
export const qcow2HeaderBytes = 65536

/** @param start the first bytes of a file; undefined when they are not those of a qcow2 image, or not whole */
export function parseQcow2Header(start: Buffer): Qcow2Header | undefined {
  if (start.length < headerLengthBefore3 || start.readUInt32BE(0) !== magic) return undefined
  const version = start.readUInt32BE(4)
  const length = version >= 3 && start.length >= 104 ? start.readUInt32BE(100) : headerLengthBefore3
  const offset = Number(start.readBigUInt64BE(8))
  const size = start.readUInt32BE(16)
  const named = offset !== 0 && size > 0 && size <= longestName
  if (named && offset + size > start.length) return undefined
  const extensions = readExtensions(start, length)
  return {
    backingFile: named ? start.toString('utf8', offset, offset + size) : undefined,
    backingFormat: extensions.get(extension.backingFormat),
    dataFile: extensions.get(extension.dataFile),
  }
}

function readExtensions(start: Buffer, from: number): Map<number, string> {
  const found = new Map<number, string>()
  for (let at = from; at + 8 <= start.length; ) {
    const type = start.readUInt32BE(at)
    const length = start.readUInt32BE(at + 4)
    if (type === 0 || at + 8 + length > start.length) break
    found.set(type, start.toString('utf8', at + 8, at + 8 + length))
    at += 8 + Math.ceil(length / 8) * 8
  }
  return found
}
