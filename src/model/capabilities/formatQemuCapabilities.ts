// The cache document `<qemuCaps>` that libvirt keeps under /var/cache/libvirt/qemu/capabilities, written.
import { type XmlAttributes, XmlWriter } from '../xml/XmlWriter.js'
import type {
  AcceleratorCapabilities,
  QemuCapabilities,
  QemuHostCpu,
  SevCapabilities,
  SgxCapabilities,
} from './QemuCapabilities.js'
import { qemuFlagOrder } from './qemuFlags.js'

/** Writes capabilities as the cache document; `parseQemuCapabilities` reads it back without loss. */
export function formatQemuCapabilities(capabilities: QemuCapabilities): string {
  const { origin } = capabilities
  const xml = new XmlWriter()
  xml.element('qemuCaps', {}, () => {
    xml.text('emulator', capabilities.emulator)
    xml.text('qemuctime', origin.qemuCtime)
    xml.text('qemumoddirmtime', origin.moduleDirMtime)
    xml.text('selfctime', origin.selfCtime)
    xml.text('selfvers', origin.selfVersion)
    for (const name of flagsInOrder(capabilities.flags)) xml.element('flag', { name })
    xml.text('version', capabilities.version)
    xml.text('microcodeVersion', origin.microcodeVersion)
    xml.text('hostCPUSignature', origin.hostCpuSignature)
    xml.text('package', capabilities.package)
    xml.text('kernelVersion', origin.kernelVersion)
    xml.text('fingerprint', origin.fingerprint)
    xml.text('arch', capabilities.arch)
    if (capabilities.kvm) formatAccelerator(xml, 'kvm', capabilities.kvm)
    if (capabilities.tcg) formatAccelerator(xml, 'tcg', capabilities.tcg)
    if (capabilities.sev) formatSev(xml, capabilities.sev)
    if (capabilities.sgx) formatSgx(xml, capabilities.sgx)
    const { hyperv } = capabilities
    if (hyperv) {
      xml.element('hypervCapabilities', { supported: 'yes' }, () =>
        hyperv.forEach(name => xml.element('cap', { name })),
      )
    }
    if (capabilities.kvmSupportsNesting) xml.element('kvmSupportsNesting')
  })
  return xml.toString()
}

function flagsInOrder(flags: ReadonlySet<string>): string[] {
  const known = qemuFlagOrder.filter(name => flags.has(name))
  const numbered = new Set(known)
  return [...known, ...[...flags].filter(name => !numbered.has(name))]
}

function formatAccelerator(xml: XmlWriter, type: string, accelerator: AcceleratorCapabilities): void {
  if (accelerator.hostCpu) formatHostCpu(xml, type, accelerator.hostCpu)
  for (const { name, typename, usable, deprecated, blockers } of accelerator.cpus) {
    const attributes: XmlAttributes = { type, name, typename, usable: usable === 'unknown' ? undefined : usable }
    attributes['deprecated'] = yesIf(deprecated)
    if (blockers.length === 0) xml.element('cpu', attributes)
    else xml.element('cpu', attributes, () => blockers.forEach(blocker => xml.element('blocker', { name: blocker })))
  }
  for (const machine of accelerator.machines) {
    xml.element('machine', {
      type,
      name: machine.name,
      alias: machine.alias,
      hotplugCpus: yesIf(machine.hotplugCpus),
      maxCpus: machine.maxCpus,
      default: yesIf(machine.isDefault),
      defaultCPU: machine.defaultCpu,
      numaMemSupported: yesIf(machine.numaMemSupported),
      defaultRAMid: machine.defaultRamId,
      deprecated: yesIf(machine.deprecated),
      acpi: machine.acpi === undefined ? undefined : yesNo(machine.acpi),
    })
  }
}

function formatHostCpu(xml: XmlWriter, type: string, { model, migratability, properties }: QemuHostCpu): void {
  xml.element('hostCPU', { type, model, migratability: yesNo(migratability) }, () => {
    for (const [name, { value, migratable }] of properties) {
      xml.element('property', {
        name,
        type: typeof value === 'boolean' ? 'boolean' : typeof value === 'string' ? 'string' : 'number',
        value: typeof value === 'boolean' ? String(value) : value,
        migratable: migratable === undefined ? undefined : yesNo(migratable),
      })
    }
  })
}

function formatSev(xml: XmlWriter, sev: SevCapabilities): void {
  xml.element('sev', {}, () => {
    xml.text('cbitpos', sev.cbitpos).text('reducedPhysBits', sev.reducedPhysBits)
    xml.text('pdh', sev.pdh).text('certChain', sev.certChain).text('cpu0Id', sev.cpu0Id)
  })
}

/** Writes `<sgx>`, which the cache and domain capabilities have in common. */
export function formatSgx(xml: XmlWriter, sgx: SgxCapabilities): void {
  xml.element('sgx', { supported: 'yes' }, () => {
    xml.text('flc', yesNo(sgx.flc)).text('sgx1', yesNo(sgx.sgx1)).text('sgx2', yesNo(sgx.sgx2))
    xml.element('section_size', { unit: 'KiB' }, sgx.sectionSize)
    if (sgx.sections.length === 0) return
    xml.element('sections', {}, () => {
      for (const { node, size } of sgx.sections) xml.element('section', { node, size, unit: 'KiB' })
    })
  })
}

const yesNo = (claim: boolean): string => (claim ? 'yes' : 'no')
const yesIf = (claim: boolean): string | undefined => (claim ? 'yes' : undefined)
