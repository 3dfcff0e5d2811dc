// Text to domain: parse every family, fill in defaults, check.
import { generateUuid } from '../generateUuid.js'
import { parseCpuDefinition } from '../cpu/parseCpuDefinition.js'
import { parseXmlRoot } from '../xml/parseXml.js'
import type { XmlElement } from '../xml/XmlElement.js'
import { parseBlockTuning } from './blockTuning.js'
import { parseClock } from './clock.js'
import { parseCpuTuning } from './cpuTuning.js'
import type { Domain } from './Domain.js'
import type { DomainContext } from './DomainContext.js'
import { parseFeatures } from './features/Features.js'
import { parseIdMap } from './idMap.js'
import { parseIdentity } from './identity.js'
import { parseIoThreads } from './ioThreads.js'
import { parseKeyWrap } from './keyWrap.js'
import { parseLaunchSecurity } from './launchSecurity.js'
import { parseLifecycle, parsePowerManagement } from './lifecycle.js'
import { parseMemory } from './memory.js'
import { parseMemoryBacking } from './memoryBacking.js'
import { parseMemoryTuning } from './memoryTuning.js'
import { parseMetadata } from './metadata.js'
import { parseNumaTopology } from './numa/numaCells.js'
import { parseNumaTuning } from './numa/numaTuning.js'
import type { ParseOptions } from './options.js'
import { parseOperatingSystem } from './os/OperatingSystem.js'
import { parseDevices, parseEmulator } from './parseDevices.js'
import { parsePerf } from './perf.js'
import { postParse } from './postParse/postParse.js'
import { parseQemuNamespace } from './qemuNamespace.js'
import { parseResource } from './resource.js'
import { parseSecurityLabels } from './securityLabels.js'
import { parseSysinfo } from './sysinfo.js'
import { parseThrottleGroups } from './throttleGroups.js'
import { validateDomain } from './validate/validateDomain.js'
import { parseVcpus } from './vcpus.js'

/**
 * Reads a `<domain>` document.
 * @throws LibvirtError for what is not well formed, not understood, contradictory or not supported
 */
export function parseDomain(xml: string, context: DomainContext, options: ParseOptions): Domain {
  return parseDomainElement(parseXmlRoot(xml, '(domain_definition)', 'domain'), context, options)
}

/** Reads a `<domain>` element, which may stand in another document. @throws LibvirtError */
export function parseDomainElement(root: XmlElement, context: DomainContext, options: ParseOptions): Domain {
  const domain = readDomain(root, context, options)
  if (!options.skipPostParse) postParse(domain, context, options)
  if (!options.skipValidate) validateDomain(domain, context)
  return domain
}

function readDomain(root: XmlElement, context: DomainContext, options: ParseOptions): Domain {
  const newUuid = () => generateUuid(context.random)
  const { type, id, name, uuid, genid, title, description } = parseIdentity(root, options, newUuid)
  const vcpus = parseVcpus(root)
  const ioThreads = parseIoThreads(root)
  const numa = parseNumaTopology(root, vcpus.list.length)
  const cpu = root.child('cpu')
  // Every property by name: an object that others are spread into takes three times as long to make, and to read from.
  return {
    type,
    id,
    name,
    uuid,
    genid,
    title,
    description,
    metadata: parseMetadata(root),
    memory: parseMemory(root),
    blockTuning: parseBlockTuning(root),
    memoryTuning: parseMemoryTuning(root),
    memoryBacking: parseMemoryBacking(root),
    vcpus,
    ioThreads,
    cpuTuning: parseCpuTuning(root, vcpus, ioThreads, options),
    numaTuning: parseNumaTuning(root, vcpus.placement === 'static', numa.cells.length),
    resource: parseResource(root),
    sysinfo: parseSysinfo(root, uuid),
    os: parseOperatingSystem(root, options),
    idMap: parseIdMap(root),
    features: parseFeatures(root),
    cpu: cpu && parseCpuDefinition(cpu, 'guest'),
    numa,
    clock: parseClock(root, options),
    lifecycle: parseLifecycle(root),
    powerManagement: parsePowerManagement(root),
    perf: parsePerf(root),
    throttleGroups: parseThrottleGroups(root),
    emulator: parseEmulator(root),
    devices: parseDevices(root, options),
    securityLabels: parseSecurityLabels(root, options, context.securityModel),
    keyWrap: parseKeyWrap(root),
    launchSecurity: parseLaunchSecurity(root),
    qemu: parseQemuNamespace(root),
  }
}
