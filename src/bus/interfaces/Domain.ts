// A guest. Methods are grouped by what they are about.
import * as calls from '../../api/calls/index.js'
import { defineInterface } from '../tree/BusInterface.js'
import { domainAgent } from './domainAgent.js'
import { domainDevices } from './domainDevices.js'
import { domainDisks } from './domainDisks.js'
import { domainLifecycle } from './domainLifecycle.js'
import { domainMigration } from './domainMigration.js'
import { domainProcessors } from './domainProcessors.js'
import { domainSnapshots } from './domainSnapshots.js'
import { domainStatistics } from './domainStatistics.js'
import { domainTuning } from './domainTuning.js'
import { type Self, found } from './domainSelf.js'

export const domainInterface = defineInterface<'org.libvirt.Domain', Self>(
  'org.libvirt.Domain',
  {
    ...domainAgent,
    ...domainDevices,
    ...domainDisks,
    ...domainLifecycle,
    ...domainMigration,
    ...domainProcessors,
    ...domainSnapshots,
    ...domainStatistics,
    ...domainTuning,
  },
  {
    Active: {
      get: async call => (await call.perform(calls.domainIsActive, { dom: call.self })).active !== 0,
      changesWith: ['domainIsActive'],
    },
    Autostart: {
      get: async call => (await call.perform(calls.domainGetAutostart, { dom: call.self })).autostart !== 0,
      set: (call, on) => call.perform(calls.domainSetAutostart, { dom: call.self, autostart: Number(on) }),
      changesWith: ['domainGetAutostart'],
    },
    // An inactive guest has -1 inside, and has always had 0 here.
    Id: {
      get: async call => Math.max(0, (await found(call)).id),
      changesWith: ['domainIsActive', 'domainLookupById'],
    },
    Name: { get: async call => (await found(call)).name, changesWith: ['domainLookupByName', 'domainRename'] },
    OSType: { get: async call => (await call.perform(calls.domainGetOsType, { dom: call.self })).type },
    Persistent: {
      get: async call => (await call.perform(calls.domainIsPersistent, { dom: call.self })).persistent !== 0,
      changesWith: ['domainIsPersistent'],
    },
    SchedulerType: {
      get: async call => {
        const { type, nparams } = await call.perform(calls.domainGetSchedulerType, { dom: call.self })
        return [type, nparams]
      },
    },
    Updated: {
      get: async call => (await call.perform(calls.domainIsUpdated, { dom: call.self })).updated !== 0,
      changesWith: ['domainIsUpdated'],
    },
    UUID: { get: async call => (await found(call)).uuid },
  },
)
