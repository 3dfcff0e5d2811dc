// Networks, host interfaces and filters, as org.libvirt.Connect makes, finds and lists them.
import * as calls from '../../api/calls/index.js'
import type { Methods } from '../tree/BusInterface.js'
import { requireUuid } from '../values/texts.js'

type ConnectMethods = Methods<'org.libvirt.Connect', undefined>

export const connectNetworks = {
  InterfaceChangeBegin: (call, flags) => call.perform(calls.interfaceChangeBegin, { flags }),
  InterfaceChangeCommit: (call, flags) => call.perform(calls.interfaceChangeCommit, { flags }),
  InterfaceChangeRollback: (call, flags) => call.perform(calls.interfaceChangeRollback, { flags }),
  InterfaceDefineXML: async (call, xml, flags) =>
    call.pathOf((await call.perform(calls.interfaceDefineXml, { xml, flags })).iface),
  InterfaceLookupByMAC: async (call, mac) =>
    call.pathOf((await call.perform(calls.interfaceLookupByMacString, { mac })).iface),
  InterfaceLookupByName: async (call, name) =>
    call.pathOf((await call.perform(calls.interfaceLookupByName, { name })).iface),
  ListInterfaces: async (call, flags) =>
    call.pathsOf((await call.perform(calls.connectListAllInterfaces, { need_results: 1, flags })).ifaces),
  ListNetworks: async (call, flags) =>
    call.pathsOf((await call.perform(calls.connectListAllNetworks, { need_results: 1, flags })).nets),
  ListNWFilters: async (call, flags) =>
    call.pathsOf((await call.perform(calls.connectListAllNwfilters, { need_results: 1, flags })).filters),
  NetworkCreateXML: async (call, xml) => call.pathOf((await call.perform(calls.networkCreateXml, { xml })).net),
  NetworkDefineXML: async (call, xml) => call.pathOf((await call.perform(calls.networkDefineXml, { xml })).net),
  NetworkLookupByName: async (call, name) => call.pathOf((await call.perform(calls.networkLookupByName, { name })).net),
  NetworkLookupByUUID: async (call, text) => {
    const uuid = requireUuid(text, 'virNetworkLookupByUUIDString')
    return call.pathOf((await call.perform(calls.networkLookupByUuid, { uuid })).net)
  },
  NWFilterDefineXML: async (call, xml) => call.pathOf((await call.perform(calls.nwfilterDefineXml, { xml })).nwfilter),
  NWFilterLookupByName: async (call, name) =>
    call.pathOf((await call.perform(calls.nwfilterLookupByName, { name })).nwfilter),
  NWFilterLookupByUUID: async (call, text) => {
    const uuid = requireUuid(text, 'virNWFilterLookupByUUIDString')
    return call.pathOf((await call.perform(calls.nwfilterLookupByUuid, { uuid })).nwfilter)
  },
} satisfies Partial<ConnectMethods>
