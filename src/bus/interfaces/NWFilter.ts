import * as calls from '../../api/calls/index.js'
import type { References } from '../../api/schema.js'
import type { BusCall } from '../tree/BusCall.js'
import { defineInterface } from '../tree/BusInterface.js'

type Self = References['nwfilter']

const found = async (call: BusCall<Self>) =>
  (await call.once(calls.nwfilterLookupByUuid, { uuid: call.self.uuid })).nwfilter.reference

export const nwfilterInterface = defineInterface<'org.libvirt.NWFilter', Self>(
  'org.libvirt.NWFilter',
  {
    GetXMLDesc: async (call, flags) =>
      (await call.perform(calls.nwfilterGetXmlDesc, { nwfilter: call.self, flags })).xml,
    Undefine: call => call.perform(calls.nwfilterUndefine, { nwfilter: call.self }),
  },
  {
    Name: { get: async call => (await found(call)).name },
    UUID: { get: async call => (await found(call)).uuid },
  },
)
