// Owns the conditions of iptables and ip6tables: what a rule about packets looks like on their command lines.
import type { RuleConditions } from './RuleConditions.js'

/** One of the chains that a rule about packets stands in, and how it is written there. */
export interface PacketPlace {
  /** F for packets that are passed on, H for those to the host; then J for those that leave the guest, P for those to it. */
  readonly chain: 'FJ' | 'FP' | 'HJ'
  /** Packets go against the rule's own direction here: source and destination are swapped. */
  readonly answers: boolean
  readonly acceptTarget: 'RETURN' | 'ACCEPT'
  /** Rules about types of ICMP stand in the chain of their own direction only: they have no answers. */
  readonly maySkipIcmp: boolean
  /** States a connection may be in. */
  readonly states?: string | undefined
  /** The states are not the rule's own. */
  readonly statesByDirection: boolean
}

/** Where the rule has to stand so that it takes effect on packets from and to the guest. */
export function packetPlaces(conditions: RuleConditions): PacketPlace[] {
  const { rule } = conditions
  const both = rule.direction === 'inout'
  const answers = rule.direction !== 'out'
  const fromGuest = { chain: 'FJ', answers, acceptTarget: 'RETURN', maySkipIcmp: answers || both } as const
  const toGuest = { chain: 'FP', answers: !answers, acceptTarget: 'ACCEPT', maySkipIcmp: !answers || both } as const
  const toHost = { chain: 'HJ', answers, acceptTarget: 'RETURN', maySkipIcmp: answers } as const
  if (rule.stateMatch && conditions.has('state')) {
    // States of the rule's own are about its direction: there is nothing to say about answers.
    const text = conditions.text('state')
    const states = { states: text === 'NONE' ? undefined : text, statesByDirection: false }
    const outgoing = [fromGuest, ...(answers ? [toGuest] : []), toHost]
    const places = rule.direction === 'in' ? [toGuest] : outgoing
    return places.map(place => ({ ...place, ...states }))
  }
  const follow = rule.stateMatch && !both
  return [fromGuest, toGuest, toHost].map(place => {
    const expected = place.answers ? 'ESTABLISHED' : 'NEW,ESTABLISHED'
    return { ...place, states: follow ? expected : undefined, statesByDirection: true }
  })
}

/** Conditions and target in that place, or undefined when the rule has nothing to say there. */
export function packetArguments(conditions: RuleConditions, place: PacketPlace): string[] | undefined {
  const { rule } = conditions
  const icmpType = conditions.has('type')
  if (icmpType && place.maySkipIcmp) return undefined
  if (conditions.has('connlimit-above') && place.answers) return undefined
  const header = [...addresses(conditions, place), ...protocolFields(conditions, place)]
  const source = conditions.text('srcmacaddr')
  // The guest's MAC address is the source of its own packets only; a rule about nothing else says nothing about answers.
  if (source !== undefined && place.answers && header.length === 0) return undefined
  const mac =
    source === undefined || place.answers ? [] : ['-m', 'mac', ...signed(conditions, 'srcmacaddr', '--mac-source')]
  const accepts = rule.action === 'accept'
  return [
    '-p',
    protocolName(rule.protocol ?? 'all'),
    ...mac,
    ...header,
    ...stateMatch(conditions, place, icmpType),
    ...setMatch(conditions, place),
    ...matchModule(conditions, 'connlimit', 'connlimit-above', '--connlimit-above'),
    ...comment(conditions),
    '-j',
    accepts ? place.acceptTarget : rule.action.toUpperCase(),
  ]
}

function protocolName(protocol: string): string {
  return protocol.replace(/-ipv6$/, '')
}

/** `[!] --option value`. */
function signed(conditions: RuleConditions, field: string, option: string, value = conditions.text(field)): string[] {
  return value === undefined ? [] : [...conditions.sign(field), option, value]
}

/** `-m module [!] --option value`. */
function matchModule(conditions: RuleConditions, module: string, field: string, option: string): string[] {
  return conditions.has(field) ? ['-m', module, ...signed(conditions, field, option)] : []
}

function addresses(conditions: RuleConditions, { answers }: PacketPlace): string[] {
  return [
    ...address(conditions, 'src', !answers),
    ...address(conditions, 'dst', answers),
    ...matchModule(conditions, 'dscp', 'dscp', '--dscp'),
  ]
}

/** A network, or else a range of addresses. */
function address(conditions: RuleConditions, side: 'src' | 'dst', isSource: boolean): string[] {
  const [network, from] = [`${side}ipaddr`, `${side}ipfrom`]
  if (conditions.has(network)) {
    const option = isSource ? '--source' : '--destination'
    return signed(conditions, network, option, conditions.joined(network, '/', `${side}ipmask`))
  }
  if (!conditions.has(from)) return []
  const option = isSource ? '--src-range' : '--dst-range'
  return ['-m', 'iprange', ...signed(conditions, from, option, conditions.joined(from, '-', `${side}ipto`))]
}

function protocolFields(conditions: RuleConditions, { answers }: PacketPlace): string[] {
  const ports = (field: string, end: string, option: string) =>
    conditions.has(field) ? signed(conditions, field, option, conditions.joined(field, ':', end)) : []
  const [mask = '', flags = ''] = conditions.text('flags')?.split('/') ?? []
  const icmp = conditions.rule.protocol === 'icmpv6' ? '--icmpv6-type' : '--icmp-type'
  return [
    ...(conditions.has('flags') ? [...conditions.sign('flags'), '--tcp-flags', mask, flags] : []),
    ...ports('srcportstart', 'srcportend', answers ? '--dport' : '--sport'),
    ...ports('dstportstart', 'dstportend', answers ? '--sport' : '--dport'),
    ...signed(conditions, 'option', '--tcp-option'),
    ...(conditions.has('type') ? signed(conditions, 'type', icmp, conditions.joined('type', '/', 'code')) : []),
  ]
}

/** Rules that do not accept are about all packets, and so are limits; states that the rule names itself always count. */
function stateMatch(conditions: RuleConditions, place: PacketPlace, icmpType: boolean): string[] {
  const { states, statesByDirection } = place
  const { action, direction } = conditions.rule
  const all = conditions.has('connlimit-above') || (action !== 'accept' && statesByDirection)
  if (states === undefined || all) return []
  const connection = ['-m', 'conntrack', '--ctstate', states]
  if (!statesByDirection || icmpType || direction === 'inout') return connection
  return [...connection, '-m', 'conntrack', '--ctdir', place.answers ? 'Reply' : 'Original']
}

function setMatch(conditions: RuleConditions, { answers }: PacketPlace): string[] {
  const set = conditions.text('ipset')
  const flags = conditions.text('ipsetflags')
  if (set === undefined || flags === undefined) return []
  const swap = (flag: string) => (flag === 'src' ? 'dst' : 'src')
  const seen = answers ? flags.split(',').map(swap).join(',') : flags
  return ['-m', 'set', ...conditions.sign('ipset'), '--match-set', set, seen]
}

function comment(conditions: RuleConditions): string[] {
  const text = conditions.text('comment')
  return text === undefined ? [] : ['-m', 'comment', '--comment', text]
}
