// Documents of domains in little memory. Packed bytes are kept as a string of the characters 0 to 255: to V8 that is a block of
// bytes, while a Buffer is four objects around one.
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { usualText } from './usualText.js'

/** zlib takes the end of it into account first; its window has to hold it and the document. */
const dictionary = Buffer.from(usualText)
const windowBits = 13

/** The usual settings would reserve and clear 270 KB for each of these small texts. */
const packing = { level: 1, memLevel: 5, windowBits, dictionary }
const unpacking = { windowBits, dictionary, chunkSize: 8192 }

/** @returns characters up to U+00FF */
export function packText(text: string): string {
  return deflateRawSync(text, packing).toString('latin1')
}

/** @param packed from `packText` */
export function unpackText(packed: string): string {
  return inflateRawSync(Buffer.from(packed, 'latin1'), unpacking).toString()
}
