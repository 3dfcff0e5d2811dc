import {
  formatCapabilities,
  type GuestCapabilities,
  type HostCapabilities,
} from '../../model/capabilities/HostCapabilities.js'
import type { TestNode } from './nodeVerbs.js'

/** KiB. */
export const pageSizes: readonly number[] = [4, 2048, 1048576]
export const emulator = '/usr/bin/test-hv'
const toggles = ['pae', 'nonpae']

/** The capabilities document of the pretended machine: cells of equal share, full and paravirtual guests of type `test`. */
export function testCapabilities(node: TestNode): string {
  const host: HostCapabilities = {
    arch: node.model,
    cpuToggles: toggles,
    pageSizes,
    suspend: [],
    iommu: false,
    cells: Array.from({ length: node.nodes }, (_, id) => cellOf(node, id)),
    caches: [],
    securityModels: [{ model: 'testSecurity', doi: '', baseLabels: [] }],
  }
  return formatCapabilities(host, [guest('hvm', node), guest('xen', node)])
}

function cellOf({ memory, nodes, cpus }: TestNode, id: number): HostCapabilities['cells'][number] {
  const share = memory / BigInt(nodes)
  const own = Math.floor(cpus / nodes)
  return {
    id,
    memory: share,
    pages: pageSizes.map((size, index) => ({ size, count: index === 0 ? share / BigInt(size) : 0n })),
    distances: [],
    cpus: Array.from({ length: own }, (_, core) => {
      const cpu = id * own + core
      return { id: cpu, socket: id, die: 0, cluster: 0, core, siblings: `${cpu}` }
    }),
  }
}

function guest(osType: string, { model }: TestNode): GuestCapabilities {
  return {
    osType,
    arch: model,
    wordSize: model.endsWith('64') ? 64 : 32,
    emulator,
    machines: [],
    domains: ['test'],
    features: toggles.map(name => ({ name })),
  }
}
