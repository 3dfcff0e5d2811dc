// Changes one part of a network, as `virsh net-update` asks for.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { parseXml } from '../../xml/parseXml.js'
import { formatNetwork } from '../formatNetwork.js'
import type { Network } from '../Network.js'
import { parseNetwork } from '../parseNetwork.js'
import type { NetworkUpdate, UpdateCommand } from './NetworkUpdate.js'
import { updateDhcpHost, updateDhcpRange } from './updateDhcp.js'
import { updateDnsHost, updateDnsSrv, updateDnsTxt } from './updateDns.js'
import { updateForwardInterface, updatePortGroup } from './updatePorts.js'

/** virNetworkUpdateSection in the order of its numbers, which start at 1; what has no function cannot be changed. */
export const updateSections = [
  'bridge',
  'domain',
  'ip',
  'ip-dhcp-host',
  'ip-dhcp-range',
  'forward',
  'forward-interface',
  'forward-pf',
  'portgroup',
  'dns-host',
  'dns-txt',
  'dns-srv',
] as const
export type UpdateSection = (typeof updateSections)[number]

const updates: Record<UpdateSection, ((update: NetworkUpdate) => Network) | undefined> = {
  bridge: undefined,
  domain: undefined,
  ip: undefined,
  'ip-dhcp-host': updateDhcpHost,
  'ip-dhcp-range': updateDhcpRange,
  forward: undefined,
  'forward-interface': updateForwardInterface,
  'forward-pf': undefined,
  portgroup: updatePortGroup,
  'dns-host': updateDnsHost,
  'dns-txt': updateDnsTxt,
  'dns-srv': updateDnsSrv,
}

/** Which part of a network is changed, how, and the document that describes the entry. */
export interface NetworkChange {
  readonly command: UpdateCommand
  readonly section: UpdateSection
  readonly parentIndex: number
  readonly xml: string
}

/**
 * The network with the change made; the one given stays as it is.
 * @throws LibvirtError what `updateSection` throws, and what `parseNetwork` throws for the network that it would become
 */
export function updateNetwork(network: Network, change: NetworkChange): Network {
  const changed = updateSection(network, change)
  // The parts are fine by themselves: what they cannot be together is found by reading the whole, which has its UUID already.
  parseNetwork(formatNetwork(changed), { bytes: count => new Uint8Array(count) })
  return changed
}

/**
 * The change alone, whatever the network becomes by it.
 * @throws LibvirtError OPERATION_UNSUPPORTED (a section that cannot be changed), OPERATION_INVALID (the entry is there
 *   already or is not), XML_ERROR, XML_DETAIL
 */
export function updateSection(network: Network, { command, section, parentIndex, xml }: NetworkChange): Network {
  const element = parseXml(xml, 'network_update_xml')
  const update = updates[section]
  if (update) return update({ network, command, parentIndex, element })
  const shown = section.replace('-', ' ')
  throw new LibvirtError('OPERATION_UNSUPPORTED', `can't update '${shown}' section of network '${network.name}'`)
}
