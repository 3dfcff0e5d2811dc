import * as calls from '../../api/calls/index.js'
import type { References } from '../../api/schema.js'
import { defineInterface } from '../tree/BusInterface.js'

type Self = References['storageVol']

export const storageVolInterface = defineInterface<'org.libvirt.StorageVol', Self>(
  'org.libvirt.StorageVol',
  {
    Delete: (call, flags) => call.perform(calls.storageVolDelete, { vol: call.self, flags }),
    GetInfo: async (call, flags) => {
      const info = await call.perform(calls.storageVolGetInfoFlags, { vol: call.self, flags })
      return [info.type, info.capacity, info.allocation]
    },
    GetXMLDesc: async (call, flags) => (await call.perform(calls.storageVolGetXmlDesc, { vol: call.self, flags })).xml,
    Resize: (call, capacity, flags) => call.perform(calls.storageVolResize, { vol: call.self, capacity, flags }),
    Wipe: (call, algorithm, flags) => call.perform(calls.storageVolWipePattern, { vol: call.self, algorithm, flags }),
  },
  {
    // The path only carries the key, so the volume has been looked up by now.
    Name: { get: call => call.self.name },
    Key: { get: call => call.self.key },
    Path: { get: async call => (await call.perform(calls.storageVolGetPath, { vol: call.self })).name },
  },
)
