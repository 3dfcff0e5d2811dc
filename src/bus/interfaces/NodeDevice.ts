import { LibvirtError } from '../../api/LibvirtError.js'
import * as calls from '../../api/calls/index.js'
import type { References } from '../../api/schema.js'
import { defineInterface } from '../tree/BusInterface.js'

type Self = References['nodeDevice']

/** Most capabilities a device may have on the road. */
const mostCapabilities = calls.nodeDeviceListCaps.ret.names.max

export const nodeDeviceInterface = defineInterface<'org.libvirt.NodeDevice', Self>(
  'org.libvirt.NodeDevice',
  {
    Destroy: call => call.perform(calls.nodeDeviceDestroy, { name: call.self }),
    Detach: (call, driverName, flags) =>
      call.perform(calls.nodeDeviceDetachFlags, { name: call.self, driverName, flags }),
    GetXMLDesc: async (call, flags) => (await call.perform(calls.nodeDeviceGetXmlDesc, { name: call.self, flags })).xml,
    ListCaps: async call =>
      (await call.perform(calls.nodeDeviceListCaps, { name: call.self, maxnames: mostCapabilities })).names,
    ReAttach: call => call.perform(calls.nodeDeviceReAttach, { name: call.self }),
    Reset: call => call.perform(calls.nodeDeviceReset, { name: call.self }),
  },
  {
    Name: {
      get: async call => (await call.once(calls.nodeDeviceLookupByName, { name: call.self.name })).dev.reference.name,
    },
    Parent: {
      get: async call => {
        const { parentName } = await call.perform(calls.nodeDeviceGetParent, { name: call.self })
        // The root of the tree has no such property, which is how clients know it.
        if (parentName === undefined) throw new LibvirtError('INTERNAL_ERROR', 'no parent for this device')
        return parentName
      },
    },
  },
)
