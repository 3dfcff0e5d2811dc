// Owns <rule>: which packets, and what happens to them.
import { parseInteger } from '../xml/parseInteger.js'
import { oneOf, refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import { parseVariableAccess } from './FilterVariable.js'
import { formatRuleValue } from './formatRuleValue.js'
import type { RuleAttributeType } from './ruleAttributeTypes.js'
import { isProtocolName, type ProtocolName, ruleProtocol } from './ruleProtocols.js'
import type { RuleValue } from './RuleValue.js'

export const ruleActions = ['drop', 'accept', 'reject', 'return', 'continue'] as const
export const ruleDirections = ['in', 'out', 'inout'] as const

/** One condition; `negated` means that it must not hold. */
export interface RuleItem {
  readonly value: RuleValue
  readonly negated: boolean
}

export interface FilterRule {
  readonly action: (typeof ruleActions)[number]
  /** Seen from the guest. */
  readonly direction: (typeof ruleDirections)[number]
  /** From -1000 to 1000; lower ones are looked at first. */
  readonly priority: number
  /** Connections are followed, so that answers pass. */
  readonly stateMatch: boolean
  /** Undefined for a rule about everything. */
  readonly protocol?: ProtocolName | undefined
  /** Conditions by attribute name, in the order of the protocol's attributes. */
  readonly items: ReadonlyMap<string, RuleItem>
}

const presetPriority = 500
const largestPriority = 1000n

/** @throws LibvirtError INTERNAL_ERROR, CONFIG_UNSUPPORTED */
export function parseFilterRule(element: XmlElement): FilterRule {
  const action = word(element, 'action', ruleActions)
  const direction = word(element, 'direction', ruleDirections)
  const priorityText = element.attribute('priority') ?? ''
  const priority = parseInteger(priorityText, { min: -largestPriority, max: largestPriority, base: 10 })
  const stateMatch = element.attribute('statematch')?.toLowerCase()
  const { protocol, items } = parseConditions(element)
  if (protocol === 'ip' || protocol === 'ipv6') checkPorts(element, protocol, items)
  return {
    action,
    direction,
    priority: priority === undefined ? presetPriority : Number(priority),
    stateMatch: stateMatch !== '0' && stateMatch !== 'false',
    protocol,
    items,
  }
}

function word<const T extends string>(element: XmlElement, name: string, words: readonly T[]): T {
  const text = element.attribute(name)
  if (text === undefined) throw refuseAt(element, `rule node requires ${name} attribute`, 'INTERNAL_ERROR')
  const found = oneOf(text, words)
  if (found === undefined) throw refuseAt(element, `unknown rule ${name} attribute value`, 'CONFIG_UNSUPPORTED')
  return found
}

/** The first element of a known protocol decides; later ones of the same protocol add conditions, others do not count. */
function parseConditions(element: XmlElement): Pick<FilterRule, 'protocol' | 'items'> {
  let protocol: ProtocolName | undefined
  const found = new Map<string, RuleItem>()
  for (const child of element.elements()) {
    if (!isProtocolName(child.name) || (protocol !== undefined && protocol !== child.name)) continue
    protocol = child.name
    const negated = child.attribute('match') === 'no'
    for (const [name, type] of Object.entries(ruleProtocol(protocol).attributes)) {
      const text = child.attribute(name)
      if (text !== undefined) found.set(name, { value: parseValue(child, name, text, type), negated })
    }
  }
  return { protocol, items: protocol === undefined ? found : completeItems(protocol, found) }
}

function parseValue(element: XmlElement, name: string, text: string, type: RuleAttributeType): RuleValue {
  const access = text.startsWith('$') ? parseVariableAccess(text.slice(1)) : undefined
  const value: RuleValue | undefined = text.startsWith('$') ? access && { kind: 'variable', access } : type.read(text)
  if (value === undefined) throw refuseAt(element, `${name} has illegal value ${text}`, 'INTERNAL_ERROR')
  return value
}

/** Sorts conditions, gives parts of one condition the same sign, and a set the direction it is looked up by. */
function completeItems(protocol: ProtocolName, found: ReadonlyMap<string, RuleItem>): Map<string, RuleItem> {
  const { attributes, sameSign } = ruleProtocol(protocol)
  const items = new Map<string, RuleItem>()
  for (const name of Object.keys(attributes)) {
    const item = found.get(name)
    if (!item) continue
    // Where the leading part is not there, libvirt forgets the sign. A rule must not turn into its opposite: it is kept here.
    const leader = sameSign[name] === undefined ? undefined : found.get(sameSign[name])
    items.set(name, { ...item, negated: (leader ?? item).negated })
    const alone = name === 'ipset' && protocol !== 'all' && protocol !== 'all-ipv6' && !found.has('ipsetflags')
    if (alone) items.set('ipsetflags', { value: { kind: 'ipsetFlags', flags: ['src'] }, negated: false })
  }
  return items
}

/** ebtables knows ports of four protocols only. */
const protocolsWithPorts = [6, 17, 33, 132]

function checkPorts(element: XmlElement, protocol: 'ip' | 'ipv6', items: ReadonlyMap<string, RuleItem>): void {
  const ports = ['srcportstart', 'srcportend', 'dstportstart', 'dstportend'].some(name => items.has(name))
  const value = items.get('protocol')?.value
  const known = value?.kind === 'number' && protocolsWithPorts.includes(value.value)
  if (!ports || known) return
  const title = protocol === 'ip' ? 'IP' : 'IPv6'
  const what = 'protocol specification with protocol to be either one of tcp(6), udp(17), dccp(33), or sctp(132)'
  throw refuseAt(element, `${title} rule with port specification requires ${what}`, 'INTERNAL_ERROR')
}

/** Conditions of different sign need an element each, since the sign is the element's. */
export function formatFilterRule(writer: XmlWriter, rule: FilterRule): void {
  const { action, direction, priority, stateMatch, protocol } = rule
  const attributes = { action, direction, priority, statematch: stateMatch ? undefined : 'false' }
  writer.element('rule', attributes, () => {
    if (protocol === undefined) return
    const groups: { negated: boolean; attributes: Record<string, string> }[] = []
    for (const [name, { value, negated }] of rule.items) {
      const last = groups.at(-1)
      const text = formatRuleValue(value, ruleProtocol(protocol).attributes[name])
      if (last?.negated === negated) last.attributes[name] = text
      else groups.push({ negated, attributes: { [name]: text } })
    }
    if (groups.length === 0) writer.element(protocol)
    for (const group of groups) {
      writer.element(protocol, { match: group.negated ? 'no' : undefined, ...group.attributes })
    }
  })
}
