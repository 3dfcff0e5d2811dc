// Owns ebtables' conditions: what a rule about frames looks like on its command line.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { RuleConditions } from './RuleConditions.js'

/**
 * Conditions and target of a rule about frames. `reverse` is the other way of a rule for both directions: source and
 * destination are swapped.
 *
 * @throws LibvirtError INTERNAL_ERROR for STP in both directions from a given MAC address.
 */
export function ethernetArguments(conditions: RuleConditions, reverse: boolean): string[] {
  // ebtables cannot reject.
  const { action } = conditions.rule
  const target = action === 'reject' ? 'DROP' : action.toUpperCase()
  return [...matches(conditions, reverse), '-j', target]
}

function matches(conditions: RuleConditions, reverse: boolean): string[] {
  switch (conditions.rule.protocol) {
    case 'mac':
      return [...macs(conditions, reverse), ...hexOption(conditions, '-p', 'protocolid')]
    case 'vlan':
      return [
        ...macs(conditions, reverse),
        '-p',
        '0x8100',
        ...option(conditions, '--vlan-id', 'vlanid'),
        ...option(conditions, '--vlan-encap', 'encap-protocol'),
      ]
    case 'stp':
      return spanningTree(conditions, reverse)
    case 'arp':
      return [...macs(conditions, reverse), '-p', '0x806', ...addressResolution(conditions, reverse)]
    case 'rarp':
      return [...macs(conditions, reverse), '-p', '0x8035', ...addressResolution(conditions, reverse)]
    case 'ip':
      return [
        ...macs(conditions, reverse),
        '-p',
        'ipv4',
        ...networkHeader(conditions, reverse, '--ip'),
        ...hexOption(conditions, '--ip-tos', 'dscp'),
      ]
    case 'ipv6':
      return [
        ...macs(conditions, reverse),
        '-p',
        'ipv6',
        ...networkHeader(conditions, reverse, '--ip6'),
        ...icmpTypes(conditions),
      ]
    default:
      return []
  }
}

/** `--option [!] value`. */
function option(conditions: RuleConditions, name: string, field: string, value = conditions.text(field)): string[] {
  return value === undefined ? [] : [name, ...conditions.sign(field), value]
}

function hexOption(conditions: RuleConditions, name: string, field: string): string[] {
  return option(conditions, name, field, conditions.hex(field))
}

/** An option of two fields, the second of which may be missing. */
function pair(conditions: RuleConditions, name: string, field: string, separator: string, second: string): string[] {
  if (!conditions.has(field)) return []
  return [name, ...conditions.sign(field), conditions.joined(field, separator, second)]
}

function macs(conditions: RuleConditions, reverse: boolean): string[] {
  return [
    ...pair(conditions, reverse ? '-d' : '-s', 'srcmacaddr', '/', 'srcmacmask'),
    ...pair(conditions, reverse ? '-s' : '-d', 'dstmacaddr', '/', 'dstmacmask'),
  ]
}

function spanningTree(conditions: RuleConditions, reverse: boolean): string[] {
  if (reverse && conditions.has('srcmacaddr')) {
    const message = 'STP filtering in inout direction with source MAC address set is not supported'
    throw new LibvirtError('INTERNAL_ERROR', message)
  }
  const range = (name: string, field: string) => pair(conditions, name, field, ':', `${field}-hi`)
  const masked = (name: string, field: string) => pair(conditions, name, field, '/', `${field}-mask`)
  return [
    ...macs(conditions, reverse),
    '-d',
    '01:80:c2:00:00:00',
    ...option(conditions, '--stp-type', 'type'),
    ...option(conditions, '--stp-flags', 'flags'),
    ...range('--stp-root-pri', 'root-priority'),
    ...masked('--stp-root-addr', 'root-address'),
    ...range('--stp-root-cost', 'root-cost'),
    ...range('--stp-sender-prio', 'sender-priority'),
    ...masked('--stp-sender-addr', 'sender-address'),
    ...range('--stp-port', 'port'),
    ...range('--stp-msg-age', 'age'),
    ...range('--stp-max-age', 'max-age'),
    ...range('--stp-hello-time', 'hello-time'),
    ...range('--stp-forward-delay', 'forward-delay'),
  ]
}

function addressResolution(conditions: RuleConditions, reverse: boolean): string[] {
  const [source, destination] = reverse ? ['dst', 'src'] : ['src', 'dst']
  const address = (name: string, field: string, mask: string) =>
    option(conditions, name, field, conditions.has(field) ? addressWithPrefix(conditions, field, mask) : undefined)
  const gratuitous = conditions.text('gratuitous') === 'true'
  return [
    ...option(conditions, '--arp-htype', 'hwtype'),
    ...option(conditions, '--arp-opcode', 'opcode'),
    ...hexOption(conditions, '--arp-ptype', 'protocoltype'),
    ...address(`--arp-ip-${source}`, 'arpsrcipaddr', 'arpsrcipmask'),
    ...address(`--arp-ip-${destination}`, 'arpdstipaddr', 'arpdstipmask'),
    ...option(conditions, `--arp-mac-${source}`, 'arpsrcmacaddr'),
    ...option(conditions, `--arp-mac-${destination}`, 'arpdstmacaddr'),
    ...(gratuitous ? [...conditions.sign('gratuitous'), '--arp-gratuitous'] : []),
  ]
}

function addressWithPrefix(conditions: RuleConditions, field: string, mask: string): string {
  return `${conditions.text(field) ?? ''}/${conditions.text(mask) ?? '32'}`
}

function networkHeader(conditions: RuleConditions, reverse: boolean, prefix: '--ip' | '--ip6'): string[] {
  const [source, destination] = reverse ? ['destination', 'source'] : ['source', 'destination']
  return [
    ...pair(conditions, `${prefix}-${source}`, 'srcipaddr', '/', 'srcipmask'),
    ...pair(conditions, `${prefix}-${destination}`, 'dstipaddr', '/', 'dstipmask'),
    ...option(conditions, `${prefix}-protocol`, 'protocol'),
    ...pair(conditions, `${prefix}-${source}-port`, 'srcportstart', ':', 'srcportend'),
    ...pair(conditions, `${prefix}-${destination}-port`, 'dstportstart', ':', 'dstportend'),
  ]
}

/** `--ip6-icmp-type low:high/low:high`: types, then codes. */
function icmpTypes(conditions: RuleConditions): string[] {
  if (!['type', 'typeend', 'code', 'codeend'].some(field => conditions.has(field))) return []
  const range = (start: string, end: string) => {
    const low = conditions.text(start)
    return `${low ?? '0'}:${conditions.text(end) ?? low ?? '255'}`
  }
  const value = `${range('type', 'typeend')}/${range('code', 'codeend')}`
  return ['--ip6-icmp-type', ...conditions.sign('type'), value]
}
