// Rows of the call table, see call.ts.
import { bits, call } from '../call.js'
import { networkPortCreateFlags } from '../enums/network.js'
import { int, list, network, networkPort, string, typedParameter, uint, uuid } from '../schema.js'

export const networkListAllPorts = call('networkListAllPorts', 404, 'virNetworkListAllPorts', {
  args: { network, need_results: int, flags: uint },
  ret: { ports: list(networkPort, 16384), ret: uint },
  allow: ['network:search_ports'],
  on: 'network',
  filter: 'network_port:getattr',
  priority: 'high',
  route: 'network',
  flags: { test: 0, network: 0 },
})

export const networkPortLookupByUuid = call('networkPortLookupByUuid', 405, 'virNetworkPortLookupByUUID', {
  args: { network, uuid },
  ret: { port: networkPort },
  allow: ['network_port:getattr'],
  on: 'result',
  priority: 'high',
  route: 'network',
})

export const networkPortCreateXml = call('networkPortCreateXml', 406, 'virNetworkPortCreateXML', {
  args: { network, xml: string, flags: uint },
  ret: { port: networkPort },
  allow: ['network_port:create'],
  on: 'new',
  writes: true,
  route: 'network',
  flags: {
    test: bits(networkPortCreateFlags, 'RECLAIM', 'VALIDATE'),
    network: bits(networkPortCreateFlags, 'RECLAIM', 'VALIDATE'),
  },
})

export const networkPortGetParameters = call('networkPortGetParameters', 407, 'virNetworkPortGetParameters', {
  args: { port: networkPort, nparams: int, flags: uint },
  ret: { params: list(typedParameter, 16), nparams: int },
  allow: ['network_port:read'],
  on: 'port',
  route: 'network',
  flags: { test: 0, network: 0 },
})

export const networkPortSetParameters = call('networkPortSetParameters', 408, 'virNetworkPortSetParameters', {
  args: { port: networkPort, params: list(typedParameter, 16), flags: uint },
  allow: ['network_port:write'],
  on: 'port',
  writes: true,
  route: 'network',
  flags: { test: 0, network: 0 },
})

export const networkPortGetXmlDesc = call('networkPortGetXmlDesc', 409, 'virNetworkPortGetXMLDesc', {
  args: { port: networkPort, flags: uint },
  ret: { xml: string },
  allow: ['network_port:read'],
  on: 'port',
  route: 'network',
  flags: { test: 0, network: 0 },
})

export const networkPortDelete = call('networkPortDelete', 410, 'virNetworkPortDelete', {
  args: { port: networkPort, flags: uint },
  allow: ['network_port:delete'],
  on: 'port',
  writes: true,
  route: 'network',
  flags: { test: 0, network: 0 },
})
