// The file a saved guest is in, in libvirt's layout, so that either takes up what the other has saved:
//   0 magic 'LibvirtQemudSave', or 'LibvirtQemudPart' while it is being written   16 version   20 length of the document
//  24 whether the guest ran   28 compression   32 place of a cookie in the document, 0 for none   … zeros up to
//  92 the document, ended by NUL   and then what QEMU wrote. Numbers are of 32 bits in the order of the host that saved.
import { LibvirtError } from '../../../api/LibvirtError.js'

const magicBytes = 16
const magics = { whole: 'LibvirtQemudSave', part: 'LibvirtQemudPart' } as const
const version = 2
/** Bytes. */
const alignment = 65536
/** More than a definition has, bytes: it is read into memory, and anybody may have written the file. */
const longestDocument = 64 * 1024 * 1024
/** Length of the header. */
export const savedHeaderBytes = 92

export interface SavedHeader {
  /** Bytes of the document that follows, with its NUL. */
  readonly documentLength: number
  readonly running: boolean
}

/** The magic of a file that is whole; written last, over the other one. */
export const wholeMagic = Buffer.from(magics.whole)

/** What stands in front of QEMU's part, marked as not whole yet. */
export function formatSavedImage(document: string, running: boolean): Buffer {
  const bytes = Buffer.byteLength(document) + 1
  // Room for a longer document that may take its place: the whole is a multiple of what storage is written in.
  const text = Buffer.alloc(Math.ceil((savedHeaderBytes + bytes) / alignment) * alignment - savedHeaderBytes)
  text.write(document)
  const header = Buffer.alloc(savedHeaderBytes)
  header.write(magics.part, 0, 'latin1')
  header.writeUInt32LE(version, 16)
  header.writeUInt32LE(text.length, 20)
  header.writeUInt32LE(running ? 1 : 0, 24)
  return Buffer.concat([header, text])
}

/**
 * Another document, and whether the guest is to go on, in the header of a whole file.
 * @param length of the document there is, in bytes
 * @throws LibvirtError OPERATION_FAILED when it does not fit
 */
export function formatChangedHeader(document: string, running: boolean, length: number): Buffer {
  const whole = formatSavedImage(document, running)
  if (Buffer.byteLength(document) + 1 > length) {
    throw new LibvirtError('OPERATION_FAILED', 'new xml too large to fit in file')
  }
  const changed = Buffer.alloc(savedHeaderBytes + length)
  whole.copy(changed, 0, 0, Math.min(whole.length, changed.length))
  changed.write(magics.whole, 0, 'latin1')
  changed.writeUInt32LE(length, 20)
  return changed
}

/** @throws LibvirtError OPERATION_FAILED for what is no saved guest, or not a whole one; CONFIG_UNSUPPORTED for a compressed one */
export function parseSavedHeader(header: Buffer, path: string): SavedHeader {
  const magic = header.toString('latin1', 0, magicBytes)
  if (header.length < savedHeaderBytes || (magic !== magics.whole && magic !== magics.part)) {
    throw new LibvirtError('OPERATION_FAILED', `image magic is incorrect: '${path}' is no saved guest`)
  }
  if (magic === magics.part) {
    throw new LibvirtError('OPERATION_FAILED', `save image '${path}' is incomplete: saving was interrupted`)
  }
  const little = header.readUInt32LE(16) <= 0xffff
  const number = (at: number) => (little ? header.readUInt32LE(at) : header.readUInt32BE(at))
  if (number(16) > version) {
    throw new LibvirtError('OPERATION_FAILED', `image version is not supported (${number(16)} > ${version})`)
  }
  if (number(28) !== 0)
    throw new LibvirtError('CONFIG_UNSUPPORTED', `'${path}' is compressed, which is not supported yet`)
  if (number(20) > longestDocument) {
    throw new LibvirtError('OPERATION_FAILED', `'${path}' claims to hold a document of ${number(20)} bytes`)
  }
  return { documentLength: number(20), running: number(24) !== 0 }
}
