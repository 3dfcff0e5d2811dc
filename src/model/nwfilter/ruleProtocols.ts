// Owns the protocols of rules: which attributes each has, in the order libvirt writes them, and which tool filters it.
import { type RuleAttributeType, types } from './ruleAttributeTypes.js'

/** Attributes in writing order. */
export type RuleAttributes = Readonly<Record<string, RuleAttributeType>>

export interface RuleProtocol {
  /** Ethernet frames go through ebtables, packets through iptables or ip6tables. */
  readonly layer: 'ethernet' | 'ipv4' | 'ipv6'
  readonly attributes: RuleAttributes
  /** Attributes that are negated exactly when the other is, since they are parts of one condition. */
  readonly sameSign: Readonly<Record<string, string>>
}

const comment = { comment: types.comment }
const macs = {
  srcmacaddr: types.mac,
  srcmacmask: types.macMask,
  dstmacaddr: types.mac,
  dstmacmask: types.macMask,
}
const macMasks = { srcmacmask: 'srcmacaddr', dstmacmask: 'dstmacaddr' }
const ports = {
  srcportstart: types.uint16,
  srcportend: types.uint16,
  dstportstart: types.uint16,
  dstportend: types.uint16,
}
const ipMasks = { srcipmask: 'srcipaddr', dstipmask: 'dstipaddr' }

const stpRanges = [
  'root-priority',
  'root-cost',
  'sender-priority',
  'port',
  'age',
  'max-age',
  'hello-time',
  'forward-delay',
]

/** A field and its upper end. */
function range(name: string, type: RuleAttributeType): RuleAttributes {
  return { [name]: type, [`${name}-hi`]: type }
}

const stp: RuleAttributes = {
  srcmacaddr: types.mac,
  srcmacmask: types.macMask,
  type: types.uint8,
  flags: types.uint8,
  ...range('root-priority', types.uint16),
  'root-address': types.mac,
  'root-address-mask': types.macMask,
  ...range('root-cost', types.uint32),
  ...range('sender-priority', types.uint16),
  'sender-address': types.mac,
  'sender-address-mask': types.macMask,
  ...range('port', types.uint16),
  ...range('age', types.uint16),
  ...range('max-age', types.uint16),
  ...range('hello-time', types.uint16),
  ...range('forward-delay', types.uint16),
  ...comment,
}

const arp: RuleAttributes = {
  ...macs,
  hwtype: types.uint16,
  protocoltype: types.uint16,
  opcode: types.arpOpcode,
  arpsrcmacaddr: types.mac,
  arpdstmacaddr: types.mac,
  arpsrcipaddr: types.ip4,
  arpsrcipmask: types.prefix4,
  arpdstipaddr: types.ip4,
  arpdstipmask: types.prefix4,
  gratuitous: types.flag,
  ...comment,
}

function networkHeader(family: 4 | 6): RuleAttributes {
  const [address, mask] = family === 4 ? [types.ip4, types.prefix4] : [types.ip6, types.prefix6]
  return {
    ...macs,
    srcipaddr: address,
    srcipmask: mask,
    dstipaddr: address,
    dstipmask: mask,
    protocol: types.ipProtocol,
    ...ports,
  }
}

/** Attributes that all packets have which iptables filters. */
function packet(family: 4 | 6): RuleAttributes {
  const [address, mask] = family === 4 ? [types.ip4, types.prefix4] : [types.ip6, types.prefix6]
  return {
    srcmacaddr: types.mac,
    srcipaddr: address,
    srcipmask: mask,
    dstipaddr: address,
    dstipmask: mask,
    srcipfrom: address,
    srcipto: address,
    dstipfrom: address,
    // libvirt takes an IPv4 address here in IPv6 rules as well.
    dstipto: family === 4 ? types.ip4 : types.ip46,
    dscp: types.dscp,
    'connlimit-above': types.decimal16,
    state: types.states,
    ipset: types.ipsetName,
    ipsetflags: types.ipsetFlags,
  }
}

const packetSigns = { ...ipMasks, srcipto: 'srcipfrom', dstipto: 'dstipfrom' }
const portSigns = { srcportend: 'srcportstart', dstportstart: 'srcportstart', dstportend: 'srcportstart' }
const icmp = { type: types.uint8, code: types.uint8 }

function packetProtocol(family: 4 | 6, own: RuleAttributes = {}, signs: Readonly<Record<string, string>> = {}) {
  return {
    layer: family === 4 ? 'ipv4' : 'ipv6',
    attributes: { ...packet(family), ...own, ...comment },
    sameSign: { ...packetSigns, ...signs },
  } as const
}

/** By the name of their element. */
export const ruleProtocols = {
  arp: { layer: 'ethernet', attributes: arp, sameSign: {} },
  rarp: { layer: 'ethernet', attributes: arp, sameSign: {} },
  mac: {
    layer: 'ethernet',
    attributes: { ...macs, protocolid: types.etherType, ...comment },
    sameSign: macMasks,
  },
  vlan: {
    layer: 'ethernet',
    attributes: { ...macs, vlanid: types.vlanId, 'encap-protocol': types.vlanEtherType, ...comment },
    sameSign: macMasks,
  },
  stp: {
    layer: 'ethernet',
    attributes: stp,
    sameSign: {
      srcmacmask: 'srcmacaddr',
      'root-address-mask': 'root-address',
      'sender-address-mask': 'sender-address',
      ...Object.fromEntries(stpRanges.map(name => [`${name}-hi`, name])),
    },
  },
  ip: {
    layer: 'ethernet',
    attributes: { ...networkHeader(4), dscp: types.dscp, ...comment },
    sameSign: ipMasks,
  },
  ipv6: {
    layer: 'ethernet',
    attributes: {
      ...networkHeader(6),
      type: types.uint8,
      typeend: types.uint8,
      code: types.uint8,
      codeend: types.uint8,
      ...comment,
    },
    sameSign: { ...ipMasks, typeend: 'type', code: 'type', codeend: 'type' },
  },
  tcp: packetProtocol(4, { ...ports, option: types.uint8, flags: types.tcpFlags }, portSigns),
  udp: packetProtocol(4, ports, portSigns),
  udplite: packetProtocol(4),
  esp: packetProtocol(4),
  ah: packetProtocol(4),
  sctp: packetProtocol(4, ports, portSigns),
  icmp: packetProtocol(4, icmp, { code: 'type' }),
  all: packetProtocol(4),
  igmp: packetProtocol(4),
  'tcp-ipv6': packetProtocol(6, { ...ports, option: types.uint8 }, portSigns),
  'udp-ipv6': packetProtocol(6, ports, portSigns),
  'udplite-ipv6': packetProtocol(6),
  'esp-ipv6': packetProtocol(6),
  'ah-ipv6': packetProtocol(6),
  'sctp-ipv6': packetProtocol(6, ports, portSigns),
  icmpv6: packetProtocol(6, icmp, { code: 'type' }),
  'all-ipv6': packetProtocol(6),
} satisfies Record<string, RuleProtocol>

export type ProtocolName = keyof typeof ruleProtocols

/** The protocol of that name, if there is one. */
export function isProtocolName(name: string): name is ProtocolName {
  return Object.hasOwn(ruleProtocols, name)
}

/** The protocol as the general type, for code that serves them all. */
export function ruleProtocol(name: ProtocolName): RuleProtocol {
  return ruleProtocols[name]
}
