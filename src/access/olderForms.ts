// Calls that a newer call contains: a driver writes the newer one, and the older is that with the arguments it always had.
// Flags are what libvirt's own drivers pass on in these places. Permissions are those of the older call's row.
import { domainModificationImpact, domainMemoryModFlags, domainVcpuFlags } from '../api/enums/domain.js'
import { storageVolWipeAlgorithm } from '../api/enums/storage.js'
import type { CallName } from '../api/Driver.js'

interface NewerForm {
  readonly call: CallName
  /** Arguments that the older form leaves out. */
  readonly adds: Readonly<Record<string, unknown>>
}

const newer = (call: CallName, adds: NewerForm['adds'] = { flags: 0 }): NewerForm => ({ call, adds })
const live = { flags: domainModificationImpact.LIVE }

const forms: { readonly [N in CallName]?: NewerForm } = {
  domainCreate: newer('domainCreateWithFlags'),
  domainDestroy: newer('domainDestroyFlags'),
  domainShutdown: newer('domainShutdownFlags'),
  domainUndefine: newer('domainUndefineFlags'),
  domainDefineXml: newer('domainDefineXmlFlags'),
  domainSave: newer('domainSaveFlags', { dxml: undefined, flags: 0 }),
  domainRestore: newer('domainRestoreFlags', { dxml: undefined, flags: 0 }),
  domainCoreDump: newer('domainCoreDumpWithFormat', { dumpformat: 0 }),
  domainAttachDevice: newer('domainAttachDeviceFlags', live),
  domainDetachDevice: newer('domainDetachDeviceFlags', live),
  domainSetVcpus: newer('domainSetVcpusFlags', live),
  domainGetMaxVcpus: newer('domainGetVcpusFlags', { flags: domainModificationImpact.LIVE | domainVcpuFlags.MAXIMUM }),
  domainSetMemory: newer('domainSetMemoryFlags', live),
  domainSetMaxMemory: newer('domainSetMemoryFlags', { flags: domainMemoryModFlags.MAXIMUM }),
  domainPinVcpu: newer('domainPinVcpuFlags', live),
  domainGetSchedulerParameters: newer('domainGetSchedulerParametersFlags'),
  domainSetSchedulerParameters: newer('domainSetSchedulerParametersFlags'),
  networkDefineXml: newer('networkDefineXmlFlags'),
  networkCreateXml: newer('networkCreateXmlFlags'),
  nwfilterDefineXml: newer('nwfilterDefineXmlFlags'),
  storageVolWipe: newer('storageVolWipePattern', { algorithm: storageVolWipeAlgorithm.ZERO }),
  storageVolGetInfo: newer('storageVolGetInfoFlags'),
  nodeDeviceDettach: newer('nodeDeviceDetachFlags', { driverName: undefined, flags: 0 }),
}

/** Older call name → the call that contains it. */
export const olderForms: ReadonlyMap<string, NewerForm> = new Map(Object.entries(forms))
