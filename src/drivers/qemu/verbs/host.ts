// Questions about the connection and the host.
import { hostname } from 'node:os'
import { libvirtVersion } from '../../../api/libvirtVersion.js'
import { memoryFacts } from '../../../host/hostMemory.js'
import { freeMemory, nodeFacts } from '../../../host/nodeFacts.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'

/** Most vCPUs by kind of guest that libvirt answers where it does not ask KVM. */
const mostVcpus = 16

export const hostVerbs = ({ emulators, uri }: QemuDriverContext): QemuVerbs => ({
  connectGetType: () => ({ type: 'QEMU' }),
  connectGetUri: () => ({ uri }),
  connectGetHostname: () => ({ hostname: hostname() }),
  connectGetLibVersion: () => ({ lib_ver: libvirtVersion.number }),
  async connectGetVersion() {
    const capabilities = await emulators.native()
    return { hv_ver: BigInt(capabilities?.version ?? 0) }
  },
  connectGetMaxVcpus: () => ({ max_vcpus: mostVcpus }),
  nodeGetInfo: async () => {
    const { memory, ...facts } = await nodeFacts()
    return { ...facts, memory: BigInt(memory) }
  },
  nodeGetFreeMemory: async () => ({ freeMem: await freeMemory() }),
  async nodeGetMemoryStats({ nparams }) {
    const facts = await memoryFacts()
    const names = { total: 'MemTotal', free: 'MemFree', buffers: 'Buffers', cached: 'Cached' }
    const params = Object.entries(names).map(([field, name]) => ({ field, value: BigInt(facts.get(name) ?? 0) }))
    // A client that passes no room asks how much it needs.
    return { params: nparams === 0 ? [] : params, nparams: params.length }
  },
})
