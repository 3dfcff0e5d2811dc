// One question to the access check, made from a row of the call table.
import { legacyLists } from '../../../src/access/legacyLists.js'
import { olderForms } from '../../../src/access/olderForms.js'
import type { Call, Rule } from '../../../src/api/call.js'
import * as calls from '../../../src/api/calls/index.js'
import type { Driver } from '../../../src/api/Driver.js'
import { permissions } from '../../../src/api/permissions.js'
import { libvirtService } from '../../../src/rpc/connectionCalls.js'
import { argumentsOf } from './argumentsOf.js'

/** A call with its flags, about an object whose name says what a rule may grant on it: `NUMBER.permission.permission…`. */
export interface AccessCase {
  readonly row: string
  readonly flags: number
  readonly object: string
}

const table: Readonly<Record<string, Call>> = calls
export function rowOf(name: string): Call {
  const row = table[name]
  if (!row) throw new TypeError(`no call ${name}`)
  return row
}

/** Calls that reach a driver; the rest are about the connection itself. */
export const rows: readonly Call[] = Object.values(table).filter(
  row => row.route !== 'daemon' && !libvirtService.own.has(row.name),
)

/** Does a permission take more than looking? */
const isGuarded = (permission: string) => {
  const [object = '', name = ''] = permission.split(':')
  const all: Record<string, Record<string, boolean>> = permissions
  return all[object]?.[name] !== true
}
/** As polkit spells it. */
const hyphened = (permission: string) => permission.replace(/^.*:/, '').replaceAll('_', '-')

/** Permissions beyond looking that a call demands, in order. */
export function demanded({ row: name, flags, object }: AccessCase): string[] {
  const row = rowOf(name)
  const args = argumentsOf(row, object, flags)
  const rules = (row.allow ?? []).map((rule): Rule => (typeof rule === 'string' ? { permission: rule } : rule))
  const applying = rules.filter(({ ifAllFlags = 0, unlessAnyFlag = 0, ifArgument }) => {
    if ((flags & ifAllFlags) !== ifAllFlags || (flags & unlessAnyFlag) !== 0) return false
    return !ifArgument || (args[ifArgument.name] === ifArgument.value) !== (ifArgument.negated ?? false)
  })
  return [...new Set(applying.map(({ permission }) => permission))].filter(isGuarded)
}

/** Who grants what: nothing, or what the object's name says, and everything about connections. */
export type Rules = 'none' | 'names'

/** What must come of it: `through`, or `denied ACTION`. */
export function expected(one: AccessCase, rules: Rules): string {
  const granted = one.object.split('.').slice(1)
  const missing = demanded(one).find(
    permission => rules === 'none' || !(permission.startsWith('connect:') || granted.includes(hyphened(permission))),
  )
  return missing === undefined
    ? 'through'
    : `denied org.libvirt.api.${missing.replace(/:.*/, '').replaceAll('_', '-')}.${hyphened(missing)}`
}

/** Each set of flags that a row's rules tell apart, as far as the driver takes them. */
function flagsOf(row: Call, driver: Driver): number[] {
  if (!('flags' in row.args)) return [0]
  const accepted = row.flags?.[driver.key] ?? 0
  const bits = (row.allow ?? []).flatMap(rule =>
    typeof rule === 'string' ? [] : [rule.ifAllFlags ?? 0, (rule.unlessAnyFlag ?? 0) & -(rule.unlessAnyFlag ?? 0)],
  )
  return [...new Set([0, ...bits.filter(bit => bit !== 0 && (bit & ~accepted) === 0)])]
}

/** Whether a driver has anything to say to a call. */
export function isServed(row: Call, { verbs, find }: Driver): boolean {
  const known = (name: string) => name in verbs
  const legacy = legacyLists.get(row.name)?.modern.name
  const newer = olderForms.get(row.name)?.call
  const served = known(row.name) || (legacy !== undefined && known(legacy)) || (newer !== undefined && known(newer))
  return served && Object.values(row.args).every(schema => schema.kind !== 'reference' || schema.of in find)
}

let numbers = 0
const objectWith = (granted: readonly string[]) => [++numbers, ...granted.map(hyphened)].join('.')

/** Every call about an object on which nothing is granted. */
export function plainCases(driver: Driver): AccessCase[] {
  const object = objectWith([])
  return rows.flatMap(({ name }) => flagsOf(rowOf(name), driver).map(flags => ({ row: name, flags, object })))
}

/** Kinds of objects whose name a test chooses. */
const named = /^(domain|interface|network|network_port|nwfilter|nwfilter_binding|secret|storage_pool|storage_vol):/

/** Calls that need a permission, about an object on which exactly that is granted; a new one each, since they change it. */
export function grantedCases(driver: Driver): AccessCase[] {
  return plainCases(driver).flatMap(one => {
    const needed = demanded(one)
    const fits =
      needed.length > 0 && needed.every(permission => named.test(permission)) && isServed(rowOf(one.row), driver)
    return fits ? [{ ...one, object: objectWith(needed) }] : []
  })
}

/** The same, about objects on which one of the permissions is not granted. */
export function lackingCases(driver: Driver): AccessCase[] {
  const objects = new Map<string, string>()
  return grantedCases(driver).flatMap(one =>
    demanded(one).map(missing => {
      const rest = demanded(one).filter(permission => permission !== missing)
      const key = rest.join()
      const object = objects.get(key) ?? objectWith(rest)
      objects.set(key, object)
      return { ...one, object }
    }),
  )
}
