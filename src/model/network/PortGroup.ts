// Owns <portgroup>: settings a guest's interface takes over by naming them.
import { formatYesNo, refuseAt, yesNo } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import { type Bandwidth, formatBandwidth, parseBandwidth } from './Bandwidth.js'
import { formatIsolatedPort, parseIsolatedPort } from './isolatedPort.js'
import { formatVirtualPort, parseVirtualPort, type VirtualPort } from './VirtualPort.js'
import { formatVlan, parseVlan, type Vlan } from './Vlan.js'

export interface PortGroup {
  readonly name: string
  /** For interfaces that name no group; at most one of a network. */
  readonly default: boolean
  readonly trustGuestRxFilters?: boolean | undefined
  readonly vlan?: Vlan | undefined
  readonly virtualPort?: VirtualPort | undefined
  readonly bandwidth?: Bandwidth | undefined
  readonly isolatedPort?: boolean | undefined
}

/** @throws LibvirtError XML_ERROR */
export function parsePortGroup(element: XmlElement): PortGroup {
  const name = element.attribute('name')
  if (name === undefined) throw refuseAt(element, 'Missing required name attribute in portgroup')
  const virtualPort = element.child('virtualport')
  const bandwidth = element.child('bandwidth')
  const vlan = element.child('vlan')
  return {
    name,
    default: element.attribute('default')?.toLowerCase() === 'yes',
    trustGuestRxFilters: yesNo(element, 'trustGuestRxFilters'),
    virtualPort: virtualPort && parseVirtualPort(virtualPort),
    bandwidth: bandwidth && parseBandwidth(bandwidth, false),
    vlan: vlan && parseVlan(vlan),
    isolatedPort: parseIsolatedPort(element),
  }
}

export function formatPortGroup(writer: XmlWriter, group: PortGroup): void {
  const attributes = {
    name: group.name,
    default: group.default ? 'yes' : undefined,
    trustGuestRxFilters: formatYesNo(group.trustGuestRxFilters),
  }
  writer.enclosing('portgroup', attributes, () => {
    formatVlan(writer, group.vlan)
    formatVirtualPort(writer, group.virtualPort)
    formatBandwidth(writer, group.bandwidth)
    formatIsolatedPort(writer, group.isolatedPort)
  })
}
