import type { PropertyValue } from './CommandOption.js'

/** JSON as QEMU takes it, with integers of 64 bits written in full; undefined properties are left out. */
export function toJson(value: PropertyValue): string {
  if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).flatMap(([name, each]) =>
    each === undefined ? [] : [`${JSON.stringify(name)}:${toJson(each)}`],
  )
  return `{${members.join(',')}}`
}
