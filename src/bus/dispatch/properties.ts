// org.freedesktop.DBus.Properties of an object.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { MaybePromise } from '../../api/Driver.js'
import { type Entries, Variant } from '../codec/values.js'
import type { BusCall } from '../tree/BusCall.js'
import type { AnyProperty, BusInterface } from '../tree/BusInterface.js'
import { legacyVariant } from '../values/typedParameters.js'
import { noSuchProperty, notWritable, wrongPropertyType } from './errors.js'

/** @throws BusError for an unknown property, and whatever its getter throws */
export function getProperty(iface: BusInterface, name: string, call: BusCall<unknown>): MaybePromise<Variant> {
  const property = iface.properties.get(name)
  if (!property) throw noSuchProperty(name)
  const { type } = property
  const value = property.get(call)
  return value instanceof Promise ? value.then(known => new Variant(type, known)) : new Variant(type, value)
}

/** @throws BusError for a property that is unknown, read-only or of another type, and whatever its setter throws */
export function setProperty(
  iface: BusInterface,
  name: string,
  { signature, value }: Variant,
  call: BusCall<unknown>,
): MaybePromise<unknown> {
  const property = iface.properties.get(name)
  if (!property) throw noSuchProperty(name)
  if (!property.set) throw notWritable(name)
  if (signature !== property.type) throw wrongPropertyType(name, property.type, signature)
  return property.set(call, value)
}

/**
 * The values of properties, without those that cannot be had: of an object that does not exist, nothing. On org.libvirt's
 * own interfaces GetAll has always wrapped each value twice, and clients unwrap twice; Get wraps once.
 */
export async function readProperties(
  properties: Iterable<AnyProperty>,
  call: BusCall<unknown>,
  wrap: typeof legacyVariant,
): Promise<Entries<string, Variant>> {
  const entries: [string, Variant][] = []
  const waiting: Promise<void>[] = []
  for (const { name, type, get } of properties) {
    const place = entries.length
    entries.push([name, absent])
    const put = (value: unknown): void => void (entries[place] = [name, wrap(type, value)])
    const value = attempt(() => get(call))
    if (value instanceof Promise) waiting.push(value.then(put, ignoreRefusal))
    else if (value !== absent) put(value)
  }
  await Promise.all(waiting)
  return entries.filter(([, value]) => value !== absent)
}

/** How GetAll wraps the values of an interface. */
export function wrapperOf({ name }: BusInterface): typeof legacyVariant {
  return name.startsWith('org.libvirt.') ? legacyVariant : singleVariant
}

export function singleVariant(signature: string, value: unknown): Variant {
  return new Variant(signature, value)
}

const absent = new Variant('s', '')

function attempt(get: () => MaybePromise<unknown>): MaybePromise<unknown> {
  try {
    return get()
  } catch (error) {
    ignoreRefusal(error)
    return absent
  }
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof LibvirtError)) throw error
}
