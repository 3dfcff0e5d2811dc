// Guests, as org.libvirt.Connect makes, finds, lists and measures them.
import * as calls from '../../api/calls/index.js'
import type { Methods } from '../tree/BusInterface.js'
import { absentIfEmpty, requireUuid } from '../values/texts.js'
import { parametersToEntries } from '../values/typedParameters.js'

type ConnectMethods = Methods<'org.libvirt.Connect', undefined>

export const connectDomains = {
  BaselineCPU: async (call, xmlCPUs, flags) => (await call.perform(calls.connectBaselineCpu, { xmlCPUs, flags })).cpu,
  CompareCPU: async (call, xml, flags) => (await call.perform(calls.connectCompareCpu, { xml, flags })).result,
  DomainCreateXML: async (call, xml_desc, flags) =>
    call.pathOf((await call.perform(calls.domainCreateXml, { xml_desc, flags })).dom),
  DomainCreateXMLWithFiles: async (call, xml_desc, files, flags) => {
    call.offerFiles(files)
    return call.pathOf((await call.perform(calls.domainCreateXmlWithFiles, { xml_desc, flags })).dom)
  },
  DomainDefineXML: async (call, xml) => call.pathOf((await call.perform(calls.domainDefineXml, { xml })).dom),
  DomainLookupByID: async (call, id) => call.pathOf((await call.perform(calls.domainLookupById, { id })).dom),
  DomainLookupByName: async (call, name) => call.pathOf((await call.perform(calls.domainLookupByName, { name })).dom),
  DomainLookupByUUID: async (call, text) => {
    const uuid = requireUuid(text, 'virDomainLookupByUUIDString')
    return call.pathOf((await call.perform(calls.domainLookupByUuid, { uuid })).dom)
  },
  DomainRestore: (call, from, xml, flags) =>
    call.perform(calls.domainRestoreFlags, { from, dxml: absentIfEmpty(xml), flags }),
  DomainSaveImageDefineXML: (call, file, dxml, flags) =>
    call.perform(calls.domainSaveImageDefineXml, { file, dxml, flags }),
  DomainSaveImageGetXMLDesc: async (call, file, flags) =>
    (await call.perform(calls.domainSaveImageGetXmlDesc, { file, flags })).xml,
  GetAllDomainStats: async (call, stats, flags) => {
    const { retStats } = await call.perform(calls.connectGetAllDomainStats, { doms: [], stats, flags })
    return retStats.map(({ dom, params }) => [dom.reference.name, parametersToEntries(params)])
  },
  GetDomainCapabilities: async (call, emulatorbin, arch, machine, virttype, flags) => {
    const args = {
      emulatorbin: absentIfEmpty(emulatorbin),
      arch: absentIfEmpty(arch),
      machine: absentIfEmpty(machine),
      virttype: absentIfEmpty(virttype),
      flags,
    }
    return (await call.perform(calls.connectGetDomainCapabilities, args)).capabilities
  },
  ListDomains: async (call, flags) =>
    call.pathsOf((await call.perform(calls.connectListAllDomains, { need_results: 1, flags })).domains),
} satisfies Partial<ConnectMethods>
