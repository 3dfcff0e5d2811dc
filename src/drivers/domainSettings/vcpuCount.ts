// How many virtual CPUs a definition has and may have.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { Domain } from '../../model/domain/Domain.js'

export const onlineVcpus = ({ vcpus }: Domain): number => vcpus.list.filter(({ online }) => online).length
export const maximumVcpus = ({ vcpus }: Domain): number => vcpus.list.length

/** Sets how many are on; those with the lowest numbers are. @throws LibvirtError INVALID_ARG above the maximum */
export function setOnlineVcpus(domain: Domain, count: number): void {
  const maximum = maximumVcpus(domain)
  if (count > maximum) {
    const text = `requested cpu amount exceeds maximum supported amount (${count} > ${maximum})`
    throw new LibvirtError('INVALID_ARG', text)
  }
  const list = domain.vcpus.list.map((vcpu, id) => ({ ...vcpu, online: id < count }))
  domain.vcpus = { ...domain.vcpus, list }
}

/**
 * Turns single vCPUs on or off.
 * @throws LibvirtError INVALID_ARG for those that are not there, or when none would be left
 */
export function switchVcpus(domain: Domain, cpus: readonly number[], on: boolean): void {
  const stranger = cpus.find(cpu => cpu >= maximumVcpus(domain))
  if (stranger !== undefined) throw new LibvirtError('INVALID_ARG', `vcpu '${stranger}' is not present in domain`)
  const list = domain.vcpus.list.map((vcpu, id) => (cpus.includes(id) ? { ...vcpu, online: on } : vcpu))
  if (!list.some(({ online }) => online)) {
    throw new LibvirtError('INVALID_ARG', 'domain must have at least one vcpu that is online')
  }
  domain.vcpus = { ...domain.vcpus, list }
}

/** Sets how many there may be; no more than that stay on, and what is said of the others is forgotten. */
export function setMaximumVcpus(domain: Domain, count: number): void {
  const before = domain.vcpus.list
  const offline = { online: false, hotpluggable: undefined, order: 0 }
  const list = Array.from({ length: count }, (_, id) => before[id] ?? { ...offline })
  domain.vcpus = { ...domain.vcpus, list }
  const { vcpuPins, vcpuSchedulers } = domain.cpuTuning
  const kept = <T>(map: Map<number, T>) => new Map([...map].filter(([id]) => id < count))
  domain.cpuTuning = { ...domain.cpuTuning, vcpuPins: kept(vcpuPins), vcpuSchedulers: kept(vcpuSchedulers) }
}
