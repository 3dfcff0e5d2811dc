// Rows of the call table, see call.ts.
import { bits, call } from '../call.js'
import {
  connectListAllNetworksFlags,
  networkCreateFlags,
  networkDefineFlags,
  networkUpdateFlags,
  networkXMLFlags,
} from '../enums/network.js'
import { int, list, network, optional, string, uint, uuid } from '../schema.js'
import { networkDhcpLease } from './structs.js'

export const connectListDefinedNetworks = call('connectListDefinedNetworks', 36, 'virConnectListDefinedNetworks', {
  args: { maxnames: int },
  ret: { names: list(string, 16384) },
  allow: ['connect:search_networks'],
  filter: 'network:getattr',
  priority: 'high',
  route: 'network',
})

export const connectListNetworks = call('connectListNetworks', 38, 'virConnectListNetworks', {
  args: { maxnames: int },
  ret: { names: list(string, 16384) },
  allow: ['connect:search_networks'],
  filter: 'network:getattr',
  priority: 'high',
  route: 'network',
})

export const networkCreate = call('networkCreate', 39, 'virNetworkCreate', {
  args: { net: network },
  allow: ['network:start'],
  on: 'net',
  writes: true,
  route: 'network',
  bus: ['org.libvirt.Network.Create'],
})

export const networkCreateXml = call('networkCreateXml', 40, 'virNetworkCreateXML', {
  args: { xml: string },
  ret: { net: network },
  allow: ['network:write', 'network:start'],
  on: 'new',
  writes: true,
  route: 'network',
  bus: ['org.libvirt.Connect.NetworkCreateXML'],
})

export const networkDefineXml = call('networkDefineXml', 41, 'virNetworkDefineXML', {
  args: { xml: string },
  ret: { net: network },
  allow: ['network:write', 'network:save'],
  on: 'new',
  writes: true,
  priority: 'high',
  route: 'network',
  bus: ['org.libvirt.Connect.NetworkDefineXML'],
})

export const networkDestroy = call('networkDestroy', 42, 'virNetworkDestroy', {
  args: { net: network },
  allow: ['network:stop'],
  on: 'net',
  writes: true,
  priority: 'high',
  route: 'network',
  bus: ['org.libvirt.Network.Destroy'],
})

export const networkGetXmlDesc = call('networkGetXmlDesc', 43, 'virNetworkGetXMLDesc', {
  args: { net: network, flags: uint },
  ret: { xml: string },
  allow: ['network:read'],
  on: 'net',
  priority: 'high',
  route: 'network',
  flags: { test: 0, network: networkXMLFlags.XML_INACTIVE },
  bus: ['org.libvirt.Network.GetXMLDesc'],
})

export const networkGetAutostart = call('networkGetAutostart', 44, 'virNetworkGetAutostart', {
  args: { net: network },
  ret: { autostart: int },
  allow: ['network:read'],
  on: 'net',
  priority: 'high',
  route: 'network',
  bus: ['org.libvirt.Network.Autostart'],
})

export const networkGetBridgeName = call('networkGetBridgeName', 45, 'virNetworkGetBridgeName', {
  args: { net: network },
  ret: { name: string },
  allow: ['network:read'],
  on: 'net',
  priority: 'high',
  route: 'network',
})

export const networkLookupByName = call('networkLookupByName', 46, 'virNetworkLookupByName', {
  args: { name: string },
  ret: { net: network },
  allow: ['network:getattr'],
  on: 'result',
  priority: 'high',
  route: 'network',
  bus: ['org.libvirt.Connect.NetworkLookupByName'],
})

export const networkLookupByUuid = call('networkLookupByUuid', 47, 'virNetworkLookupByUUID', {
  args: { uuid },
  ret: { net: network },
  allow: ['network:getattr'],
  on: 'result',
  priority: 'high',
  route: 'network',
  bus: ['org.libvirt.Connect.NetworkLookupByUUID'],
})

export const networkSetAutostart = call('networkSetAutostart', 48, 'virNetworkSetAutostart', {
  args: { net: network, autostart: int },
  allow: ['network:write'],
  on: 'net',
  writes: true,
  priority: 'high',
  route: 'network',
  bus: ['org.libvirt.Network.Autostart'],
})

export const networkUndefine = call('networkUndefine', 49, 'virNetworkUndefine', {
  args: { net: network },
  allow: ['network:delete'],
  on: 'net',
  writes: true,
  priority: 'high',
  route: 'network',
  bus: ['org.libvirt.Network.Undefine'],
})

export const connectNumOfDefinedNetworks = call('connectNumOfDefinedNetworks', 50, 'virConnectNumOfDefinedNetworks', {
  ret: { num: int },
  allow: ['connect:search_networks'],
  filter: 'network:getattr',
  priority: 'high',
  route: 'network',
})

export const connectNumOfNetworks = call('connectNumOfNetworks', 52, 'virConnectNumOfNetworks', {
  ret: { num: int },
  allow: ['connect:search_networks'],
  filter: 'network:getattr',
  priority: 'high',
  route: 'network',
})

export const networkIsActive = call('networkIsActive', 152, 'virNetworkIsActive', {
  args: { net: network },
  ret: { active: int },
  allow: ['network:read'],
  on: 'net',
  priority: 'high',
  route: 'network',
  bus: ['org.libvirt.Network.Active'],
})

export const networkIsPersistent = call('networkIsPersistent', 153, 'virNetworkIsPersistent', {
  args: { net: network },
  ret: { persistent: int },
  allow: ['network:read'],
  on: 'net',
  priority: 'high',
  route: 'network',
  bus: ['org.libvirt.Network.Persistent'],
})

export const connectListAllNetworks = call('connectListAllNetworks', 283, 'virConnectListAllNetworks', {
  args: { need_results: int, flags: uint },
  ret: { nets: list(network, 16384), ret: uint },
  allow: ['connect:search_networks'],
  filter: 'network:getattr',
  priority: 'high',
  route: 'network',
  flags: {
    test: bits(
      connectListAllNetworksFlags,
      'ACTIVE',
      'INACTIVE',
      'PERSISTENT',
      'TRANSIENT',
      'AUTOSTART',
      'NO_AUTOSTART',
    ),
    network: bits(
      connectListAllNetworksFlags,
      'ACTIVE',
      'INACTIVE',
      'PERSISTENT',
      'TRANSIENT',
      'AUTOSTART',
      'NO_AUTOSTART',
    ),
  },
  bus: ['org.libvirt.Connect.ListNetworks'],
})

export const networkUpdate = call('networkUpdate', 291, 'virNetworkUpdate', {
  args: { net: network, command: uint, section: uint, parentIndex: int, xml: string, flags: uint },
  allow: [
    'network:write',
    { permission: 'network:save', unlessAnyFlag: bits(networkUpdateFlags, 'CONFIG', 'LIVE') },
    { permission: 'network:save', ifAllFlags: networkUpdateFlags.CONFIG },
  ],
  on: 'net',
  writes: true,
  priority: 'high',
  route: 'network',
  flags: { test: bits(networkUpdateFlags, 'LIVE', 'CONFIG'), network: bits(networkUpdateFlags, 'LIVE', 'CONFIG') },
  bus: ['org.libvirt.Network.Update'],
})

export const networkGetDhcpLeases = call('networkGetDhcpLeases', 341, 'virNetworkGetDHCPLeases', {
  args: { net: network, mac: optional(string), need_results: int, flags: uint },
  ret: { leases: list(networkDhcpLease, 65536), ret: uint },
  allow: ['network:read'],
  on: 'net',
  route: 'network',
  flags: { test: 0, network: 0 },
  bus: ['org.libvirt.Network.GetDHCPLeases'],
})

export const networkDefineXmlFlags = call('networkDefineXmlFlags', 432, 'virNetworkDefineXMLFlags', {
  args: { xml: string, flags: uint },
  ret: { net: network },
  allow: ['network:write', 'network:save'],
  on: 'new',
  writes: true,
  priority: 'high',
  route: 'network',
  flags: { test: networkDefineFlags.VALIDATE, network: networkDefineFlags.VALIDATE },
})

export const networkCreateXmlFlags = call('networkCreateXmlFlags', 437, 'virNetworkCreateXMLFlags', {
  args: { xml: string, flags: uint },
  ret: { net: network },
  allow: ['network:write', 'network:start'],
  on: 'new',
  writes: true,
  priority: 'high',
  route: 'network',
  flags: { test: networkCreateFlags.VALIDATE, network: networkCreateFlags.VALIDATE },
})

export const networkSetMetadata = call('networkSetMetadata', 444, 'virNetworkSetMetadata', {
  args: { network, type: int, metadata: optional(string), key: optional(string), uri: optional(string), flags: uint },
  allow: [
    'network:write',
    { permission: 'network:save', unlessAnyFlag: bits(networkUpdateFlags, 'CONFIG', 'LIVE') },
    { permission: 'network:save', ifAllFlags: networkUpdateFlags.CONFIG },
  ],
  on: 'network',
  writes: true,
  route: 'network',
  flags: { test: bits(networkUpdateFlags, 'LIVE', 'CONFIG'), network: bits(networkUpdateFlags, 'LIVE', 'CONFIG') },
})

export const networkGetMetadata = call('networkGetMetadata', 445, 'virNetworkGetMetadata', {
  args: { network, type: int, uri: optional(string), flags: uint },
  ret: { metadata: string },
  allow: ['network:read'],
  on: 'network',
  route: 'network',
  flags: { test: bits(networkUpdateFlags, 'LIVE', 'CONFIG') },
  exclusive: [
    [
      ['VIR_NETWORK_UPDATE_AFFECT_LIVE', 1],
      ['VIR_NETWORK_UPDATE_AFFECT_CONFIG', 2],
    ],
  ],
})
