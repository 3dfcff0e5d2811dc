import { pciSourceAttributes } from '../domain/devices/address.js'
import { formatBandwidth } from '../network/Bandwidth.js'
import { formatIsolatedPort } from '../network/isolatedPort.js'
import { formatVirtualPort } from '../network/VirtualPort.js'
import { formatVlan } from '../network/Vlan.js'
import { formatYesNo } from '../xml/read.js'
import { XmlWriter } from '../xml/XmlWriter.js'
import type { NetworkPlug, NetworkPort } from './NetworkPort.js'

/** The document of a network port, as `virsh net-port-dumpxml` shows it. */
export function formatNetworkPort(port: NetworkPort): string {
  const writer = new XmlWriter()
  writer.element('networkport', {}, () => {
    writer.text('uuid', port.uuid)
    writer.element('owner', {}, () => writer.text('name', port.owner.name).text('uuid', port.owner.uuid))
    writer.text('group', port.group)
    writer.element('mac', { address: port.mac })
    formatVirtualPort(writer, port.virtualPort)
    formatBandwidth(writer, port.bandwidth)
    formatVlan(writer, port.vlan)
    formatIsolatedPort(writer, port.isolatedPort)
    writer.elementIfAny('rxfilters', { trustGuest: formatYesNo(port.trustGuestRxFilters) })
    formatPlug(writer, port.plug)
  })
  return writer.toString()
}

function formatPlug(writer: XmlWriter, plug: NetworkPlug): void {
  const { type } = plug
  switch (type) {
    case 'none':
      return
    case 'network':
    case 'bridge':
      writer.element('plug', { type, bridge: plug.bridge, macTableManager: plug.macTableManager })
      return
    case 'direct':
      writer.element('plug', { type, dev: plug.device, mode: plug.mode })
      return
    case 'hostdev-pci':
      writer.element('plug', { type, managed: formatYesNo(plug.managed) }, () => {
        if (plug.driver) writer.elementIfAny('driver', { name: plug.driver.name, model: plug.driver.model })
        writer.element('address', pciSourceAttributes(plug.address))
      })
  }
}
