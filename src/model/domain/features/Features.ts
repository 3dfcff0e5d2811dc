// `<features>`: switches of the virtual machine and its firmware.
import { formatOnOff, formatYesNo, onOff, optionalEnum, refuseAt, requiredEnum, scaled, yesNo } from '../../xml/read.js'
import { prettyBytes } from '../../xml/prettyBytes.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import { formatHyperv, type Hyperv, parseHyperv } from './hyperv.js'
import { formatKvm, formatXen, type Kvm, parseKvm, parseXen, type Xen } from './kvm.js'

/** Features that are there or not. */
export const plainFeatures = ['acpi', 'pae', 'viridian', 'privnet'] as const
/** Features with a `state`, on when it is left out. */
export const switchFeatures = [
  'hap',
  'pvspinlock',
  'pmu',
  'vmport',
  'vmcoreinfo',
  'htm',
  'nested-hv',
  'ccf-assist',
  'ras',
  'ps2',
] as const
export type PlainFeature = (typeof plainFeatures)[number]
export type SwitchFeature = (typeof switchFeatures)[number]

const gicVersions = ['2', '3', 'host'] as const
const ioapicDrivers = ['qemu', 'kvm'] as const
const hptResizings = ['enabled', 'disabled', 'required'] as const
const mitigations = ['broken', 'workaround', 'fixed'] as const
const ibsValues = ['broken', 'workaround', 'fixed-ibs', 'fixed-ccd', 'fixed-na'] as const
const aiaValues = ['none', 'aplic', 'aplic-imsic'] as const
const capabilityPolicies = ['default', 'allow', 'deny'] as const

export interface Features {
  plain: Set<PlainFeature>
  switches: Map<SwitchFeature, boolean>
  apic: { eoi: boolean | undefined } | undefined
  hyperv: Hyperv | undefined
  kvm: Kvm | undefined
  xen: Xen | undefined
  /** Capabilities of a container's processes. */
  capabilities: { policy: (typeof capabilityPolicies)[number]; states: Map<string, boolean> } | undefined
  /** Undefined version: the best the emulator has. */
  gic: { version: (typeof gicVersions)[number] | undefined } | undefined
  /** tseg in bytes; undefined leaves its size to QEMU. */
  smm: { state: boolean; tseg: bigint | undefined } | undefined
  ioapic: (typeof ioapicDrivers)[number] | undefined
  hpt: { resizing: (typeof hptResizings)[number] | undefined; maxPageSize: bigint | undefined } | undefined
  msrsUnknown: 'ignore' | 'fault' | undefined
  cfpc: (typeof mitigations)[number] | undefined
  sbbc: (typeof mitigations)[number] | undefined
  ibs: (typeof ibsValues)[number] | undefined
  /** KiB. */
  tcgTbCache: bigint | undefined
  asyncTeardown: boolean | undefined
  aia: (typeof aiaValues)[number] | undefined
}

/** No feature at all. */
export function noFeatures(): Features {
  return {
    plain: new Set(),
    switches: new Map(),
    apic: undefined,
    hyperv: undefined,
    kvm: undefined,
    xen: undefined,
    capabilities: undefined,
    gic: undefined,
    smm: undefined,
    ioapic: undefined,
    hpt: undefined,
    msrsUnknown: undefined,
    cfpc: undefined,
    sbbc: undefined,
    ibs: undefined,
    tcgTbCache: undefined,
    asyncTeardown: undefined,
    aia: undefined,
  }
}

type Reader = (features: Features, element: XmlElement) => void
type Writer = (writer: XmlWriter, features: Features) => void
interface Row {
  read: Reader
  write: Writer
}

const plain = (name: PlainFeature): Row => ({
  read: features => features.plain.add(name),
  write: (writer, features) => {
    if (features.plain.has(name)) writer.element(name)
  },
})

const switched = (name: SwitchFeature): Row => ({
  read: (features, element) => features.switches.set(name, onOff(element, 'state') ?? true),
  write: (writer, features) => {
    const state = features.switches.get(name)
    if (state !== undefined) writer.element(name, { state: formatOnOff(state) })
  },
})

/** A feature that is one word in one attribute. */
function word<const K extends 'cfpc' | 'sbbc' | 'ibs' | 'aia' | 'ioapic' | 'msrsUnknown'>(
  key: K,
  name: string,
  attribute: string,
  values: readonly Exclude<Features[K], undefined>[],
): Row {
  return {
    read: (features, element) => {
      features[key] = requiredEnum(element, attribute, values)
    },
    write: (writer, features) => {
      const value = features[key]
      if (value !== undefined) writer.element(name, { [attribute]: value })
    },
  }
}

/** Rows in libvirt's order (virDomainFeature), which is the order they are written in. */
const rows: Record<string, Row> = {
  acpi: plain('acpi'),
  apic: {
    read: (features, element) => {
      features.apic = { eoi: onOff(element, 'eoi') }
    },
    write: (writer, { apic }) => {
      if (apic) writer.element('apic', { eoi: formatOnOff(apic.eoi) })
    },
  },
  pae: plain('pae'),
  hap: switched('hap'),
  viridian: plain('viridian'),
  privnet: plain('privnet'),
  hyperv: {
    read: (features, element) => {
      features.hyperv = parseHyperv(element)
    },
    write: (writer, { hyperv }) => {
      if (hyperv) formatHyperv(writer, hyperv)
    },
  },
  kvm: {
    read: (features, element) => {
      features.kvm = parseKvm(element)
    },
    write: (writer, { kvm }) => {
      if (kvm) formatKvm(writer, kvm)
    },
  },
  pvspinlock: switched('pvspinlock'),
  capabilities: { read: readCapabilities, write: writeCapabilities },
  pmu: switched('pmu'),
  vmport: switched('vmport'),
  gic: {
    read: (features, element) => {
      features.gic = { version: optionalEnum(element, 'version', gicVersions) }
    },
    write: (writer, { gic }) => {
      if (gic) writer.element('gic', { version: gic.version })
    },
  },
  smm: { read: readSmm, write: writeSmm },
  ioapic: word('ioapic', 'ioapic', 'driver', ioapicDrivers),
  hpt: { read: readHpt, write: writeHpt },
  vmcoreinfo: switched('vmcoreinfo'),
  htm: switched('htm'),
  'nested-hv': switched('nested-hv'),
  msrs: word('msrsUnknown', 'msrs', 'unknown', ['ignore', 'fault']),
  'ccf-assist': switched('ccf-assist'),
  xen: {
    read: (features, element) => {
      features.xen = parseXen(element)
    },
    write: (writer, { xen }) => {
      if (xen) formatXen(writer, xen)
    },
  },
  cfpc: word('cfpc', 'cfpc', 'value', mitigations),
  sbbc: word('sbbc', 'sbbc', 'value', mitigations),
  ibs: word('ibs', 'ibs', 'value', ibsValues),
  tcg: {
    read: (features, element) => {
      const cache = element.child('tb-cache')
      if (cache) features.tcgTbCache = scaled(cache, cache.text, './tb-cache', cache.attribute('unit'), 1024n) / 1024n
    },
    write: (writer, { tcgTbCache }) => {
      if (tcgTbCache === undefined) return
      writer.element('tcg', {}, () => writer.element('tb-cache', { unit: 'KiB' }, tcgTbCache))
    },
  },
  'async-teardown': {
    read: (features, element) => {
      features.asyncTeardown = yesNo(element, 'enabled')
    },
    write: (writer, { asyncTeardown }) => {
      if (asyncTeardown !== undefined) writer.element('async-teardown', { enabled: formatYesNo(asyncTeardown) })
    },
  },
  ras: switched('ras'),
  ps2: switched('ps2'),
  aia: word('aia', 'aia', 'value', aiaValues),
}

/** @throws LibvirtError CONFIG_UNSUPPORTED for a feature libvirt does not know */
export function parseFeatures(root: XmlElement): Features {
  const features = noFeatures()
  for (const element of root.child('features')?.elements() ?? []) {
    const row = Object.hasOwn(rows, element.name) ? rows[element.name] : undefined
    if (!row) throw refuseAt(element, `unexpected feature '${element.name}'`, 'CONFIG_UNSUPPORTED')
    row.read(features, element)
  }
  return features
}

function readSmm(features: Features, element: XmlElement): void {
  const state = onOff(element, 'state') ?? true
  const tseg = element.child('tseg')
  const megabyte = 1024n * 1024n
  const size =
    tseg && state ? scaled(tseg, tseg.text, './features/smm/tseg', tseg.attribute('unit'), megabyte) : undefined
  features.smm = { state, tseg: size }
}

function writeSmm(writer: XmlWriter, { smm }: Features): void {
  if (!smm) return
  writer.element('smm', { state: formatOnOff(smm.state) }, () => {
    if (smm.tseg === undefined) return
    const { size, unit } = prettyBytes(smm.tseg)
    writer.element('tseg', { unit }, size)
  })
}

function readHpt(features: Features, element: XmlElement): void {
  const page = element.child('maxpagesize')
  const size = page && scaled(page, page.text, './features/hpt/maxpagesize', page.attribute('unit'), 1024n)
  features.hpt = {
    resizing: optionalEnum(element, 'resizing', hptResizings),
    maxPageSize: size === undefined ? undefined : (size + 1023n) / 1024n,
  }
}

function writeHpt(writer: XmlWriter, { hpt }: Features): void {
  if (!hpt) return
  writer.element('hpt', { resizing: hpt.resizing }, () => {
    if (hpt.maxPageSize !== undefined) writer.element('maxpagesize', { unit: 'KiB' }, hpt.maxPageSize)
  })
}

function readCapabilities(features: Features, element: XmlElement): void {
  const policy = optionalEnum(element, 'policy', capabilityPolicies) ?? 'default'
  const states = new Map<string, boolean>()
  for (const child of element.elements()) states.set(child.name, onOff(child, 'state') ?? true)
  features.capabilities = { policy, states }
}

function writeCapabilities(writer: XmlWriter, { capabilities }: Features): void {
  if (!capabilities) return
  const { policy, states } = capabilities
  if (policy === 'default' && states.size === 0) return
  writer.element('capabilities', { policy }, () => {
    for (const [name, state] of states) writer.element(name, { state: formatOnOff(state) })
  })
}

export function formatFeatures(writer: XmlWriter, features: Features): void {
  writer.elementIfAny('features', {}, () => {
    for (const row of Object.values(rows)) row.write(writer, features)
  })
}
