import { XmlWriter } from '../xml/XmlWriter.js'
import { formatBond } from './Bond.js'
import { formatBridge } from './Bridge.js'
import type { Interface } from './Interface.js'
import { formatInterfaceLink } from './InterfaceLink.js'
import { formatInterfaceProtocol } from './InterfaceProtocol.js'
import { formatVlan } from './Vlan.js'

/** The document of a host interface, as `virsh iface-dumpxml` shows it. */
export function formatInterface(iface: Interface): string {
  const writer = new XmlWriter()
  formatElement(writer, iface)
  return writer.toString()
}

function formatElement(writer: XmlWriter, iface: Interface): void {
  writer.enclosing('interface', { type: iface.type, name: iface.name }, () => {
    if (iface.startMode !== undefined) writer.element('start', { mode: iface.startMode })
    if (iface.mac !== undefined) writer.element('mac', { address: iface.mac })
    if (iface.mtu !== undefined) writer.element('mtu', { size: iface.mtu })
    for (const protocol of iface.protocols) formatInterfaceProtocol(writer, protocol)
    if (iface.link) formatInterfaceLink(writer, iface.link)
    switch (iface.type) {
      case 'ethernet':
        break
      case 'bridge':
        return formatBridge(writer, iface.bridge, () => formatElements(writer, iface.bridge.ports))
      case 'bond':
        return formatBond(writer, iface.bond, () => formatElements(writer, iface.bond.slaves))
      case 'vlan':
        return formatVlan(writer, iface.vlan)
    }
  })
}

function formatElements(writer: XmlWriter, parts: readonly Interface[]): void {
  for (const part of parts) formatElement(writer, part)
}
