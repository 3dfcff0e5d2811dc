// Owns QEMU's `key=value,…` syntax.
import type { Properties, PropertyValue } from './CommandOption.js'

/** A comma in a value is doubled. */
export function escapeComma(text: string): string {
  return text.replaceAll(',', ',,')
}

function pairs(prefix: string, value: PropertyValue | undefined): string[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value.flatMap((each, index) => pairs(`${prefix}.${index}`, each))
  if (typeof value === 'object') {
    return Object.entries(value).flatMap(([name, each]) => pairs(`${prefix}.${name}`, each))
  }
  if (typeof value === 'boolean') return [`${prefix}=${value ? 'on' : 'off'}`]
  return [`${prefix}=${escapeComma(String(value))}`]
}

/** `a=1,b.c=on`, nested values with dots. */
export function keyValue(properties: Properties): string {
  return Object.entries(properties)
    .flatMap(([name, value]) => pairs(name, value))
    .join(',')
}
