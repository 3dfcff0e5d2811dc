// A row of the call table with its arguments, as a message of org.libvirt.
import type { Call } from '../../../src/api/call.js'
import { parseSignature, type WireType } from '../../../src/bus/codec/parseSignature.js'
import { Variant } from '../../../src/bus/codec/values.js'
import type { MethodCall } from '../../../src/bus/connection/BusConnection.js'
import { busInterfaces } from '../../../src/bus/generated/interfaces.js'
import { hasPlace, objectPath } from '../../../src/bus/tree/objectPaths.js'
import type { Values } from './argumentsOf.js'

/** Arguments that this API does not have. */
const implied = ['need_results', 'nparams', 'maxnames', 'maxids', 'maxuuids', 'maplen', 'maxinfo', 'ncpus']
/** Refused without this flag by the function itself: there is no client between the hosts (VIR_MIGRATE_PEER2PEER). */
const flagsNeeded: Readonly<Record<string, number>> = { 'org.libvirt.Domain.MigrateToURI3': 2 }
const signatures: Record<string, { methods: Record<string, { in: string }> }> = busInterfaces

/** @param member full name of a method or property that stands for the row @param driver path of the connection */
export function callByBus(row: Call, member: string, args: Values, driver: string): MethodCall {
  const dot = member.lastIndexOf('.')
  const [iface, name] = [member.slice(0, dot), member.slice(dot + 1)]
  const [subject, schema] = Object.entries(row.args).find(([, { kind }]) => kind === 'reference') ?? []
  // An object's reference is of its own kind.
  const place =
    schema?.kind === 'reference' && hasPlace(schema.of) ? objectPath('', schema.of, args[subject ?? ''] as never) : ''
  const target = { destination: 'org.libvirt', path: `${driver}${place}` }
  const method = signatures[iface]?.methods[name]
  const property = { ...target, interface: 'org.freedesktop.DBus.Properties' }
  if (!method && row.writes === true)
    return { ...property, member: 'Set', signature: 'ssv', values: [iface, name, new Variant('b', true)] }
  if (!method) return { ...property, member: 'Get', signature: 'ss', values: [iface, name] }
  const types = parseSignature(method.in)
  const rest = Object.keys(row.args).filter(key => key !== subject && !implied.includes(key))
  // Descriptors are no argument of the row.
  const own = types.filter(({ signature }) => signature !== 'ah')
  const values = types.map((type, index) => {
    const given = rest.length === own.length ? args[rest[own.indexOf(type)] ?? ''] : undefined
    const isLast = index === types.length - 1
    return coerce(type, given ?? (isLast ? (flagsNeeded[member] ?? args['flags']) : undefined))
  })
  return { ...target, interface: iface, member: name, signature: method.in, values }
}

/** A value of that type: the given one where it fits. */
function coerce({ letter, signature }: WireType, value: unknown): unknown {
  if (signature === 'ay') return Uint8Array.of(1)
  if (signature === 'ab') return [true]
  if (signature === 'a{sv}') return [['file', new Variant('s', 'text')]]
  if (signature === 'as' || signature === 'au') return Array.isArray(value) ? value : []
  if (letter === 'a') return []
  if (letter === 'b') return Boolean(value)
  if (letter === 'x' || letter === 't') return BigInt(Number(value ?? 1))
  if (letter !== 's') return Number(value ?? 1)
  if (typeof value === 'object' && value !== null && 'key' in value) return String(value.key)
  return typeof value === 'string' ? value : ''
}
