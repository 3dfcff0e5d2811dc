// Reads `<cpu>` with libvirt's checks and words.
import { LibvirtError } from '../../api/LibvirtError.js'
import { parseXml } from '../xml/parseXml.js'
import { childText, onOff, optionalEnum, refuseAt, requiredEnum, uint, ulong, yesNo } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import {
  type CpuCache,
  type CpuDefinition,
  type CpuFeature,
  type CpuMode,
  type CpuSignature,
  type CpuTopology,
  cpuCacheModes,
  cpuChecks,
  cpuFeaturePolicies,
  cpuMatches,
  cpuModes,
  type MaxPhysAddr,
  maxPhysAddrModes,
  type TscCounter,
} from './CpuDefinition.js'

/** Whose CPU the element describes; `auto` takes one with an `<arch>` for a host's. */
export type CpuDefinitionType = CpuDefinition['type'] | 'auto'

/** Parses a document whose root is `<cpu>`. @throws LibvirtError XML_ERROR and the like */
export function parseCpuDocument(text: string, type: CpuDefinitionType = 'auto'): CpuDefinition {
  return parseCpuDefinition(parseXml(text, '(CPU_definition)'), type)
}

/**
 * Reads the element; its `<numa>` child is left to the domain.
 * @throws LibvirtError XML_ERROR, naming what is wrong in libvirt's words
 */
export function parseCpuDefinition(element: XmlElement, wanted: CpuDefinitionType = 'guest'): CpuDefinition {
  if (element.name !== 'cpu') throw new LibvirtError('XML_ERROR', "XML does not contain expected 'cpu' element")
  const type = wanted === 'auto' ? typeOf(element) : wanted
  const own = type === 'host' ? parseHostPart(element) : parseGuestPart(element)
  const { mode } = own
  const model = childText(element, 'model')
  const vendor = childText(element, 'vendor')
  if (vendor !== undefined && model === undefined) throw refuseAt(element, 'CPU vendor specified without CPU model')
  const topology = element.child('topology')
  const cache = onlyChild(element, 'cache', 'CPU cache')
  const maxPhysAddr = onlyChild(element, 'maxphysaddr', 'CPU maximum physical address bits')
  return {
    type,
    ...own,
    ...(model !== undefined && { model }),
    ...(vendor !== undefined && { vendor }),
    ...(topology && { topology: parseTopology(topology) }),
    features: parseFeatures(element, type, mode, model),
    ...(cache && { cache: parseCache(cache) }),
    ...(maxPhysAddr && { maxPhysAddr: parseMaxPhysAddr(maxPhysAddr) }),
  }
}

function typeOf(element: XmlElement): CpuDefinition['type'] {
  if (!element.child('arch')) return 'guest'
  if (element.attribute('match') !== undefined) {
    throw refuseAt(element, "'arch' element cannot be used inside 'cpu' element with 'match' attribute'")
  }
  return 'host'
}

type HostPart = Pick<CpuDefinition, 'mode' | 'fallback' | 'arch' | 'microcodeVersion' | 'signature' | 'tsc'>

function parseHostPart(element: XmlElement): HostPart {
  if (element.attribute('mode') !== undefined) {
    throw refuseAt(element, 'Attribute mode is only allowed for guest CPU', 'CONFIG_UNSUPPORTED')
  }
  const arch = childText(element, 'arch')
  if (arch === undefined) throw refuseAt(element, 'Missing CPU architecture')
  const microcode = element.child('microcode')
  const signature = element.child('signature')
  const tsc = element.elements('counter').find(counter => counter.attribute('name') === 'tsc')
  return {
    mode: 'custom',
    fallback: 'allow',
    arch,
    ...(microcode && { microcodeVersion: uint(microcode, 'version', { required: true }) }),
    ...(signature && { signature: parseSignature(signature) }),
    ...(tsc && { tsc: parseTsc(tsc) }),
  }
}

function parseSignature(element: XmlElement): CpuSignature {
  const read = (name: string) => uint(element, name, { required: true })
  return { family: read('family'), model: read('model'), stepping: read('stepping') }
}

function parseTsc(element: XmlElement): TscCounter {
  const frequency = ulong(element, 'frequency', { required: true })
  const scaling = yesNo(element, 'scaling')
  return { frequency, ...(scaling !== undefined && { scaling }) }
}

type GuestPart = Pick<
  CpuDefinition,
  'mode' | 'match' | 'check' | 'migratable' | 'deprecatedFeatures' | 'fallback' | 'vendorId'
>

function parseGuestPart(element: XmlElement): GuestPart {
  const mode = optionalEnum(element, 'mode', cpuModes) ?? 'custom'
  const likeHost = mode === 'host-passthrough' || mode === 'maximum'
  const migratable = onOff(element, 'migratable')
  if (migratable !== undefined && !likeHost) {
    const text = "Attribute migratable is only allowed for 'host-passthrough' / 'maximum' CPU mode"
    throw refuseAt(element, text, 'CONFIG_UNSUPPORTED')
  }
  const model = element.child('model')
  const match = optionalEnum(element, 'match', cpuMatches) ?? (model && mode === 'custom' ? 'exact' : undefined)
  const check = optionalEnum(element, 'check', cpuChecks)
  const deprecatedFeatures = onOff(element, 'deprecated_features')
  // Like-host modes take their model from the host, so whatever stands in <model> is not looked at.
  const vendorId = model && !likeHost ? parseVendorId(model) : undefined
  return {
    mode,
    ...(match && { match }),
    ...(check && { check }),
    ...(migratable !== undefined && { migratable }),
    ...(deprecatedFeatures !== undefined && { deprecatedFeatures }),
    fallback: (model && !likeHost && optionalEnum(model, 'fallback', ['allow', 'forbid'])) || 'allow',
    ...(vendorId !== undefined && { vendorId }),
  }
}

function parseVendorId(model: XmlElement): string | undefined {
  const id = model.attribute('vendor_id')
  if (id === undefined) return undefined
  if (id.length !== 12) throw refuseAt(model, 'vendor_id must be exactly 12 characters long')
  if (id.includes(',')) throw refuseAt(model, 'vendor id is invalid')
  return id
}

function parseTopology(element: XmlElement): CpuTopology {
  const count = (name: string) => uint(element, name, { required: true, nonZero: true })
  const optional = (name: string) => uint(element, name, { nonZero: true }) ?? 1
  return {
    sockets: count('sockets'),
    dies: optional('dies'),
    clusters: optional('clusters'),
    cores: count('cores'),
    threads: count('threads'),
  }
}

function parseFeatures(
  element: XmlElement,
  type: CpuDefinition['type'],
  mode: CpuMode,
  model: string | undefined,
): CpuFeature[] {
  const features = element.elements('feature')
  if (features.length > 0 && model === undefined && mode === 'custom') {
    throw refuseAt(element, 'Non-empty feature list specified without CPU model')
  }
  const seen = new Set<string>()
  return features.map(feature => {
    const name = feature.attribute('name')
    if (!name) throw refuseAt(feature, 'Invalid CPU feature name')
    if (seen.has(name)) throw refuseAt(feature, `CPU feature '${name}' specified more than once`)
    seen.add(name)
    if (type === 'host') return { name }
    return { name, policy: optionalEnum(feature, 'policy', cpuFeaturePolicies) ?? 'require' }
  })
}

function onlyChild(element: XmlElement, name: string, what: string): XmlElement | undefined {
  const [first, second] = element.elements(name)
  if (second) throw refuseAt(second, `at most one ${what} element may be specified`)
  return first
}

function parseCache(element: XmlElement): CpuCache {
  const level = uint(element, 'level')
  if (level !== undefined && (level < 1 || level > 3)) {
    throw refuseAt(element, `invalid CPU cache level, must be in range [1,3]`)
  }
  return { ...(level !== undefined && { level }), mode: requiredEnum(element, 'mode', cpuCacheModes) }
}

function parseMaxPhysAddr(element: XmlElement): MaxPhysAddr {
  const bits = uint(element, 'bits', { nonZero: true })
  const limit = uint(element, 'limit', { nonZero: true })
  return {
    mode: requiredEnum(element, 'mode', maxPhysAddrModes),
    ...(bits !== undefined && { bits }),
    ...(limit !== undefined && { limit }),
  }
}
