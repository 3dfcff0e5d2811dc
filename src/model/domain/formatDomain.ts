// Domain to text, family by family in libvirt's order.
import { formatCpuDefinition } from '../cpu/formatCpuDefinition.js'
import { type XmlAttributes, XmlWriter } from '../xml/XmlWriter.js'
import { formatBlockTuning } from './blockTuning.js'
import { formatClock } from './clock.js'
import { formatCpuTuning } from './cpuTuning.js'
import type { Domain } from './Domain.js'
import { formatFeatures } from './features/Features.js'
import { formatDevices } from './formatDevices.js'
import { formatIdMap } from './idMap.js'
import { formatIdentity } from './identity.js'
import { formatIoThreads } from './ioThreads.js'
import { formatKeyWrap } from './keyWrap.js'
import { formatLaunchSecurity } from './launchSecurity.js'
import { formatLifecycle, formatPowerManagement } from './lifecycle.js'
import { formatMemory } from './memory.js'
import { formatMemoryBacking } from './memoryBacking.js'
import { formatMemoryTuning } from './memoryTuning.js'
import { formatMetadata } from './metadata.js'
import { formatNumaTopology } from './numa/numaCells.js'
import { formatNumaTuning } from './numa/numaTuning.js'
import type { FormatOptions } from './options.js'
import { formatBootloader, formatOperatingSystem } from './os/OperatingSystem.js'
import { formatPerf } from './perf.js'
import { formatQemuNamespace, qemuNamespaceUri } from './qemuNamespace.js'
import { formatResource } from './resource.js'
import { formatSecurityLabel } from './securityLabels.js'
import { formatSysinfo } from './sysinfo.js'
import { formatThrottleGroups } from './throttleGroups.js'
import { formatVcpus } from './vcpus.js'

/** The `<domain>` document, ending in a line feed. */
export function formatDomain(domain: Domain, options: FormatOptions = {}): string {
  const writer = new XmlWriter()
  writeDomain(writer, domain, options)
  return writer.toString()
}

/**
 * Writes the domain into a document that may hold more.
 * @param rootName element around it, `inactiveDomain` in snapshots
 */
export function writeDomain(writer: XmlWriter, domain: Domain, options: FormatOptions, rootName = 'domain'): void {
  const attributes: XmlAttributes = {
    type: domain.type,
    id: options.inactive ? undefined : domain.id,
    'xmlns:qemu': domain.qemu && qemuNamespaceUri,
  }
  writer.element(rootName, attributes, () => {
    formatIdentity(writer, domain)
    formatMetadata(writer, domain.metadata)
    formatMemory(writer, domain.memory)
    formatBlockTuning(writer, domain.blockTuning)
    formatMemoryTuning(writer, domain.memoryTuning)
    formatMemoryBacking(writer, domain.memoryBacking)
    formatVcpus(writer, domain.vcpus)
    formatIoThreads(writer, domain.ioThreads)
    formatCpuTuning(writer, domain.cpuTuning, options)
    formatNumaTuning(writer, domain.numaTuning)
    formatResource(writer, domain.resource)
    for (const info of domain.sysinfo) formatSysinfo(writer, info)
    formatBootloader(writer, domain.os)
    formatOperatingSystem(writer, domain.os, options)
    formatIdMap(writer, domain.idMap)
    formatFeatures(writer, domain.features)
    writeCpu(writer, domain)
    formatClock(writer, domain.clock, options)
    formatLifecycle(writer, domain.lifecycle)
    formatPowerManagement(writer, domain.powerManagement)
    formatPerf(writer, domain.perf)
    formatThrottleGroups(writer, domain.throttleGroups)
    formatDevices(writer, domain, options)
    for (const label of domain.securityLabels) formatSecurityLabel(writer, label)
    formatKeyWrap(writer, domain.keyWrap)
    formatLaunchSecurity(writer, domain.launchSecurity)
    formatQemuNamespace(writer, domain.qemu)
  })
}

function writeCpu(writer: XmlWriter, { cpu, numa }: Domain): void {
  const writeNuma = () => formatNumaTopology(writer, numa)
  if (cpu) formatCpuDefinition(writer, cpu, writeNuma)
  else writer.elementIfAny('cpu', {}, writeNuma)
}
