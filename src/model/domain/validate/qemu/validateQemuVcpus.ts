import { findMachine } from '../../../capabilities/machineTypes.js'
import type { QemuCapabilities } from '../../../capabilities/QemuCapabilities.js'
import type { Domain } from '../../Domain.js'
import { isQ35, isX86 } from '../../machineKind.js'
import type { Vcpu } from '../../vcpus.js'
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
  validateOrder(list)
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

/** vCPUs that stay must be there before those that come: QEMU numbers them as they are plugged. */
function validateOrder([first, ...others]: readonly Vcpu[]): void {
  if (!first) return
  refuse(!first.online, "vcpu 0 can't be offline")
  refuse(first.hotpluggable === true, "vcpu0 can't be hotpluggable")
  refuse(first.order > 1, 'vcpu0 must be enabled first')
  const ordered = first.order > 0
  let previous = first.order
  for (const vcpu of others) {
    if (!vcpu.online || vcpu.hotpluggable) continue
    refuse(vcpu.order > 0 !== ordered, 'online non-hotpluggable vcpus need to be ordered prior to hotplugable vcpus')
    refuse(ordered && vcpu.order < previous, 'online non-hotpluggable vcpus must be ordered in ascending order')
    previous = vcpu.order
  }
}
