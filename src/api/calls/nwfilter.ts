// Rows of the call table, see call.ts.
import { call } from '../call.js'
import { nWFilterBindingCreateFlags, nWFilterDefineFlags } from '../enums/nwfilter.js'
import { int, list, nwfilter, nwfilterBinding, string, uint, uuid } from '../schema.js'

export const nwfilterLookupByName = call('nwfilterLookupByName', 175, 'virNWFilterLookupByName', {
  args: { name: string },
  ret: { nwfilter },
  allow: ['nwfilter:getattr'],
  on: 'result',
  priority: 'high',
  route: 'nwfilter',
  bus: ['org.libvirt.Connect.NWFilterLookupByName'],
})

export const nwfilterLookupByUuid = call('nwfilterLookupByUuid', 176, 'virNWFilterLookupByUUID', {
  args: { uuid },
  ret: { nwfilter },
  allow: ['nwfilter:getattr'],
  on: 'result',
  priority: 'high',
  route: 'nwfilter',
  bus: ['org.libvirt.Connect.NWFilterLookupByUUID'],
})

export const nwfilterGetXmlDesc = call('nwfilterGetXmlDesc', 177, 'virNWFilterGetXMLDesc', {
  args: { nwfilter, flags: uint },
  ret: { xml: string },
  allow: ['nwfilter:read'],
  on: 'nwfilter',
  priority: 'high',
  route: 'nwfilter',
  flags: { test: 0, nwfilter: 0 },
  bus: ['org.libvirt.NWFilter.GetXMLDesc'],
})

export const connectNumOfNwfilters = call('connectNumOfNwfilters', 178, 'virConnectNumOfNWFilters', {
  ret: { num: int },
  allow: ['connect:search_nwfilters'],
  filter: 'nwfilter:getattr',
  priority: 'high',
  route: 'nwfilter',
})

export const connectListNwfilters = call('connectListNwfilters', 179, 'virConnectListNWFilters', {
  args: { maxnames: int },
  ret: { names: list(string, 16384) },
  allow: ['connect:search_nwfilters'],
  filter: 'nwfilter:getattr',
  priority: 'high',
  route: 'nwfilter',
})

export const nwfilterDefineXml = call('nwfilterDefineXml', 180, 'virNWFilterDefineXML', {
  args: { xml: string },
  ret: { nwfilter },
  allow: ['nwfilter:write', 'nwfilter:save'],
  on: 'new',
  writes: true,
  priority: 'high',
  route: 'nwfilter',
  bus: ['org.libvirt.Connect.NWFilterDefineXML'],
})

export const nwfilterUndefine = call('nwfilterUndefine', 181, 'virNWFilterUndefine', {
  args: { nwfilter },
  allow: ['nwfilter:delete'],
  on: 'nwfilter',
  writes: true,
  priority: 'high',
  route: 'nwfilter',
  bus: ['org.libvirt.NWFilter.Undefine'],
})

export const connectListAllNwfilters = call('connectListAllNwfilters', 286, 'virConnectListAllNWFilters', {
  args: { need_results: int, flags: uint },
  ret: { filters: list(nwfilter, 16384), ret: uint },
  allow: ['connect:search_nwfilters'],
  filter: 'nwfilter:getattr',
  priority: 'high',
  route: 'nwfilter',
  flags: { test: 0, nwfilter: 0 },
  bus: ['org.libvirt.Connect.ListNWFilters'],
})

export const nwfilterBindingLookupByPortDev = call(
  'nwfilterBindingLookupByPortDev',
  397,
  'virNWFilterBindingLookupByPortDev',
  {
    args: { name: string },
    ret: { nwfilter: nwfilterBinding },
    allow: ['nwfilter_binding:getattr'],
    on: 'result',
    priority: 'high',
    route: 'nwfilter',
  },
)

export const nwfilterBindingGetXmlDesc = call('nwfilterBindingGetXmlDesc', 398, 'virNWFilterBindingGetXMLDesc', {
  args: { nwfilter: nwfilterBinding, flags: uint },
  ret: { xml: string },
  allow: ['nwfilter_binding:read'],
  on: 'nwfilter',
  priority: 'high',
  route: 'nwfilter',
  flags: { test: 0, nwfilter: 0 },
})

export const nwfilterBindingCreateXml = call('nwfilterBindingCreateXml', 399, 'virNWFilterBindingCreateXML', {
  args: { xml: string, flags: uint },
  ret: { nwfilter: nwfilterBinding },
  allow: ['nwfilter_binding:create'],
  on: 'new',
  writes: true,
  priority: 'high',
  route: 'nwfilter',
  flags: { test: nWFilterBindingCreateFlags.VALIDATE, nwfilter: nWFilterBindingCreateFlags.VALIDATE },
})

export const nwfilterBindingDelete = call('nwfilterBindingDelete', 400, 'virNWFilterBindingDelete', {
  args: { nwfilter: nwfilterBinding },
  allow: ['nwfilter_binding:delete'],
  on: 'nwfilter',
  writes: true,
  priority: 'high',
  route: 'nwfilter',
})

export const connectListAllNwfilterBindings = call(
  'connectListAllNwfilterBindings',
  401,
  'virConnectListAllNWFilterBindings',
  {
    args: { need_results: int, flags: uint },
    ret: { bindings: list(nwfilterBinding, 16384), ret: uint },
    allow: ['connect:search_nwfilter_bindings'],
    filter: 'nwfilter_binding:getattr',
    priority: 'high',
    route: 'nwfilter',
    flags: { test: 0, nwfilter: 0 },
  },
)

export const nwfilterDefineXmlFlags = call('nwfilterDefineXmlFlags', 431, 'virNWFilterDefineXMLFlags', {
  args: { xml: string, flags: uint },
  ret: { nwfilter },
  allow: ['nwfilter:write', 'nwfilter:save'],
  on: 'new',
  writes: true,
  priority: 'high',
  route: 'nwfilter',
  flags: { test: nWFilterDefineFlags.VALIDATE, nwfilter: nWFilterDefineFlags.VALIDATE },
})
