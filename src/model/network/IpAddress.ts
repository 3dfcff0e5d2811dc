// Owns IP addresses as numbers: their text, their networks, and how large a range between two of them is.
import { isIPv4, isIPv6 } from '../domain/devices/ipAddress.js'

/** An address of one family as one number of 32 or 128 bits. */
export interface IpAddress {
  readonly family: 4 | 6
  readonly value: bigint
}

/** Bits of an address. */
export const ipBits = { 4: 32, 6: 128 } as const

/** The address in the text, or undefined: names, brackets, zones and short forms of IPv4 are none. */
export function parseIpAddress(text: string): IpAddress | undefined {
  if (isIPv4(text)) return { family: 4, value: ipv4Value(text) }
  return isIPv6(text) ? { family: 6, value: ipv6Value(text) } : undefined
}

function ipv4Value(text: string): bigint {
  return text.split('.').reduce((value, part) => (value << 8n) | BigInt(part), 0n)
}

function ipv6Value(text: string): bigint {
  const groups = (half: string | undefined) =>
    (half ?? '')
      .split(':')
      .filter(group => group !== '')
      .flatMap(group => {
        if (!group.includes('.')) return [BigInt(`0x${group}`)]
        const embedded = ipv4Value(group)
        return [embedded >> 16n, embedded & 0xffffn]
      })
  const [front, back] = text.split('::')
  const head = groups(front)
  const tail = groups(back)
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => 0n)
  return [...head, ...zeros, ...tail].reduce((value, group) => (value << 16n) | group, 0n)
}

/** Canonical text, as inet_ntop writes it. */
export function formatIpAddress({ family, value }: IpAddress): string {
  return family === 4 ? formatIpv4(value) : formatIpv6(value)
}

function formatIpv4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map(shift => (value >> shift) & 0xffn).join('.')
}

function formatIpv6(value: bigint): string {
  const high = value >> 32n
  // Addresses that embed an IPv4 one are written with it: ::ffff:a.b.c.d, and ::a.b.c.d where that is no small number.
  if (high === 0xffffn) return `::ffff:${formatIpv4(value & 0xffffffffn)}`
  if (high === 0n && value > 0xffffn) return `::${formatIpv4(value)}`
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16))
  const zeros = longestZeros(groups)
  if (zeros.length < 2) return groups.join(':')
  return `${groups.slice(0, zeros.start).join(':')}::${groups.slice(zeros.start + zeros.length).join(':')}`
}

/** The first of the longest runs of zero groups. */
function longestZeros(groups: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let start = 0
  groups.forEach((group, index) => {
    if (group !== '0') start = index + 1
    else if (index + 1 - start > best.length) best = { start, length: index + 1 - start }
  })
  return best
}

/** Ones in the first `prefix` bits. */
export function prefixMask(family: 4 | 6, prefix: number): bigint {
  const bits = BigInt(ipBits[family])
  return ((1n << BigInt(prefix)) - 1n) << (bits - BigInt(prefix))
}

/** Number of leading ones of a netmask, or undefined when ones follow a zero. */
export function netmaskPrefix({ family, value }: IpAddress): number | undefined {
  for (let prefix = 0; prefix <= ipBits[family]; prefix++) if (prefixMask(family, prefix) === value) return prefix
  return undefined
}

/** The address with all bits behind the prefix cleared. */
export function networkOf(address: IpAddress, prefix: number): IpAddress {
  return { family: address.family, value: address.value & prefixMask(address.family, prefix) }
}

/** True when both are the same address. */
export function sameIpAddress(left: IpAddress | undefined, right: IpAddress | undefined): boolean {
  return left?.family === right?.family && left?.value === right?.value
}
