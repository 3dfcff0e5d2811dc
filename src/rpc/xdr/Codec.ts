import type { XdrReader } from './XdrReader.js'
import type { XdrWriter } from './XdrWriter.js'

/** Reads and writes values of one schema. Values given to `write` come from trusted code of the same schema. */
export interface Codec<T = unknown> {
  /** @throws XdrError when the bytes do not hold such a value */
  read(from: XdrReader): T
  write(to: XdrWriter, value: T): void
}
