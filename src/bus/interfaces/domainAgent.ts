// What the guest's own system is asked for, mostly through its agent.
import * as calls from '../../api/calls/index.js'
import { cpuListFromBooleans } from '../values/cpuMaps.js'
import { absentIfEmpty } from '../values/texts.js'
import { parametersToEntries } from '../values/typedParameters.js'
import type { DomainMethods } from './domainSelf.js'

export const domainAgent = {
  FSFreeze: async (call, mountpoints, flags) =>
    (await call.perform(calls.domainFsfreeze, { dom: call.self, mountpoints, flags })).filesystems,
  FSThaw: async (call, mountpoints, flags) =>
    (await call.perform(calls.domainFsthaw, { dom: call.self, mountpoints, flags })).filesystems,
  FSTrim: (call, mountpoint, minimum, flags) =>
    call.perform(calls.domainFstrim, { dom: call.self, mountPoint: absentIfEmpty(mountpoint), minimum, flags }),
  GetFSInfo: async (call, flags) => {
    const { info } = await call.perform(calls.domainGetFsinfo, { dom: call.self, flags })
    return info.map(({ mountpoint, name, fstype, dev_aliases }) => [mountpoint, name, fstype, dev_aliases])
  },
  GetGuestVcpus: async (call, flags) =>
    parametersToEntries((await call.perform(calls.domainGetGuestVcpus, { dom: call.self, flags })).params),
  GetHostname: async (call, flags) => (await call.perform(calls.domainGetHostname, { dom: call.self, flags })).hostname,
  GetTime: async (call, flags) => {
    const { seconds, nseconds } = await call.perform(calls.domainGetTime, { dom: call.self, flags })
    return [BigInt.asUintN(64, seconds), nseconds]
  },
  InterfaceAddresses: async (call, source, flags) => {
    const { ifaces } = await call.perform(calls.domainInterfaceAddresses, { dom: call.self, source, flags })
    return ifaces.map(({ name, hwaddr, addrs }) => [
      name,
      hwaddr ?? '',
      addrs.map(({ type, addr, prefix }) => [type, addr, prefix]),
    ])
  },
  SendKey: (call, codeset, holdtime, keycodes, flags) =>
    call.perform(calls.domainSendKey, { dom: call.self, codeset, holdtime, keycodes, flags }),
  SendProcessSignal: (call, pid_value, signum, flags) =>
    call.perform(calls.domainSendProcessSignal, { dom: call.self, pid_value, signum, flags }),
  SetGuestVcpus: (call, vcpumap, state, flags) =>
    call.perform(calls.domainSetGuestVcpus, { dom: call.self, cpumap: cpuListFromBooleans(vcpumap), state, flags }),
  SetTime: (call, seconds, nseconds, flags) =>
    call.perform(calls.domainSetTime, { dom: call.self, seconds: BigInt.asIntN(64, seconds), nseconds, flags }),
  SetUserPassword: (call, user, password, flags) =>
    call.perform(calls.domainSetUserPassword, { dom: call.self, user, password, flags }),
} satisfies Partial<DomainMethods>
