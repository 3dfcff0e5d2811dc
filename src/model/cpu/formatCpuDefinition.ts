// Writes `<cpu>` with libvirt's order and omissions.
import { LibvirtError } from '../../api/LibvirtError.js'
import { formatOnOff, formatYesNo } from '../xml/read.js'
import { type XmlAttributes, XmlWriter } from '../xml/XmlWriter.js'
import type { CpuDefinition } from './CpuDefinition.js'

/**
 * Writes the element, or nothing when there would be nothing in it.
 * @param numa writes the domain's `<numa>` element, which comes last
 * @throws LibvirtError XML_ERROR for features without a model
 */
export function formatCpuDefinition(xml: XmlWriter, cpu: CpuDefinition, numa?: () => void): void {
  if (cpu.mode === 'custom' && cpu.model === undefined && cpu.features.length > 0) {
    throw new LibvirtError('XML_ERROR', 'Non-empty feature list specified without CPU model')
  }
  xml.elementIfAny('cpu', cpuAttributes(cpu), () => {
    if (cpu.type === 'host') xml.text('arch', cpu.arch)
    formatCpuContent(xml, cpu)
    numa?.()
  })
}

/** The document of one CPU, as `virConnectBaselineCPU` and the like return it. */
export function cpuDocument(cpu: CpuDefinition): string {
  const xml = new XmlWriter()
  formatCpuDefinition(xml, cpu)
  return xml.toString()
}

// Guests that only ask for a topology or a cache carry no attributes.
function cpuAttributes(cpu: CpuDefinition): XmlAttributes {
  if (cpu.type === 'host' || (cpu.mode === 'custom' && cpu.model === undefined)) return {}
  const likeHost = cpu.mode === 'host-passthrough' || cpu.mode === 'maximum'
  return {
    mode: cpu.mode,
    match: cpu.mode === 'custom' ? cpu.match : undefined,
    check: cpu.check,
    migratable: likeHost ? formatOnOff(cpu.migratable) : undefined,
    deprecated_features: formatOnOff(cpu.deprecatedFeatures),
  }
}

/** The children of the element, for documents that wrap them differently (`<mode>` in domain capabilities). */
export function formatCpuContent(xml: XmlWriter, cpu: CpuDefinition): void {
  formatModel(xml, cpu)
  const { microcodeVersion, signature, tsc, topology, cache, maxPhysAddr } = cpu
  if (cpu.type === 'host') {
    if (microcodeVersion) xml.element('microcode', { version: microcodeVersion })
    if (signature) xml.element('signature', { ...signature })
    if (tsc) xml.element('counter', { name: 'tsc', frequency: tsc.frequency, scaling: formatYesNo(tsc.scaling) })
  }
  if (topology) {
    const { sockets, dies, clusters, cores, threads } = topology
    xml.element('topology', { sockets, dies, clusters, cores, threads })
  }
  if (cache) xml.element('cache', { level: cache.level, mode: cache.mode })
  if (maxPhysAddr) {
    xml.element('maxphysaddr', { mode: maxPhysAddr.mode, bits: maxPhysAddr.bits, limit: maxPhysAddr.limit })
  }
  for (const { name, policy } of cpu.features) {
    xml.element('feature', cpu.type === 'guest' ? { policy, name } : { name })
  }
}

function formatModel(xml: XmlWriter, cpu: CpuDefinition): void {
  const named = cpu.mode === 'custom' || cpu.mode === 'host-model'
  const model = named ? cpu.model : undefined
  // Without a model `allow` says nothing.
  const withFallback =
    cpu.type === 'guest' && (model !== undefined || (cpu.mode === 'host-model' && cpu.fallback === 'forbid'))
  if (model !== undefined || withFallback || cpu.vendorId !== undefined) {
    const fallback = withFallback ? cpu.fallback : undefined
    xml.element('model', { fallback, vendor_id: cpu.vendorId }, model)
  }
  if (named) xml.text('vendor', cpu.vendor)
}
