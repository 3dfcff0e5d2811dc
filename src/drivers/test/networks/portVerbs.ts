// Ports of pretended networks: whoever starts a guest says which of its interfaces are in a network. They go when it stops.
import type { networkPortCreateXml } from '../../../api/calls/index.js'
import type { Prepared, Verbs } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { formatNetworkPort } from '../../../model/networkPort/formatNetworkPort.js'
import { parseNetworkPort } from '../../../model/networkPort/parseNetworkPort.js'
import { bandwidthParameters, withBandwidthParameters } from '../../domainSettings/bandwidthParameters.js'
import type { TestHost, TestNetwork, TestObjects } from '../TestHost.js'
import { TestNetworkPort } from './TestNetworkPort.js'

/** @throws LibvirtError OPERATION_INVALID */
function requireActive(net: TestNetwork): void {
  if (!net.active) throw new LibvirtError('OPERATION_INVALID', `network '${net.name}' is not active`)
}

function prepare(host: TestHost, net: TestNetwork, xml: string): Prepared<typeof networkPortCreateXml, TestObjects> {
  requireActive(net)
  const port = new TestNetworkPort(net, parseNetworkPort(xml, host.options.context.random))
  return {
    details: port.details,
    run: () => {
      const ports = host.portsOf(net)
      if (ports.has(port.uuid)) throw new LibvirtError('NETWORK_PORT_EXIST', port.uuid)
      ports.set(port.uuid, port)
      return { port }
    },
  }
}

export function portVerbs(host: TestHost): Verbs<TestObjects> {
  return {
    networkListAllPorts: ({ network }) => {
      requireActive(network)
      const ports = [...host.portsOf(network).values()]
      return { ports, ret: ports.length }
    },
    networkPortLookupByUuid: ({ network, uuid }) => ({ port: host.findPort({ net: network.reference, uuid }) }),
    networkPortCreateXml: { prepare: ({ network, xml }) => prepare(host, network, xml) },
    networkPortGetXmlDesc: ({ port }) => ({ xml: formatNetworkPort(port.definition) }),
    networkPortGetParameters: ({ port }) => {
      const params = bandwidthParameters(port.definition.bandwidth)
      return { params, nparams: params.length }
    },
    networkPortSetParameters: ({ port, params }) => {
      const bandwidth = withBandwidthParameters(port.definition.bandwidth, params)
      port.definition = { ...port.definition, bandwidth }
    },
    networkPortDelete: ({ port }) => {
      host.portsOf(port.net).delete(port.uuid)
    },
  }
}
