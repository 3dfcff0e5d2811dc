import * as calls from '../../api/calls/index.js'
import type { References } from '../../api/schema.js'
import type { BusCall } from '../tree/BusCall.js'
import { defineInterface } from '../tree/BusInterface.js'
import { absentIfEmpty } from '../values/texts.js'

type Self = References['network']

const found = async (call: BusCall<Self>) =>
  (await call.once(calls.networkLookupByUuid, { uuid: call.self.uuid })).net.reference

export const networkInterface = defineInterface<'org.libvirt.Network', Self>(
  'org.libvirt.Network',
  {
    Create: call => call.perform(calls.networkCreate, { net: call.self }),
    Destroy: call => call.perform(calls.networkDestroy, { net: call.self }),
    GetDHCPLeases: async (call, mac, flags) => {
      const args = { net: call.self, mac: absentIfEmpty(mac), need_results: 1, flags }
      const { leases } = await call.perform(calls.networkGetDhcpLeases, args)
      return leases.map(lease => [
        lease.iface,
        lease.expirytime,
        lease.type,
        lease.mac ?? '',
        lease.iaid ?? '',
        lease.ipaddr,
        lease.prefix,
        lease.hostname ?? '',
        lease.clientid ?? '',
      ])
    },
    GetXMLDesc: async (call, flags) => (await call.perform(calls.networkGetXmlDesc, { net: call.self, flags })).xml,
    Undefine: call => call.perform(calls.networkUndefine, { net: call.self }),
    Update: (call, command, section, parentIndex, xml, flags) =>
      call.perform(calls.networkUpdate, { net: call.self, command, section, parentIndex, xml, flags }),
  },
  {
    Active: {
      get: async call => (await call.perform(calls.networkIsActive, { net: call.self })).active !== 0,
      changesWith: ['networkIsActive'],
    },
    Autostart: {
      get: async call => (await call.perform(calls.networkGetAutostart, { net: call.self })).autostart !== 0,
      set: (call, on) => call.perform(calls.networkSetAutostart, { net: call.self, autostart: Number(on) }),
      changesWith: ['networkGetAutostart'],
    },
    Name: { get: async call => (await found(call)).name },
    Persistent: {
      get: async call => (await call.perform(calls.networkIsPersistent, { net: call.self })).persistent !== 0,
      changesWith: ['networkIsPersistent'],
    },
    UUID: { get: async call => (await found(call)).uuid },
  },
)
