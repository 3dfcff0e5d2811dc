// The host and the guests it can run (virConnectGetCapabilities), and their document.
import type { CpuDefinition } from '../cpu/CpuDefinition.js'
import { formatCpuContent } from '../cpu/formatCpuDefinition.js'
import { formatYesNo } from '../xml/read.js'
import { prettyBytes } from '../xml/prettyBytes.js'
import { XmlWriter } from '../xml/XmlWriter.js'

/** A logical CPU of the host. */
export interface HostCpuPlace {
  readonly id: number
  readonly socket: number
  readonly die: number
  readonly cluster: number
  readonly core: number
  /** CPUs that share the core, itself included, as a list of ranges. */
  readonly siblings: string
}

/** Number of pages of one size; sizes are in KiB. */
export interface PageCount {
  readonly size: number
  readonly count: bigint
}

/** A NUMA node of the host. */
export interface HostNumaCell {
  readonly id: number
  /** KiB. */
  readonly memory?: bigint
  readonly pages: readonly PageCount[]
  readonly distances: readonly { readonly id: number; readonly value: number }[]
  readonly cpus: readonly HostCpuPlace[]
}

/** A cache shared by some CPUs; size in bytes. */
export interface CacheBank {
  readonly id: number
  readonly level: number
  readonly type: 'both' | 'code' | 'data'
  readonly size: bigint
  /** List of ranges. */
  readonly cpus: string
}

/** A security driver of the host. */
export interface SecurityModel {
  readonly model: string
  readonly doi: string
  /** Default labels by virt type. */
  readonly baseLabels: readonly { readonly type: string; readonly label: string }[]
}

export interface HostCapabilities {
  readonly uuid?: string
  readonly arch: string
  /** Undefined when the host's CPU cannot be described. */
  readonly cpu?: CpuDefinition
  /** Features guests may have on or off, on hosts whose CPU is not described (`pae`, `nonpae`). */
  readonly cpuToggles?: readonly string[]
  /** Sizes of memory pages in KiB. */
  readonly pageSizes: readonly number[]
  /** Undefined when it is not known what the host can do. */
  readonly suspend?: readonly ('suspend_mem' | 'suspend_disk' | 'suspend_hybrid')[]
  readonly iommu: boolean
  /** URI schemes guests can be migrated over; undefined: not at all. */
  readonly migrationTransports?: readonly string[]
  readonly cells: readonly HostNumaCell[]
  readonly caches: readonly CacheBank[]
  readonly securityModels: readonly SecurityModel[]
}

/** A machine type in the list for guests. */
export interface GuestMachine {
  readonly name: string
  /** Set on aliases. */
  readonly canonical?: string
  readonly maxCpus?: number
  readonly deprecated: boolean
}

/** Guests of one kind and architecture. */
export interface GuestCapabilities {
  readonly osType: string
  readonly arch: string
  readonly wordSize: 32 | 64
  readonly emulator?: string
  readonly machines: readonly GuestMachine[]
  /** Virt types. */
  readonly domains: readonly string[]
  /** Features by name; toggles of which it is said what the default is, or plain ones. */
  readonly features: readonly { readonly name: string; readonly toggle?: boolean; readonly defaultOn?: boolean }[]
}

/** Writes the `<capabilities>` document. */
export function formatCapabilities(host: HostCapabilities, guests: readonly GuestCapabilities[]): string {
  const parts = [formatHost(host), ...guests.map(formatGuest)]
  return `<capabilities>\n\n${parts.map(part => `${part}\n`).join('')}</capabilities>\n`
}

function formatHost(host: HostCapabilities): string {
  const xml = new XmlWriter(1)
  xml.element('host', {}, () => {
    xml.text('uuid', host.uuid)
    xml.element('cpu', {}, () => formatCpu(xml, host))
    if (host.suspend) {
      const { suspend } = host
      xml.element('power_management', {}, () => suspend.forEach(name => xml.element(name)))
    }
    xml.element('iommu', { support: formatYesNo(host.iommu) })
    if (host.migrationTransports) formatMigration(xml, host.migrationTransports)
    if (host.cells.length > 0) formatTopology(xml, host.cells)
    if (host.caches.length > 0) formatCaches(xml, host.caches)
    for (const security of host.securityModels) formatSecurity(xml, security)
  })
  return xml.toString()
}

function formatCpu(xml: XmlWriter, { arch, cpu, cpuToggles, pageSizes }: HostCapabilities): void {
  xml.text('arch', arch)
  if (cpu) formatCpuContent(xml, cpu)
  if (cpuToggles) xml.element('features', {}, () => cpuToggles.forEach(name => xml.element(name)))
  for (const size of pageSizes) xml.element('pages', { unit: 'KiB', size })
}

function formatMigration(xml: XmlWriter, transports: readonly string[]): void {
  xml.element('migration_features', {}, () => {
    xml.element('live')
    xml.element('uri_transports', {}, () => transports.forEach(transport => xml.text('uri_transport', transport)))
  })
}

function formatTopology(xml: XmlWriter, cells: readonly HostNumaCell[]): void {
  xml.element('topology', {}, () => {
    xml.element('cells', { num: cells.length }, () => cells.forEach(cell => formatCell(xml, cell)))
  })
}

function formatCell(xml: XmlWriter, { id, memory, pages, distances, cpus }: HostNumaCell): void {
  xml.element('cell', { id }, () => {
    if (memory !== undefined) xml.element('memory', { unit: 'KiB' }, memory)
    for (const { size, count } of pages) xml.element('pages', { unit: 'KiB', size }, count)
    xml.elementIfAny('distances', {}, () => distances.forEach(distance => xml.element('sibling', { ...distance })))
    xml.element('cpus', { num: cpus.length }, () => {
      for (const { id: number, socket, die, cluster, core, siblings } of cpus) {
        xml.element('cpu', {
          id: number,
          socket_id: socket,
          die_id: die,
          cluster_id: cluster,
          core_id: core,
          siblings,
        })
      }
    })
  })
}

function formatCaches(xml: XmlWriter, caches: readonly CacheBank[]): void {
  xml.element('cache', {}, () => {
    for (const { id, level, type, size, cpus } of caches) {
      xml.element('bank', { id, level, type, ...prettyBytes(size), cpus })
    }
  })
}

function formatSecurity(xml: XmlWriter, { model, doi, baseLabels }: SecurityModel): void {
  xml.element('secmodel', {}, () => {
    xml.text('model', model).text('doi', doi)
    for (const { type, label } of baseLabels) xml.element('baselabel', { type }, label)
  })
}

function formatGuest(guest: GuestCapabilities): string {
  const xml = new XmlWriter(1)
  xml.element('guest', {}, () => {
    xml.text('os_type', guest.osType)
    xml.element('arch', { name: guest.arch }, () => {
      xml.text('wordsize', guest.wordSize).text('emulator', guest.emulator)
      for (const { name, canonical, maxCpus, deprecated } of guest.machines) {
        xml.element('machine', { canonical, maxCpus, deprecated: deprecated ? 'yes' : undefined }, name)
      }
      for (const type of guest.domains) xml.element('domain', { type })
    })
    xml.elementIfAny('features', {}, () => {
      for (const { name, toggle, defaultOn } of guest.features) {
        xml.element(name, {
          default: defaultOn === undefined ? undefined : defaultOn ? 'on' : 'off',
          toggle: formatYesNo(toggle),
        })
      }
    })
  })
  return xml.toString()
}
