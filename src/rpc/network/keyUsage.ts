// The key usage extension of a certificate, which Node does not show (RFC 5280, section 4.2.1.3), in DER:
//   Certificate ::= SEQUENCE { tbs SEQUENCE { …, [3] { SEQUENCE OF SEQUENCE { OID, critical BOOLEAN?, OCTET STRING } } }, … }
import type { X509Certificate } from 'node:crypto'

export interface Extension {
  readonly critical: boolean
  readonly value: Buffer
}
export interface KeyUsage {
  readonly critical: boolean
  readonly digitalSignature: boolean
  readonly keyEncipherment: boolean
  readonly keyCertSign: boolean
}
export const extensionIds = { keyUsage: '551d0f', extendedKeyUsage: '551d25', basicConstraints: '551d13' } as const

const tags = { boolean: 0x01, bitString: 0x03, octetString: 0x04, oid: 0x06, sequence: 0x30, extensions: 0xa3 }

interface Element {
  readonly tag: number
  readonly content: Buffer
}

function* elements(bytes: Buffer): Generator<Element> {
  for (let at = 0; at + 2 <= bytes.length; ) {
    const tag = bytes.readUInt8(at)
    const first = bytes.readUInt8(at + 1)
    const size = first < 0x80 ? 0 : first & 0x7f
    if (size > 4 || at + 2 + size > bytes.length) return
    const length = size === 0 ? first : bytes.readUIntBE(at + 2, size)
    const start = at + 2 + size
    yield { tag, content: bytes.subarray(start, start + length) }
    at = start + length
  }
}

const inside = (bytes: Buffer | undefined, tag: number): Buffer | undefined =>
  bytes && [...elements(bytes)].find(element => element.tag === tag)?.content

/** An extension by the hexadecimal form of its id. */
export function extensionOf({ raw }: X509Certificate, id: string): Extension | undefined {
  const certificate = inside(raw, tags.sequence)
  const list = inside(inside(inside(certificate, tags.sequence), tags.extensions), tags.sequence)
  for (const { content } of elements(list ?? Buffer.alloc(0))) {
    const parts = [...elements(content)]
    const value = parts.find(({ tag }) => tag === tags.octetString)?.content
    if (value === undefined || parts[0]?.content.toString('hex') !== id) continue
    return { critical: parts.some(({ tag, content: bytes }) => tag === tags.boolean && bytes[0] === 0xff), value }
  }
  return undefined
}

/** Undefined when the certificate does not restrict its key. */
export function keyUsage(certificate: X509Certificate): KeyUsage | undefined {
  const extension = extensionOf(certificate, extensionIds.keyUsage)
  const bits = inside(extension?.value, tags.bitString)
  if (!extension || !bits) return undefined
  // The first byte counts unused bits; bit 0 is the most significant one.
  const has = (bit: number) => ((bits[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) !== 0
  return {
    critical: extension.critical,
    digitalSignature: has(0),
    keyEncipherment: has(2),
    keyCertSign: has(5),
  }
}
