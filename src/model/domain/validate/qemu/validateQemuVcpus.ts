import { findMachine } from '../../../capabilities/machineTypes.js'
import type { QemuCapabilities } from '../../../capabilities/QemuCapabilities.js'
import type { Domain } from '../../Domain.js'
import { isQ35, isX86 } from '../../machineKind.js'
import { refuse } from '../refuse.js'

/** Most vCPUs without a Q35 and its IOMMU. */
const vcpusWithoutEim = 255

/** How many vCPUs the machine takes, and which may come and go (qemuValidateDomainVcpuTopology, …DefCpu). */
export function validateQemuVcpus(domain: Domain, capabilities: QemuCapabilities): void {
  const { list } = domain.vcpus
  const most = domain.os.machine === undefined ? 0 : findMachine(capabilities, domain.type, domain.os.machine)?.maxCpus
  refuse(
    most !== undefined && most > 0 && list.length > most,
    `Maximum CPUs greater than specified machine type limit ${most}`,
  )
  validateTopology(domain)
  if (!isX86(domain) || list.length <= vcpusWithoutEim) return
  refuse(!isQ35(domain), `more than ${vcpusWithoutEim} vCPUs are only supported on q35-based machine types`)
  const remapped = domain.devices.iommu.some(({ driver }) => driver.eim === true)
  refuse(!remapped, `more than ${vcpusWithoutEim} vCPUs require extended interrupt mode enabled on the iommu device`)
}

function validateTopology({ cpu, vcpus }: Domain): void {
  const topology = cpu?.topology
  if (!topology) return
  const { sockets, dies, clusters, cores, threads } = topology
  const count = sockets * dies * clusters * cores * threads
  refuse(count !== vcpus.list.length, "CPU topology doesn't match maximum vcpu count")
}
