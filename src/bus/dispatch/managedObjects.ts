// org.freedesktop.DBus.ObjectManager of a driver: everything it has, with all properties, in one answer.
import { setImmediate } from 'node:timers/promises'
import type { Guard } from '../../access/Guard.js'
import type { Found } from '../../api/Driver.js'
import { LibvirtError } from '../../api/LibvirtError.js'
import { encode } from '../codec/encode.js'
import { EncodedElements, type Entries, type Variant } from '../codec/values.js'
import { WireWriter } from '../codec/WireWriter.js'
import { type Asker, BusCall } from '../tree/BusCall.js'
import type { DriverNode } from '../tree/DriverNode.js'
import { kindsByFolder, objectKinds } from '../tree/objectKinds.js'
import { hasPlace } from '../tree/objectPaths.js'
import { readProperties, singleVariant } from './properties.js'

/** Interfaces with their properties: a{sa{sv}}. */
export type InterfaceValues = Entries<string, Entries<string, Variant>>

/** Objects read before others get a turn. */
const batch = 64

/**
 * All objects that the caller may see, written as the elements of a{oa{sa{sv}}}. Kinds that the driver does not have, or the
 * caller may not list, are left out.
 */
export async function managedObjects(node: DriverNode, asker: Asker, guard: Guard): Promise<EncodedElements> {
  const writer = new WireWriter()
  for (const kind of kindsByFolder.values()) {
    const found = await list(kind, new BusCall(node, undefined, asker, guard))
    for (const [index, one] of found.entries()) {
      if (index % batch === batch - 1) await setImmediate()
      encode(writer, '(oa{sa{sv}})', [[node.pathOf(one), await interfaceValues(one, node, asker, guard)]])
    }
  }
  return new EncodedElements(writer.bytes.subarray(0, writer.at))
}

/** The properties of one object, interface by interface. */
export async function interfaceValues(
  found: Found,
  node: DriverNode,
  asker: Asker,
  guard: Guard,
): Promise<InterfaceValues> {
  if (!hasPlace(found.kind)) return []
  const call = new BusCall<unknown>(node, found.reference, asker, guard)
  const values: [string, Entries<string, Variant>][] = []
  for (const { name, properties } of objectKinds[found.kind].interfaces) {
    values.push([name, await readProperties(properties.values(), call, singleVariant)])
  }
  return values
}

async function list(kind: keyof typeof objectKinds, call: BusCall<undefined>): Promise<readonly Found[]> {
  try {
    return await objectKinds[kind].list(call)
  } catch (error) {
    if (error instanceof LibvirtError) return []
    throw error
  }
}
