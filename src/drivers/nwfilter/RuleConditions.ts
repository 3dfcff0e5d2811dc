// Owns the conditions of a rule after its variables got their values.
import type { FilterRule } from '../../model/nwfilter/FilterRule.js'
import { formatVariableAccess } from '../../model/nwfilter/FilterVariable.js'
import { formatRuleValue } from '../../model/nwfilter/formatRuleValue.js'

/** What the firewall tools are told about one rule and one value of each variable. */
export class RuleConditions {
  /** @param values by access, as `$NAME` or `$NAME[1]`. */
  constructor(
    readonly rule: FilterRule,
    private readonly values: ReadonlyMap<string, string>,
  ) {}

  /** True when the rule has that condition. */
  has(name: string): boolean {
    return this.rule.items.has(name)
  }

  /** True when the rule's condition must not hold. */
  negated(name: string): boolean {
    return this.rule.items.get(name)?.negated ?? false
  }

  /** `!` of a negated condition. */
  sign(name: string): string[] {
    return this.negated(name) ? ['!'] : []
  }

  /** The condition's value, numbers in decimal; undefined when the rule has no such condition. */
  text(name: string): string | undefined {
    const value = this.rule.items.get(name)?.value
    if (value?.kind === 'number') return String(value.value)
    if (value?.kind === 'variable') return this.values.get(formatVariableAccess(value.access))
    return value && formatRuleValue(value)
  }

  /** The same with numbers in hexadecimal. */
  hex(name: string): string | undefined {
    const value = this.rule.items.get(name)?.value
    return value?.kind === 'number' ? `0x${value.value.toString(16)}` : this.text(name)
  }

  /** Two conditions as one: `first`, or `first:second`. */
  joined(first: string, separator: string, second: string): string {
    const [start = '', end] = [this.text(first), this.text(second)]
    return end === undefined ? start : `${start}${separator}${end}`
  }
}
