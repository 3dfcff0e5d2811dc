// Questions about the connection and the host.
import { hostname } from 'node:os'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { memoryFacts, numaNodes } from '../../../host/hostMemory.js'
import { askKvm } from '../../../host/native.js'
import { cpuNumbers, freeMemory, nodeFacts } from '../../../host/nodeFacts.js'
import { mapOfCpus } from '../../domainSettings/cpuMap.js'
import { identityVerbs } from '../../identityVerbs.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'
import { nodeVerbs } from './node.js'

/** Most vCPUs of an emulated guest, as libvirt has always answered. */
const mostEmulatedVcpus = 16

export const hostVerbs = ({ emulators, uri }: QemuDriverContext): QemuVerbs => ({
  ...identityVerbs({ type: 'QEMU', uri }, hostname),
  ...nodeVerbs,
  async connectGetVersion() {
    const capabilities = await emulators.native()
    return { hv_ver: BigInt(capabilities?.version ?? 0) }
  },
  async connectGetMaxVcpus({ type = 'qemu' }) {
    const kind = type.toLowerCase()
    if (kind === 'qemu') return { max_vcpus: mostEmulatedVcpus }
    if (kind !== 'kvm') throw new LibvirtError('INVALID_ARG', `unknown type '${type}'`)
    const { mostVcpus } = (await askKvm([])) ?? {}
    if (mostVcpus !== undefined) return { max_vcpus: mostVcpus }
    const machines = (await emulators.native())?.kvm?.machines ?? []
    return { max_vcpus: Math.max(mostEmulatedVcpus, ...machines.map(({ maxCpus }) => maxCpus)) }
  },
  nodeGetInfo: async () => {
    const { memory, ...facts } = await nodeFacts()
    return { ...facts, memory: BigInt(memory) }
  },
  // No mandatory access control: guests are kept apart by their user and their sandbox.
  nodeGetSecurityModel: () => ({ model: 'none', doi: '0' }),
  async nodeGetCpuMap() {
    const { present, online } = await cpuNumbers()
    return { cpumap: mapOfCpus(online, Math.ceil(present.length / 8)), online: online.length, ret: present.length }
  },
  nodeGetFreeMemory: async () => ({ freeMem: await freeMemory() }),
  async nodeGetMemoryStats({ cellNum, nparams }) {
    const facts = await memoryFacts(cellNum === -1 ? undefined : await existingCell(cellNum))
    const names = { total: 'MemTotal', free: 'MemFree', buffers: 'Buffers', cached: 'Cached' }
    const params = Object.entries(names).flatMap(([field, name]) => {
      const value = facts.get(name)
      return value === undefined ? [] : [{ field, value: BigInt(value) }]
    })
    // A client that passes no room asks how much it needs.
    return { params: nparams === 0 ? [] : params, nparams: params.length }
  },
})

/** @throws LibvirtError INVALID_ARG for a NUMA node there is not */
async function existingCell(cell: number): Promise<number> {
  const last = (await numaNodes()).at(-1) ?? 0
  if (cell >= 0 && cell <= last) return cell
  const text = `cellNum in virHostMemGetStats must be less than or equal to ${last}`
  throw new LibvirtError('INVALID_ARG', text, { bare: true })
}
