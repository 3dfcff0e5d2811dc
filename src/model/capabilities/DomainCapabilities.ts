// What an emulator offers for one architecture, virt type and machine (virConnectGetDomainCapabilities), and its document.
import { formatCpuContent } from '../cpu/formatCpuDefinition.js'
import type { CpuDefinition } from '../cpu/CpuDefinition.js'
import { formatYesNo } from '../xml/read.js'
import { XmlWriter } from '../xml/XmlWriter.js'
import type { SevCapabilities, SgxCapabilities } from './QemuCapabilities.js'
import { formatSgx } from './formatQemuCapabilities.js'

/** Values an attribute of the domain document may take. */
export interface CapabilityEnum {
  readonly name: string
  readonly values: readonly string[]
}

/** A part of the domain document: whether it may be used, and with which values. */
export interface CapabilitySection {
  readonly name: string
  readonly supported: boolean
  readonly enums?: readonly CapabilityEnum[]
}

export interface LoaderCapabilities {
  /** Firmware images that may be named. */
  readonly paths: readonly string[]
  readonly enums: readonly CapabilityEnum[]
}

export interface CustomCpuModel {
  readonly name: string
  readonly usable: 'yes' | 'no' | 'unknown'
  readonly deprecated: boolean
  /** libvirt's name, `unknown` for models of no vendor. */
  readonly vendor: string
  /** Versioned model this name stands for. */
  readonly canonical?: string
  /** Features that keep it from being used, by libvirt's names. */
  readonly blockers: readonly string[]
}

/** A mode that is missing is not supported. */
export interface CpuModeCapabilities {
  readonly hostPassthrough?: { readonly migratable: readonly string[] }
  readonly maximum?: { readonly migratable: readonly string[] }
  readonly hostModel?: CpuDefinition
  readonly custom?: readonly CustomCpuModel[]
}

/** SEV with the numbers the host's CPUID gives. */
export interface SevSupport extends SevCapabilities {
  readonly maxGuests: number
  readonly maxEsGuests: number
}

export interface DomainCapabilities {
  readonly path: string
  readonly virtType: string
  readonly machine?: string
  readonly arch: string
  /** Undefined when nothing is known about the emulator; so are the parts below. */
  readonly maxVcpus?: number
  readonly iothreads?: boolean
  readonly firmware?: { readonly firmwares: readonly string[]; readonly loader: LoaderCapabilities }
  readonly cpu: CpuModeCapabilities
  readonly memoryBacking?: CapabilitySection
  readonly devices: readonly CapabilitySection[]
  /** Features that are there or not, in libvirt's order. */
  readonly features: readonly CapabilitySection[]
  /** Undefined: nothing is known, null: not supported. */
  readonly sev?: SevSupport | null
  readonly sgx?: SgxCapabilities | null
  readonly hyperv?: CapabilitySection
  readonly launchSecurity?: CapabilitySection
}

/** Writes the `<domainCapabilities>` document. */
export function formatDomainCapabilities(capabilities: DomainCapabilities): string {
  const { maxVcpus, iothreads, firmware, memoryBacking } = capabilities
  const xml = new XmlWriter()
  xml.element('domainCapabilities', {}, () => {
    xml.text('path', capabilities.path).text('domain', capabilities.virtType)
    xml.text('machine', capabilities.machine).text('arch', capabilities.arch)
    if (maxVcpus !== undefined) xml.element('vcpu', { max: maxVcpus })
    if (iothreads !== undefined) formatSection(xml, { name: 'iothreads', supported: iothreads })
    if (firmware) formatFirmware(xml, firmware.firmwares, firmware.loader)
    xml.element('cpu', {}, () => formatCpuModes(xml, capabilities.cpu))
    if (memoryBacking) formatSection(xml, memoryBacking)
    xml.element('devices', {}, () => capabilities.devices.forEach(device => formatSection(xml, device)))
    xml.element('features', {}, () => formatFeatures(xml, capabilities))
  })
  return xml.toString()
}

function formatSection(xml: XmlWriter, { name, supported, enums = [] }: CapabilitySection): void {
  xml.element(name, { supported: formatYesNo(supported) }, () => {
    if (supported) formatEnums(xml, enums)
  })
}

function formatEnums(xml: XmlWriter, enums: readonly CapabilityEnum[]): void {
  for (const { name, values } of enums) {
    xml.element('enum', { name }, () => values.forEach(value => xml.text('value', value)))
  }
}

function formatFirmware(xml: XmlWriter, firmwares: readonly string[], loader: LoaderCapabilities): void {
  xml.element('os', { supported: 'yes' }, () => {
    formatEnums(xml, [{ name: 'firmware', values: firmwares }])
    xml.element('loader', { supported: 'yes' }, () => {
      for (const path of loader.paths) xml.text('value', path)
      formatEnums(xml, loader.enums)
    })
  })
}

function formatCpuModes(xml: XmlWriter, { hostPassthrough, maximum, hostModel, custom }: CpuModeCapabilities): void {
  const mode = (name: string, content: (() => void) | undefined) =>
    xml.element('mode', { name, supported: formatYesNo(content !== undefined) }, content ?? (() => {}))
  const migratable = (name: string, values: readonly string[]) => () => formatEnums(xml, [{ name, values }])
  mode('host-passthrough', hostPassthrough && migratable('hostPassthroughMigratable', hostPassthrough.migratable))
  mode('maximum', maximum && migratable('maximumMigratable', maximum.migratable))
  mode('host-model', hostModel && (() => formatCpuContent(xml, hostModel)))
  mode('custom', custom && (() => custom.forEach(model => formatCustomModel(xml, model))))
}

function formatCustomModel(xml: XmlWriter, model: CustomCpuModel): void {
  const { name, usable, vendor, canonical, blockers } = model
  xml.element('model', { usable, deprecated: model.deprecated ? 'yes' : undefined, vendor, canonical }, name)
  if (blockers.length === 0) return
  xml.element('blockers', { model: name }, () => blockers.forEach(feature => xml.element('feature', { name: feature })))
}

function formatFeatures(xml: XmlWriter, { features, sev, sgx, hyperv, launchSecurity }: DomainCapabilities): void {
  for (const feature of features) formatSection(xml, feature)
  if (sev === null) formatSection(xml, { name: 'sev', supported: false })
  else if (sev) formatSev(xml, sev)
  if (sgx === null) formatSection(xml, { name: 'sgx', supported: false })
  else if (sgx) formatSgx(xml, sgx)
  if (hyperv) formatSection(xml, hyperv)
  if (launchSecurity) formatSection(xml, launchSecurity)
}

function formatSev(xml: XmlWriter, sev: SevSupport): void {
  xml.element('sev', { supported: 'yes' }, () => {
    xml.text('cbitpos', sev.cbitpos).text('reducedPhysBits', sev.reducedPhysBits)
    xml.text('maxGuests', sev.maxGuests).text('maxESGuests', sev.maxEsGuests).text('cpu0Id', sev.cpu0Id)
  })
}
