// Introspection on demand: the interfaces of a place, and what is below it.
import type { Guard } from '../../access/Guard.js'
import { LibvirtError } from '../../api/LibvirtError.js'
import { type Asker, BusCall } from '../tree/BusCall.js'
import type { DriverNode } from '../tree/DriverNode.js'
import { kindsByFolder, objectKinds } from '../tree/objectKinds.js'
import type { Place } from '../tree/ObjectTree.js'
import type { BusKind } from '../tree/objectPaths.js'
import { interfacesOf } from './interfacesOf.js'

const head = `<!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN"
                      "http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">
<node>
`
const peer = `  <interface name="org.freedesktop.DBus.Peer">
    <method name="Ping"/>
    <method name="GetMachineId">
      <arg type="s" name="machine_uuid" direction="out"/>
    </method>
  </interface>
`
const introspectable = `  <interface name="org.freedesktop.DBus.Introspectable">
    <method name="Introspect">
      <arg type="s" name="xml_data" direction="out"/>
    </method>
  </interface>
`
const properties = `  <interface name="org.freedesktop.DBus.Properties">
    <method name="Get">
      <arg type="s" name="interface_name" direction="in"/>
      <arg type="s" name="property_name" direction="in"/>
      <arg type="v" name="value" direction="out"/>
    </method>
    <method name="GetAll">
      <arg type="s" name="interface_name" direction="in"/>
      <arg type="a{sv}" name="properties" direction="out"/>
    </method>
    <method name="Set">
      <arg type="s" name="interface_name" direction="in"/>
      <arg type="s" name="property_name" direction="in"/>
      <arg type="v" name="value" direction="in"/>
    </method>
    <signal name="PropertiesChanged">
      <arg type="s" name="interface_name"/>
      <arg type="a{sv}" name="changed_properties"/>
      <arg type="as" name="invalidated_properties"/>
    </signal>
  </interface>
`
const objectManager = `  <interface name="org.freedesktop.DBus.ObjectManager">
    <method name="GetManagedObjects">
      <arg type="a{oa{sa{sv}}}" name="objects" direction="out"/>
    </method>
    <signal name="InterfacesAdded">
      <arg type="o" name="object"/>
      <arg type="a{sa{sv}}" name="interfaces"/>
    </signal>
    <signal name="InterfacesRemoved">
      <arg type="o" name="object"/>
      <arg type="as" name="interfaces"/>
    </signal>
  </interface>
`

/** The description of a place. What is below a kind's folder are the objects that the caller may see. */
export async function introspect(place: Place, asker: Asker, guard: Guard): Promise<string> {
  if (place.is === 'above') return document(peer + introspectable, place.children)
  const own = interfacesOf(place)
    .map(({ xml }) => `${xml}\n`)
    .join('')
  const standard = peer + introspectable + properties
  if (place.is === 'driver') return document(standard + objectManager + own, [...kindsByFolder.keys()])
  const children = place.is === 'folder' ? await childrenOf(place.node, place.kind, asker, guard) : []
  return document(standard + own, children)
}

function document(interfaces: string, children: readonly string[]): string {
  return `${head}${interfaces}${children.map(name => `  <node name="${name}"/>\n`).join('')}</node>\n`
}

/** Nothing where the driver does not have such objects, or the caller may not list them. */
async function childrenOf(node: DriverNode, kind: BusKind, asker: Asker, guard: Guard): Promise<string[]> {
  try {
    const found = await objectKinds[kind].list(new BusCall(node, undefined, asker, guard))
    return found.map(one => {
      const path = node.pathOf(one)
      return path.slice(path.lastIndexOf('/') + 1)
    })
  } catch (error) {
    if (error instanceof LibvirtError) return []
    throw error
  }
}
