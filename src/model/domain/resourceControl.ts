// `<cachetune>` and `<memorytune>`: shares of last-level cache and memory bandwidth (resctrl) for groups of vCPUs.
import { LibvirtError } from '../../api/LibvirtError.js'
import { prettyBytes } from '../xml/prettyBytes.js'
import { refuseAt, requiredAttribute, requiredEnum, scaled, uint } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import { formatNumberSet, type NumberSet, overlap, parseNumberSet } from './bitmap.js'
import type { FormatOptions, ParseOptions } from './options.js'

const cacheTypes = ['both', 'code', 'data'] as const

export interface CacheShare {
  id: number
  level: number
  type: (typeof cacheTypes)[number]
  /** Bytes. */
  size: bigint
}

export interface BandwidthShare {
  node: number
  /** Percent. */
  bandwidth: number
}

/** Monitoring group; `level` is that of a cache, undefined for bandwidth. */
export interface Monitor {
  level: number | undefined
  vcpus: NumberSet
  /** Name of its group in resctrl, known while the domain runs. */
  id: string | undefined
}

interface Group<Share> {
  vcpus: NumberSet
  id: string | undefined
  shares: Share[]
  monitors: Monitor[]
}
export type CacheTuning = Group<CacheShare>
export type BandwidthTuning = Group<BandwidthShare>

export interface ResourceControl {
  caches: CacheTuning[]
  bandwidths: BandwidthTuning[]
}

/** @param vcpuCount possible vCPUs of the domain; other numbers in a group are dropped as libvirt drops them */
export function parseResourceControl(
  cputune: XmlElement | undefined,
  vcpuCount: number,
  options: ParseOptions,
): ResourceControl {
  const control: ResourceControl = { caches: [], bandwidths: [] }
  for (const element of cputune?.elements('cachetune') ?? []) {
    const vcpus = parseVcpus(element, vcpuCount)
    if (vcpus === undefined) continue
    if (matching(element, vcpus, control.caches)) throw refuseAt(element, 'Identical vcpus in cachetunes found')
    const shares = parseCaches(element)
    const group = { vcpus, id: groupId(element, options), shares, monitors: parseMonitors(element, vcpus, options) }
    if (shares.length > 0 || group.monitors.length > 0) control.caches.push(group)
  }
  for (const element of cputune?.elements('memorytune') ?? []) {
    const vcpus = parseVcpus(element, vcpuCount)
    if (vcpus === undefined) continue
    matching(element, vcpus, control.caches)
    if (matching(element, vcpus, control.bandwidths)) throw refuseAt(element, 'Identical vcpus in memorytunes found')
    const shares = parseBandwidths(element)
    const group = { vcpus, id: groupId(element, options), shares, monitors: parseMonitors(element, vcpus, options) }
    if (shares.length > 0 || group.monitors.length > 0) control.bandwidths.push(group)
  }
  return control
}

function groupId(element: XmlElement, options: ParseOptions): string | undefined {
  return options.inactive ? undefined : element.attribute('id')
}

function parseVcpus(element: XmlElement, vcpuCount: number): NumberSet | undefined {
  const text = element.attribute('vcpus')
  if (text === undefined) throw refuseAt(element, `Missing ${element.name} attribute 'vcpus'`)
  const vcpus = parseNumberSet(text).filter(vcpu => vcpu < vcpuCount)
  return vcpus.length === 0 ? undefined : vcpus
}

function matching(element: XmlElement, vcpus: NumberSet, groups: readonly { vcpus: NumberSet }[]): boolean {
  for (const group of groups) {
    if (group.vcpus.join() === vcpus.join()) return true
    if (overlap(group.vcpus, vcpus)) throw refuseAt(element, 'Overlapping vcpus in resctrls')
  }
  return false
}

function parseCaches(element: XmlElement): CacheShare[] {
  const shares: CacheShare[] = []
  for (const node of element.elements('cache')) {
    const id = uint(node, 'id', { required: true })
    const level = uint(node, 'level', { required: true })
    const type = requiredEnum(node, 'type', cacheTypes)
    const size = scaled(node, requiredAttribute(node, 'size'), './@size', node.attribute('unit'), 1024n)
    const collides = (other: CacheShare) =>
      other.level === level && other.id === id && (other.type === type || other.type === 'both' || type === 'both')
    if (shares.some(collides)) {
      throw refuseAt(node, `Colliding cache allocations for cache level '${level}' id '${id}', type '${type}'`)
    }
    shares.push({ id, level, type, size })
  }
  const rank = (share: CacheShare) => cacheTypes.indexOf(share.type)
  return shares.sort((a, b) => a.level - b.level || rank(a) - rank(b) || a.id - b.id)
}

function parseBandwidths(element: XmlElement): BandwidthShare[] {
  const shares: BandwidthShare[] = []
  for (const child of element.elements('node')) {
    const node = uint(child, 'id', { required: true })
    const bandwidth = uint(child, 'bandwidth', { required: true })
    if (shares.some(share => share.node === node)) {
      throw refuseAt(child, `Memory Bandwidth already defined for node ${node}`)
    }
    if (bandwidth > 100) throw refuseAt(child, 'Memory Bandwidth value exceeding 100 is invalid.')
    shares.push({ node, bandwidth })
  }
  return shares.sort((a, b) => a.node - b.node)
}

function parseMonitors(element: XmlElement, group: NumberSet, options: ParseOptions): Monitor[] {
  const monitors: Monitor[] = []
  for (const node of element.elements('monitor')) {
    const level = element.name === 'cachetune' ? uint(node, 'level', { required: true }) : undefined
    if (level !== undefined && level !== 3) {
      throw refuseAt(node, `Invalid monitor cache level '${level}'`, 'CONFIG_UNSUPPORTED')
    }
    const text = node.attribute('vcpus')
    if (text === undefined) throw refuseAt(node, "Missing monitor attribute 'vcpus'")
    const vcpus = parseNumberSet(text)
    if (vcpus.length === 0) throw refuseAt(node, 'vcpus is empty', 'INVALID_ARG')
    refuseMonitor(vcpus, group, monitors)
    monitors.push({ level, vcpus, id: groupId(node, options) })
  }
  return monitors
}

function refuseMonitor(vcpus: NumberSet, group: NumberSet, monitors: readonly Monitor[]): void {
  const whole = group.join()
  const invalid = (detail: string) => new LibvirtError('INVALID_ARG', detail)
  if (!vcpus.every(vcpu => group.includes(vcpu))) throw invalid('Monitor vcpus conflicts with allocation')
  for (const other of monitors) {
    if (other.vcpus.join() === vcpus.join()) throw invalid('Identical vcpus found in same type monitors')
    // A monitor of the whole group may stand beside those of its parts.
    if (vcpus.join() === whole || other.vcpus.join() === whole) continue
    if (overlap(vcpus, other.vcpus)) throw invalid('vcpus overlaps in resctrl groups')
  }
}

export function formatResourceControl(writer: XmlWriter, control: ResourceControl, options: FormatOptions): void {
  for (const group of control.caches) {
    formatGroup(writer, 'cachetune', group, options, ({ id, level, type, size }) => {
      writer.element('cache', { id, level, type, ...prettyBytes(size) })
    })
  }
  for (const group of control.bandwidths) {
    formatGroup(writer, 'memorytune', group, options, ({ node, bandwidth }) => {
      writer.element('node', { id: node, bandwidth })
    })
  }
}

function formatGroup<Share>(
  writer: XmlWriter,
  name: string,
  group: Group<Share>,
  options: FormatOptions,
  formatShare: (share: Share) => void,
): void {
  const id = (value: string | undefined) => (options.inactive ? undefined : value)
  writer.element(name, { vcpus: formatNumberSet(group.vcpus), id: id(group.id) }, () => {
    for (const share of group.shares) formatShare(share)
    for (const monitor of group.monitors) {
      writer.element('monitor', { level: monitor.level, vcpus: formatNumberSet(monitor.vcpus), id: id(monitor.id) })
    }
  })
}
