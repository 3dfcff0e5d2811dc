import type { Codec } from './Codec.js'

/** 16 raw bytes ↔ canonical lower case text. */
export const uuidCodec: Codec<string> = {
  read(from) {
    const hex = from.bytes(16).toString('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  },
  write: (to, value) => to.uuid(value),
}
