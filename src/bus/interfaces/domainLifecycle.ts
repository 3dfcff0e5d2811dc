// From definition to end: starting, stopping, saving, describing.
import * as calls from '../../api/calls/index.js'
import { absentIfEmpty } from '../values/texts.js'
import type { DomainMethods } from './domainSelf.js'

export const domainLifecycle = {
  AbortJob: call => call.perform(calls.domainAbortJob, { dom: call.self }),
  CoreDump: (call, to, dumpformat, flags) =>
    call.perform(calls.domainCoreDumpWithFormat, { dom: call.self, to, dumpformat, flags }),
  Create: (call, flags) => call.perform(calls.domainCreateWithFlags, { dom: call.self, flags }),
  CreateWithFiles: (call, files, flags) => {
    call.offerFiles(files)
    return call.perform(calls.domainCreateWithFiles, { dom: call.self, flags })
  },
  Destroy: (call, flags) => call.perform(calls.domainDestroyFlags, { dom: call.self, flags }),
  GetMetadata: async (call, type, uri, flags) => {
    const args = { dom: call.self, type, uri: absentIfEmpty(uri), flags }
    return (await call.perform(calls.domainGetMetadata, args)).metadata
  },
  GetXMLDesc: async (call, flags) => (await call.perform(calls.domainGetXmlDesc, { dom: call.self, flags })).xml,
  HasManagedSaveImage: async (call, flags) =>
    (await call.perform(calls.domainHasManagedSaveImage, { dom: call.self, flags })).result !== 0,
  InjectNMI: (call, flags) => call.perform(calls.domainInjectNmi, { dom: call.self, flags }),
  ManagedSave: (call, flags) => call.perform(calls.domainManagedSave, { dom: call.self, flags }),
  ManagedSaveRemove: (call, flags) => call.perform(calls.domainManagedSaveRemove, { dom: call.self, flags }),
  PMWakeup: (call, flags) => call.perform(calls.domainPmWakeup, { dom: call.self, flags }),
  Reboot: (call, flags) => call.perform(calls.domainReboot, { dom: call.self, flags }),
  Rename: (call, new_name, flags) => call.perform(calls.domainRename, { dom: call.self, new_name, flags }),
  Reset: (call, flags) => call.perform(calls.domainReset, { dom: call.self, flags }),
  Resume: call => call.perform(calls.domainResume, { dom: call.self }),
  Save: (call, to, xml, flags) =>
    call.perform(calls.domainSaveFlags, { dom: call.self, to, dxml: absentIfEmpty(xml), flags }),
  SetMetadata: (call, type, metadata, key, uri, flags) => {
    const place = { key: absentIfEmpty(key), uri: absentIfEmpty(uri) }
    return call.perform(calls.domainSetMetadata, { dom: call.self, type, metadata, ...place, flags })
  },
  Shutdown: (call, flags) => call.perform(calls.domainShutdownFlags, { dom: call.self, flags }),
  Suspend: call => call.perform(calls.domainSuspend, { dom: call.self }),
  Undefine: (call, flags) => call.perform(calls.domainUndefineFlags, { dom: call.self, flags }),
} satisfies Partial<DomainMethods>
