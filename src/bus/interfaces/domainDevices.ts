// Devices come, go and change; network devices and displays.
import * as calls from '../../api/calls/index.js'
import { parametersFromEntries, parametersToEntries } from '../values/typedParameters.js'
import type { DomainMethods } from './domainSelf.js'

const mostInterfaceParameters = calls.domainGetInterfaceParameters.ret.params.max

export const domainDevices = {
  AttachDevice: (call, xml, flags) => call.perform(calls.domainAttachDeviceFlags, { dom: call.self, xml, flags }),
  DetachDevice: (call, xml, flags) => call.perform(calls.domainDetachDeviceFlags, { dom: call.self, xml, flags }),
  UpdateDevice: (call, xml, flags) => call.perform(calls.domainUpdateDeviceFlags, { dom: call.self, xml, flags }),
  GetInterfaceParameters: async (call, device, flags) => {
    const args = { dom: call.self, device, nparams: mostInterfaceParameters, flags }
    return parametersToEntries((await call.perform(calls.domainGetInterfaceParameters, args)).params)
  },
  SetInterfaceParameters: (call, device, entries, flags) => {
    const params = parametersFromEntries(entries)
    return call.perform(calls.domainSetInterfaceParameters, { dom: call.self, device, params, flags })
  },
  // The descriptor goes with the reply, and its place in the list is 0.
  OpenGraphicsFD: async (call, idx, flags) => {
    await call.perform(calls.domainOpenGraphicsFd, { dom: call.self, idx, flags })
    return 0
  },
} satisfies Partial<DomainMethods>
