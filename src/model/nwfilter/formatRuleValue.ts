// Owns the text of values in rules.
import { formatIpAddress } from '../network/IpAddress.js'
import { formatVariableAccess } from './FilterVariable.js'
import type { RuleAttributeType } from './ruleAttributeTypes.js'
import type { RuleValue } from './RuleValue.js'
import { formatTcpBits } from './ruleWordTypes.js'

/** The value as documents have it; named and hexadecimal numbers stay what they are. */
export function formatRuleValue(value: RuleValue, type?: RuleAttributeType): string {
  switch (value.kind) {
    case 'variable':
      return formatVariableAccess(value.access)
    case 'number': {
      const name = Object.entries(type?.names ?? {}).find(([, number]) => number === value.value)?.[0]
      return name ?? (value.hex ? `0x${value.value.toString(16)}` : String(value.value))
    }
    case 'mac':
      return value.mac
    case 'ip':
      return formatIpAddress(value.address)
    case 'prefix':
      return String(value.bits)
    case 'boolean':
      return String(value.value)
    case 'text':
      return value.text
    case 'states':
      return value.states.join(',')
    case 'tcpFlags':
      return `${formatTcpBits(value.mask)}/${formatTcpBits(value.flags)}`
    case 'ipset':
      return value.name
    case 'ipsetFlags':
      return value.flags.join(',')
  }
}
