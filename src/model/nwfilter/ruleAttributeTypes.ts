// Owns how the attributes of rules are read and written. Each type refuses by returning undefined.
import { netmaskPrefix, parseIpAddress } from '../network/IpAddress.js'
import { parseMacAddress } from '../network/macAddress.js'
import { parseInteger } from '../xml/parseInteger.js'
import { ipsetFlagsType, ipsetNameType, statesType, tcpFlagsType } from './ruleWordTypes.js'
import type { RuleValue } from './RuleValue.js'

/** How one attribute is read; `names` are words that stand for numbers, in reading and writing. */
export interface RuleAttributeType {
  read(text: string): RuleValue | undefined
  readonly names?: Readonly<Record<string, number>>
}

interface NumberLimits {
  readonly max: number
  readonly min?: number
  /** Hexadecimal text is no number. */
  readonly decimalOnly?: boolean
  /** It is not remembered that the text was hexadecimal. */
  readonly writtenDecimal?: boolean
  readonly names?: Readonly<Record<string, number>>
}

/** Decimal is tried first, then hexadecimal with or without `0x`, then names regardless of case. */
function number(limits: NumberLimits): RuleAttributeType {
  const { max, min = 0, decimalOnly = false, writtenDecimal = false, names = {} } = limits
  const largest = BigInt(max)
  const within = (value: bigint | undefined, hex: boolean): RuleValue | undefined =>
    value !== undefined && value >= BigInt(min) ? { kind: 'number', value: Number(value), hex } : undefined
  return {
    names,
    read(text) {
      const decimal = parseInteger(text, { min: 0n, max: largest, base: 10 })
      if (decimal !== undefined) return within(decimal, false)
      const hex = decimalOnly ? undefined : parseInteger(text, { min: 0n, max: largest, base: 16 })
      if (hex !== undefined) return within(hex, !writtenDecimal)
      const named = Object.entries(names).find(([name]) => name.toLowerCase() === text.toLowerCase())?.[1]
      return named === undefined ? undefined : { kind: 'number', value: named, hex: false }
    },
  }
}

const etherTypes = { arp: 0x806, rarp: 0x8035, ipv4: 0x800, ipv6: 0x86dd, vlan: 0x8100 }
const ipProtocols = {
  tcp: 6,
  udp: 17,
  udplite: 136,
  esp: 50,
  ah: 51,
  icmp: 1,
  igmp: 2,
  sctp: 132,
  icmpv6: 58,
}
/** As `ebtables -h arp` spells them. */
const arpOpcodes = {
  Request: 1,
  Reply: 2,
  Request_Reverse: 3,
  Reply_Reverse: 4,
  DRARP_Request: 5,
  DRARP_Reply: 6,
  DRARP_Error: 7,
  InARP_Request: 8,
  ARP_NAK: 9,
}

function mac(check: (mac: string) => boolean): RuleAttributeType {
  return {
    read(text) {
      const parsed = parseMacAddress(text)
      return parsed !== undefined && check(parsed) ? { kind: 'mac', mac: parsed } : undefined
    },
  }
}

/** Ones followed by zeros. */
function isMask(text: string): boolean {
  const bits = text
    .split(':')
    .map(byte => Number.parseInt(byte, 16).toString(2).padStart(8, '0'))
    .join('')
  return /^1*0*$/.test(bits)
}

function ip(families: readonly (4 | 6)[]): RuleAttributeType {
  return {
    read(text) {
      const address = parseIpAddress(text)
      return address && families.includes(address.family) ? { kind: 'ip', address } : undefined
    },
  }
}

function prefix(family: 4 | 6): RuleAttributeType {
  const most = family === 4 ? 32n : 128n
  return {
    read(text) {
      const value = parseInteger(text, { min: 0n, max: 0xffffffffn, base: 10 })
      if (value !== undefined) return value <= most ? { kind: 'prefix', bits: Number(value) } : undefined
      const mask = parseIpAddress(text)
      const bits = mask?.family === family ? netmaskPrefix(mask) : undefined
      return bits === undefined ? undefined : { kind: 'prefix', bits }
    },
  }
}

/** Longest comment in bytes; the rest is cut off. */
const longestComment = 256

const comment: RuleAttributeType = {
  read: text => ({ kind: 'text', text: Buffer.from(text).subarray(0, longestComment).toString() }),
}

const flag: RuleAttributeType = { read: text => ({ kind: 'boolean', value: ['true', '1', 'yes'].includes(text) }) }

export const types = {
  mac: mac(() => true),
  macMask: mac(isMask),
  ip4: ip([4]),
  ip6: ip([6]),
  ip46: ip([4, 6]),
  prefix4: prefix(4),
  prefix6: prefix(6),
  uint8: number({ max: 0xff }),
  uint16: number({ max: 0xffff }),
  uint32: number({ max: 0xffffffff }),
  decimal16: number({ max: 0xffff, decimalOnly: true }),
  dscp: number({ max: 63 }),
  vlanId: number({ max: 4095 }),
  /** Below 0x600 the field holds a length. */
  etherType: number({ max: 0xffff, min: 0x600, names: etherTypes }),
  vlanEtherType: number({ max: 0xffff, min: 0x3c, names: etherTypes }),
  arpOpcode: number({ max: 0xffff, writtenDecimal: true, names: arpOpcodes }),
  ipProtocol: number({ max: 0xff, names: ipProtocols }),
  comment,
  flag,
  states: statesType,
  tcpFlags: tcpFlagsType,
  ipsetName: ipsetNameType,
  ipsetFlags: ipsetFlagsType,
} satisfies Record<string, RuleAttributeType>
