// Latency and bandwidth between NUMA cells (ACPI HMAT).
import { refuseAt, requiredEnum, scaled, uint } from '../../xml/read.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { NumaCell } from './numaCells.js'

const accesses = ['access', 'read', 'write'] as const

export interface Interconnect {
  kind: 'latency' | 'bandwidth'
  initiator: number
  target: number
  /** Level of the target's cache, 0 for its memory. */
  cache: number
  access: (typeof accesses)[number]
  /** Nanoseconds, or KiB a second. */
  value: bigint
}

export function parseInterconnects(element: XmlElement, cells: readonly NumaCell[]): Interconnect[] {
  const interconnects: Interconnect[] = []
  for (const node of element.elements()) {
    if (node.name !== 'latency' && node.name !== 'bandwidth') continue
    const parsed = parseInterconnect(node, node.name, cells)
    const same = (other: Interconnect) =>
      other.kind === parsed.kind &&
      other.initiator === parsed.initiator &&
      other.target === parsed.target &&
      other.cache === parsed.cache &&
      other.access === parsed.access
    if (interconnects.some(same)) throw refuseAt(node, 'Duplicate info for NUMA latencies')
    interconnects.push(parsed)
  }
  return interconnects
}

function parseInterconnect(element: XmlElement, kind: Interconnect['kind'], cells: readonly NumaCell[]): Interconnect {
  const initiator = uint(element, 'initiator', { required: true })
  const target = uint(element, 'target', { required: true })
  const cache = uint(element, 'cache') ?? 0
  const from = cells[initiator]
  const to = cells[target]
  if (!from) throw refuseAt(element, "'initiator' refers to a non-existent NUMA node")
  if (!to) throw refuseAt(element, "'target' refers to a non-existent NUMA node")
  if (!from.cpus) throw refuseAt(element, "NUMA nodes without CPUs can't be initiator")
  if (cache > 0 && !to.caches.some(({ level }) => level === cache)) {
    throw refuseAt(element, "'cache' refers to a non-existent NUMA node cache")
  }
  const access = requiredEnum(element, 'type', accesses)
  return { kind, initiator, target, cache, access, value: parseValue(element, kind) }
}

function parseValue(element: XmlElement, kind: Interconnect['kind']): bigint {
  const text = element.attribute('value')
  if (text === undefined) throw refuseAt(element, "Missing required attribute 'value' in element '" + kind + "'")
  if (kind === 'latency') return BigInt(uint(element, 'value', { required: true }))
  return (scaled(element, text, './@value', element.attribute('unit'), 1024n) + 1023n) / 1024n
}

/** Writes `<interconnects>` when there are any. */
export function formatInterconnects(writer: XmlWriter, interconnects: readonly Interconnect[]): void {
  if (interconnects.length === 0) return
  writer.element('interconnects', {}, () => {
    for (const { kind, initiator, target, cache, access, value } of interconnects) {
      const unit = kind === 'bandwidth' ? 'KiB' : undefined
      writer.element(kind, { initiator, target, cache: cache || undefined, type: access, value, unit })
    }
  })
}
