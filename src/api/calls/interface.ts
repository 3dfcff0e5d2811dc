// Rows of the call table, see call.ts.
import { bits, call } from '../call.js'
import { connectListAllInterfacesFlags, interfaceDefineFlags, interfaceXMLFlags } from '../enums/interface.js'
import { iface, int, list, string, uint } from '../schema.js'

export const connectNumOfInterfaces = call('connectNumOfInterfaces', 126, 'virConnectNumOfInterfaces', {
  ret: { num: int },
  allow: ['connect:search_interfaces'],
  filter: 'interface:getattr',
  priority: 'high',
  route: 'interface',
})

export const connectListInterfaces = call('connectListInterfaces', 127, 'virConnectListInterfaces', {
  args: { maxnames: int },
  ret: { names: list(string, 16384) },
  allow: ['connect:search_interfaces'],
  filter: 'interface:getattr',
  priority: 'high',
  route: 'interface',
})

export const interfaceLookupByName = call('interfaceLookupByName', 128, 'virInterfaceLookupByName', {
  args: { name: string },
  ret: { iface },
  allow: ['interface:getattr'],
  on: 'result',
  priority: 'high',
  route: 'interface',
  bus: ['org.libvirt.Connect.InterfaceLookupByName'],
})

export const interfaceLookupByMacString = call('interfaceLookupByMacString', 129, 'virInterfaceLookupByMACString', {
  args: { mac: string },
  ret: { iface },
  allow: ['interface:getattr'],
  on: 'result',
  priority: 'high',
  route: 'interface',
  bus: ['org.libvirt.Connect.InterfaceLookupByMAC'],
})

export const interfaceGetXmlDesc = call('interfaceGetXmlDesc', 130, 'virInterfaceGetXMLDesc', {
  args: { iface, flags: uint },
  ret: { xml: string },
  allow: ['interface:read'],
  on: 'iface',
  route: 'interface',
  flags: { test: 0, interface: interfaceXMLFlags.XML_INACTIVE },
  bus: ['org.libvirt.Interface.GetXMLDesc'],
})

export const interfaceDefineXml = call('interfaceDefineXml', 131, 'virInterfaceDefineXML', {
  args: { xml: string, flags: uint },
  ret: { iface },
  allow: ['interface:write', 'interface:save'],
  on: 'new',
  writes: true,
  priority: 'high',
  route: 'interface',
  flags: { test: interfaceDefineFlags.VALIDATE },
  bus: ['org.libvirt.Connect.InterfaceDefineXML'],
})

export const interfaceUndefine = call('interfaceUndefine', 132, 'virInterfaceUndefine', {
  args: { iface },
  allow: ['interface:delete'],
  on: 'iface',
  writes: true,
  priority: 'high',
  route: 'interface',
  bus: ['org.libvirt.Interface.Undefine'],
})

export const interfaceCreate = call('interfaceCreate', 133, 'virInterfaceCreate', {
  args: { iface, flags: uint },
  allow: ['interface:start'],
  on: 'iface',
  writes: true,
  route: 'interface',
  flags: { test: 0 },
  bus: ['org.libvirt.Interface.Create'],
})

export const interfaceDestroy = call('interfaceDestroy', 134, 'virInterfaceDestroy', {
  args: { iface, flags: uint },
  allow: ['interface:stop'],
  on: 'iface',
  writes: true,
  priority: 'high',
  route: 'interface',
  flags: { test: 0 },
  bus: ['org.libvirt.Interface.Destroy'],
})

export const connectNumOfDefinedInterfaces = call(
  'connectNumOfDefinedInterfaces',
  137,
  'virConnectNumOfDefinedInterfaces',
  {
    ret: { num: int },
    allow: ['connect:search_interfaces'],
    filter: 'interface:getattr',
    priority: 'high',
    route: 'interface',
  },
)

export const connectListDefinedInterfaces = call(
  'connectListDefinedInterfaces',
  138,
  'virConnectListDefinedInterfaces',
  {
    args: { maxnames: int },
    ret: { names: list(string, 16384) },
    allow: ['connect:search_interfaces'],
    filter: 'interface:getattr',
    priority: 'high',
    route: 'interface',
  },
)

export const interfaceIsActive = call('interfaceIsActive', 156, 'virInterfaceIsActive', {
  args: { iface },
  ret: { active: int },
  allow: ['interface:read'],
  on: 'iface',
  priority: 'high',
  route: 'interface',
  bus: ['org.libvirt.Interface.Active'],
})

export const interfaceChangeBegin = call('interfaceChangeBegin', 220, 'virInterfaceChangeBegin', {
  args: { flags: uint },
  allow: ['connect:interface_transaction'],
  writes: true,
  route: 'interface',
  flags: { test: 0 },
  bus: ['org.libvirt.Connect.InterfaceChangeBegin'],
})

export const interfaceChangeCommit = call('interfaceChangeCommit', 221, 'virInterfaceChangeCommit', {
  args: { flags: uint },
  allow: ['connect:interface_transaction'],
  writes: true,
  route: 'interface',
  flags: { test: 0 },
  bus: ['org.libvirt.Connect.InterfaceChangeCommit'],
})

export const interfaceChangeRollback = call('interfaceChangeRollback', 222, 'virInterfaceChangeRollback', {
  args: { flags: uint },
  allow: ['connect:interface_transaction'],
  writes: true,
  route: 'interface',
  flags: { test: 0 },
  bus: ['org.libvirt.Connect.InterfaceChangeRollback'],
})

export const connectListAllInterfaces = call('connectListAllInterfaces', 284, 'virConnectListAllInterfaces', {
  args: { need_results: int, flags: uint },
  ret: { ifaces: list(iface, 16384), ret: uint },
  allow: ['connect:search_interfaces'],
  filter: 'interface:getattr',
  priority: 'high',
  route: 'interface',
  flags: {
    test: bits(connectListAllInterfacesFlags, 'ACTIVE', 'INACTIVE'),
    interface: bits(connectListAllInterfacesFlags, 'ACTIVE', 'INACTIVE'),
  },
  bus: ['org.libvirt.Connect.ListInterfaces'],
})
