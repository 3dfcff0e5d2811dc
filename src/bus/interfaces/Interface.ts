import * as calls from '../../api/calls/index.js'
import type { References } from '../../api/schema.js'
import { defineInterface } from '../tree/BusInterface.js'

type Self = References['interface']

export const interfaceInterface = defineInterface<'org.libvirt.Interface', Self>(
  'org.libvirt.Interface',
  {
    Create: (call, flags) => call.perform(calls.interfaceCreate, { iface: call.self, flags }),
    Destroy: (call, flags) => call.perform(calls.interfaceDestroy, { iface: call.self, flags }),
    GetXMLDesc: async (call, flags) => (await call.perform(calls.interfaceGetXmlDesc, { iface: call.self, flags })).xml,
    Undefine: call => call.perform(calls.interfaceUndefine, { iface: call.self }),
  },
  {
    Active: {
      get: async call => (await call.perform(calls.interfaceIsActive, { iface: call.self })).active !== 0,
      changesWith: ['interfaceIsActive'],
    },
    // The path only carries the hardware address, so the interface has been looked up by now.
    MAC: { get: call => call.self.mac },
    Name: { get: call => call.self.name },
  },
)
