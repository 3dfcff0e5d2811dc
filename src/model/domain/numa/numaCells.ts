// The guest's NUMA topology, `<cpu><numa>`: cells with their vCPUs and memory, distances, caches and interconnects.
import {
  formatYesNo,
  kibAttribute,
  nonEmpty,
  oneOf,
  optionalEnum,
  refuseAt,
  scaled,
  uint,
  yesNo,
} from '../../xml/read.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import { formatNumberSet, type NumberSet, overlap, parseNumberSet } from '../bitmap.js'
import { formatInterconnects, type Interconnect, parseInterconnects } from './interconnects.js'

const associativities = ['none', 'direct', 'full'] as const
const policies = ['none', 'writeback', 'writethrough'] as const
const memoryAccesses = ['shared', 'private'] as const

/** Memory-side cache of a cell. */
export interface CellCache {
  level: number
  associativity: (typeof associativities)[number]
  policy: (typeof policies)[number]
  /** KiB. */
  size: number
  /** Bytes. */
  line: number
}

export interface NumaCell {
  cpus: NumberSet | undefined
  /** KiB. */
  memory: number
  memoryAccess: (typeof memoryAccesses)[number] | undefined
  discard: boolean | undefined
  /** ACPI SLIT distance to other cells, 10 (itself) to 255 (unreachable), by cell. */
  distances: Map<number, number>
  caches: CellCache[]
}

export interface NumaTopology {
  cells: NumaCell[]
  interconnects: Interconnect[]
}

/** @param vcpuCount possible vCPUs of the domain */
export function parseNumaTopology(root: XmlElement, vcpuCount: number): NumaTopology {
  const numa = root.descend('cpu', 'numa')
  if (!numa) return { cells: [], interconnects: [] }
  const elements = numa.elements('cell')
  if (elements.length === 0) throw refuseAt(numa, 'NUMA topology defined without NUMA cells')
  const cells: (NumaCell | undefined)[] = elements.map(() => undefined)
  for (const [position, element] of elements.entries()) {
    const id = uint(element, 'id') ?? position
    if (id >= elements.length) {
      const text =
        "Exactly one 'cell' element per guest NUMA cell allowed, non-contiguous ranges or ranges not starting from 0 are not allowed"
      throw refuseAt(element, text)
    }
    if (cells[id]) throw refuseAt(element, `Duplicate NUMA cell info for cell id '${id}'`)
    cells[id] = parseCell(element, id, cells)
  }
  const complete = cells.filter(cell => cell !== undefined)
  for (const [position, element] of elements.entries()) {
    parseDistances(element, uint(element, 'id') ?? position, complete)
  }
  refuseStrangeCpus(numa, complete, vcpuCount)
  const interconnects = numa.child('interconnects')
  return { cells: complete, interconnects: interconnects ? parseInterconnects(interconnects, complete) : [] }
}

function refuseStrangeCpus(numa: XmlElement, cells: readonly NumaCell[], vcpuCount: number): void {
  const cpus = cells.flatMap(cell => [...(cell.cpus ?? [])])
  if (cpus.length > vcpuCount) {
    throw refuseAt(numa, 'Number of CPUs in <numa> exceeds the <vcpu> count', 'INTERNAL_ERROR')
  }
  if (cpus.some(cpu => cpu >= vcpuCount)) {
    throw refuseAt(numa, 'CPU IDs in <numa> exceed the <vcpu> count', 'INTERNAL_ERROR')
  }
}

function parseCell(element: XmlElement, id: number, cells: readonly (NumaCell | undefined)[]): NumaCell {
  const text = element.attribute('cpus')
  const cpus = text === undefined ? undefined : parseNumberSet(text)
  for (const [other, cell] of cells.entries()) {
    if (cpus && cell?.cpus && overlap(cpus, cell.cpus)) {
      throw refuseAt(element, `NUMA cells ${id} and ${other} have overlapping vCPU ids`, 'CONFIG_UNSUPPORTED')
    }
  }
  return {
    cpus: cpus?.length ? cpus : undefined,
    memory: kibAttribute(element, 'memory'),
    memoryAccess: optionalEnum(element, 'memAccess', memoryAccesses),
    discard: yesNo(element, 'discard'),
    distances: new Map(),
    caches: element.elements('cache').map(cache => parseCache(cache, id)),
  }
}

const localDistance = 10
const unreachable = 255

function parseDistances(element: XmlElement, id: number, cells: readonly NumaCell[]): void {
  const distances = element.child('distances')
  const cell = cells[id]
  if (!distances || !cell) return
  const siblings = distances.elements('sibling')
  if (siblings.length === 0) throw refuseAt(distances, 'NUMA distances defined without siblings')
  for (const sibling of siblings) {
    const other = uint(sibling, 'id', { required: true })
    const value = uint(sibling, 'value', { required: true })
    const peer = cells[other]
    if (!peer) {
      throw refuseAt(sibling, `'sibling_id ${other}' does not refer to a valid cell within NUMA 'cell id ${id}'`)
    }
    const local = other === id
    if (value < localDistance || value > unreachable || local !== (value === localDistance)) {
      throw refuseAt(sibling, `'value ${value}' is invalid for 'sibling id ${other}' under NUMA 'cell id ${id}'`)
    }
    if (!cell.distances.has(id)) cell.distances.set(id, localDistance)
    cell.distances.set(other, value)
    // A distance given in one direction only holds for the other as well.
    if (!peer.distances.has(other)) peer.distances.set(other, localDistance)
    if (!peer.distances.has(id)) peer.distances.set(id, value)
  }
}

function parseCache(element: XmlElement, cell: number): CellCache {
  const at = `for NUMA node ${cell}`
  const word = <const T extends string>(name: string, values: readonly T[]): T => {
    const text = element.attribute(name)
    if (text === undefined) throw refuseAt(element, `Missing '${name}' attribute in cache element ${at}`)
    const value = oneOf(text, values)
    if (value === undefined) throw refuseAt(element, `Invalid cache ${name} '${text}'`)
    return value
  }
  if (element.attribute('level') === undefined) {
    throw refuseAt(element, `Missing 'level' attribute in cache element ${at}`)
  }
  const level = uint(element, 'level')
  if (!level) throw refuseAt(element, `Invalid 'level' attribute in cache element ${at}`)
  return {
    level,
    associativity: word('associativity', associativities),
    policy: word('policy', policies),
    size: sized(element, 'size', 1024),
    line: sized(element, 'line', 1),
  }
}

/** `<size value= unit=/>` in multiples of `unit` bytes. */
function sized(element: XmlElement, name: string, unit: number): number {
  const child = element.child(name)
  const text = nonEmpty(child, 'value')
  if (!child || text === undefined) throw refuseAt(element, `missing element or attribute './${name}/@value'`)
  const bytes = scaled(child, text, `./${name}/@value`, child.attribute('unit'), BigInt(unit))
  return Math.ceil(Number(bytes) / unit)
}

/** Memory of all cells in KiB. */
export function numaMemory({ cells }: NumaTopology): number {
  return cells.reduce((sum, cell) => sum + cell.memory, 0)
}

/** Writes `<numa>`, which stands last in `<cpu>`. */
export function formatNumaTopology(writer: XmlWriter, { cells, interconnects }: NumaTopology): void {
  if (cells.length === 0) return
  writer.element('numa', {}, () => {
    for (const [id, cell] of cells.entries()) formatCell(writer, id, cell)
    formatInterconnects(writer, interconnects)
  })
}

function formatCell(writer: XmlWriter, id: number, cell: NumaCell): void {
  const attributes = {
    id,
    cpus: formatNumberSet(cell.cpus),
    memory: cell.memory,
    unit: 'KiB',
    memAccess: cell.memoryAccess,
    discard: formatYesNo(cell.discard),
  }
  writer.element('cell', attributes, () => {
    if (cell.distances.size > 0) {
      writer.element('distances', {}, () => {
        const siblings = [...cell.distances].sort(([a], [b]) => a - b)
        for (const [sibling, value] of siblings) writer.element('sibling', { id: sibling, value })
      })
    }
    for (const { level, associativity, policy, size, line } of cell.caches) {
      writer.element('cache', { level, associativity, policy }, () => {
        writer.element('size', { value: size, unit: 'KiB' })
        writer.element('line', { value: line, unit: 'B' })
      })
    }
  })
}
