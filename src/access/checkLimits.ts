// No more goes into a call than libvirt's protocol carries, whichever door it comes by: a driver never sees a list or text that
// its rows do not allow for. Facts: the limits of remote_protocol.x, which the rows' schemas hold; words of libvirt's own client.
import type { Call } from '../api/call.js'
import { LibvirtError } from '../api/LibvirtError.js'
import { type Schema, stringMax, type TypedParameter } from '../api/schema.js'
import type { Values } from './perform.js'

/** Most bytes of a typed parameter's name (VIR_TYPED_PARAM_FIELD_LENGTH, of which the last is NUL). */
const longestField = 79

/** @throws LibvirtError RPC, naming the argument and its limit */
export function checkLimits(call: Call, args: Values): void {
  let limited = limitedArguments.get(call)
  if (!limited)
    limitedArguments.set(call, (limited = Object.entries(call.args).filter(([, schema]) => isLimited(schema))))
  for (const [name, schema] of limited) check(name, schema, args[name])
}

/** Most calls have none, and are made for every property of every guest. */
const limitedArguments = new WeakMap<Call, readonly (readonly [string, Schema])[]>()

function isLimited(schema: Schema): boolean {
  return schema.kind === 'optional' ? isLimited(schema.item) : ['string', 'opaque', 'list'].includes(schema.kind)
}

function check(name: string, schema: Schema, value: unknown): void {
  switch (schema.kind) {
    case 'string':
      if (typeof value === 'string') limit(name, bytesOf(value, schema.max), schema.max)
      break
    case 'opaque':
      if (value instanceof Uint8Array) limit(name, value.length, schema.max)
      break
    case 'optional':
      if (value !== undefined) check(name, schema.item, value)
      break
    case 'list': {
      if (!Array.isArray(value)) break
      limit(name, value.length, schema.max)
      if (schema.item.kind === 'typedParameter') value.forEach(checkParameter)
      else if (schema.item.kind === 'string') for (const item of value) check(name, schema.item, item)
      break
    }
    default:
  }
}

function checkParameter({ field, value }: TypedParameter): void {
  if (bytesOf(field, longestField) > longestField) {
    throw new LibvirtError('RPC', `Parameter ${field.slice(0, longestField)} too big for destination`, {
      domain: 'RPC',
    })
  }
  if (typeof value === 'string') limit(field, bytesOf(value, stringMax), stringMax)
}

/** Bytes of a text in UTF-8; counted only where they could be too many. */
const bytesOf = (text: string, most: number): number => (text.length * 3 <= most ? 0 : Buffer.byteLength(text))

function limit(name: string, length: number, most: number): void {
  if (length <= most) return
  throw new LibvirtError('RPC', `${name} length greater than maximum: ${length} > ${most}`, { domain: 'RPC' })
}
