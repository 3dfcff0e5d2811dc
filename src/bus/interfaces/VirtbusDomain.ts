// Our own addition to a guest: its state as properties that tell when they change, and its console.
import { LibvirtError } from '../../api/LibvirtError.js'
import * as calls from '../../api/calls/index.js'
import { domainMetadataType } from '../../api/enums/domain.js'
import { DescriptorSocket } from '../../host/DescriptorSocket.js'
import { socketPair } from '../../host/native.js'
import type { BusCall } from '../tree/BusCall.js'
import { defineInterface } from '../tree/BusInterface.js'
import { absentIfEmpty } from '../values/texts.js'
import { planProperties } from './domainPlan.js'
import type { Self } from './domainSelf.js'

const state = (call: BusCall<Self>) => call.once(calls.domainGetState, { dom: call.self, flags: 0 })
const info = (call: BusCall<Self>) => call.once(calls.domainGetInfo, { dom: call.self })

export const virtbusDomainInterface = defineInterface<'org.virtbus.Domain1', Self>(
  'org.virtbus.Domain1',
  {
    OpenConsole: async (call, device, flags) => {
      call.openStream = end => {
        const [near, far] = socketPair()
        call.sendFile(far)
        const socket = new DescriptorSocket(near)
        // Either side's end ends the other; what is left unsent then has no reader.
        socket.on('error', () => end.destroy()).on('close', () => end.destroy())
        end.on('error', () => socket.destroy()).on('close', () => socket.destroy())
        socket.pipe(end).pipe(socket)
      }
      await call.perform(calls.domainOpenConsole, { dom: call.self, dev_name: absentIfEmpty(device), flags })
      return 0
    },
  },
  {
    State: { get: async call => (await state(call)).state, changesWith: ['domainGetState', 'domainIsActive'] },
    StateReason: { get: async call => (await state(call)).reason, changesWith: ['domainGetState', 'domainIsActive'] },
    Title: { get: title, changesWith: ['domainGetMetadata', 'domainSetMetadata', 'domainGetXmlDesc'] },
    Memory: { get: async call => (await info(call)).memory, changesWith: ['domainGetInfo', 'domainGetXmlDesc'] },
    MaxMemory: {
      get: async call => (await info(call)).maxMem,
      changesWith: ['domainGetInfo', 'domainGetMaxMemory', 'domainGetXmlDesc'],
    },
    Vcpus: {
      get: async call => (await info(call)).nrVirtCpu,
      changesWith: ['domainGetInfo', 'domainGetVcpusFlags', 'domainGetXmlDesc'],
    },
    ...planProperties,
  },
)

async function title(call: BusCall<Self>): Promise<string> {
  if (!call.serves(calls.domainGetMetadata)) return ''
  try {
    const args = { dom: call.self, type: domainMetadataType.TITLE, uri: undefined, flags: 0 }
    return (await call.perform(calls.domainGetMetadata, args)).metadata
  } catch (error) {
    if (error instanceof LibvirtError && error.code === 'NO_DOMAIN_METADATA') return ''
    throw error
  }
}
