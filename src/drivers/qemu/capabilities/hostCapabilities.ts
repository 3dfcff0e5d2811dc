import { hostCaches, hostCells, hostHasIommu, hostSleepStates } from '../../../host/hostTopology.js'
import type { HostCapabilities, SecurityModel } from '../../../model/capabilities/HostCapabilities.js'
import { type HostCpu, hostCpu, type HostCpuSource } from './hostCpu.js'

/** What the daemon knows that the kernel does not tell. */
export interface HostIdentity {
  readonly arch: string
  readonly uuid?: string | undefined
  readonly securityModels: readonly SecurityModel[]
}

/** Describes this host as virConnectGetCapabilities does. */
export async function hostCapabilities(
  { arch, uuid, securityModels }: HostIdentity,
  source: HostCpuSource,
): Promise<{ capabilities: HostCapabilities; cpu: HostCpu | undefined }> {
  const [cells, caches, suspend, iommu] = await Promise.all([
    hostCells(),
    hostCaches(),
    hostSleepStates(),
    hostHasIommu(),
  ])
  const cpu = await hostCpu(arch, source, cells)
  const sizes = new Set(cells.flatMap(({ pages }) => pages.map(({ size }) => size)))
  const capabilities: HostCapabilities = {
    ...(uuid !== undefined && { uuid }),
    arch,
    ...(cpu && { cpu: cpu.definition }),
    pageSizes: [...sizes].toSorted((a, b) => a - b),
    suspend,
    iommu,
    migrationTransports: ['tcp', 'rdma'],
    cells,
    caches,
    securityModels,
  }
  return { capabilities, cpu }
}
