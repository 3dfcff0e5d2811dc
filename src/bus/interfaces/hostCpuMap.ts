import * as calls from '../../api/calls/index.js'
import type { BusCall } from '../tree/BusCall.js'
import { cpuMapToBooleans } from '../values/cpuMaps.js'

/** Whether each CPU of the host is online; its length is what all CPU maps on the bus have. */
export async function hostCpuMap(call: BusCall<unknown>, flags = 0): Promise<boolean[]> {
  const { cpumap, ret } = await call.perform(calls.nodeGetCpuMap, { need_map: 1, need_online: 1, flags })
  return cpuMapToBooleans(cpumap, ret)
}
