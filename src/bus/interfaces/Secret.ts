import * as calls from '../../api/calls/index.js'
import type { References } from '../../api/schema.js'
import type { BusCall } from '../tree/BusCall.js'
import { defineInterface } from '../tree/BusInterface.js'

type Self = References['secret']

const found = async (call: BusCall<Self>) =>
  (await call.once(calls.secretLookupByUuid, { uuid: call.self.uuid })).secret.reference

export const secretInterface = defineInterface<'org.libvirt.Secret', Self>(
  'org.libvirt.Secret',
  {
    GetValue: async (call, flags) => (await call.perform(calls.secretGetValue, { secret: call.self, flags })).value,
    GetXMLDesc: async (call, flags) => (await call.perform(calls.secretGetXmlDesc, { secret: call.self, flags })).xml,
    SetValue: (call, value, flags) => call.perform(calls.secretSetValue, { secret: call.self, value, flags }),
    Undefine: call => call.perform(calls.secretUndefine, { secret: call.self }),
  },
  {
    UUID: { get: async call => (await found(call)).uuid },
    UsageID: { get: async call => (await found(call)).usageID },
    UsageType: { get: async call => (await found(call)).usageType },
  },
)
