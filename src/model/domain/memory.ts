// How much memory a domain has and may get. All sizes are KiB.
import { LibvirtError } from '../../api/LibvirtError.js'
import { parseUint } from '../xml/parseInteger.js'
import { formatOnOff, kib, refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'

export interface Memory {
  /** `<memory>`: everything present at start, memory devices included. 0 until the defaults are filled in. */
  total: number
  /** `<currentMemory>`: what the balloon leaves to the guest. */
  current: number
  /** `<maxMemory>`: limit of memory hotplug, 0 when there is none. */
  max: number
  /** Slots for memory hotplug. */
  slots: number
  /** Whether guest memory goes into core dumps of QEMU. */
  dumpCore: boolean | undefined
}

export function parseMemory(root: XmlElement): Memory {
  const memory = root.child('memory')
  const current = root.child('currentMemory')
  const max = root.child('maxMemory')
  return {
    total: memory ? kib(memory, './memory[1]') : 0,
    current: current ? kib(current, './currentMemory[1]') : 0,
    max: max ? kib(max, './maxMemory[1]') : 0,
    slots: max ? parseSlots(max) : 0,
    dumpCore: memory ? parseDumpCore(memory) : undefined,
  }
}

function parseSlots(max: XmlElement): number {
  const text = max.attribute('slots')
  const slots = text === undefined || text === '' ? 0 : parseUint(text)
  if (slots === undefined) throw refuseAt(max, 'Failed to parse memory slot count')
  return slots
}

function parseDumpCore(memory: XmlElement): boolean | undefined {
  const text = memory.attribute('dumpCore')
  if (text === undefined || text === '') return undefined
  if (text !== 'on' && text !== 'off') {
    throw refuseAt(memory, `Invalid value for attribute 'dumpCore' in element 'memory': '${text}'.`)
  }
  return text === 'on'
}

/**
 * Makes the sizes agree with each other.
 * @param numaTotal memory of the NUMA cells, 0 without them; it wins over `<memory>` where nothing depends on that yet
 * @param deviceTotal memory of the memory devices
 * @param abiUpdate the definition is new
 */
export function completeMemory(memory: Memory, numaTotal: number, deviceTotal: number, abiUpdate: boolean): void {
  if (numaTotal > 0) {
    if (memory.total === 0 || abiUpdate) memory.total = numaTotal + deviceTotal
  } else if (deviceTotal > memory.total) {
    throw new LibvirtError('CONFIG_UNSUPPORTED', 'Total size of memory devices exceeds the total memory size')
  }
  if (memory.total === 0 || (numaTotal === 0 && memory.total === deviceTotal)) {
    throw new LibvirtError('XML_ERROR', 'Memory size must be specified via <memory> or in the <numa> configuration')
  }
  if (memory.current === 0 || memory.current > memory.total) memory.current = memory.total
  // Slots are for memory modules; virtio memory has only the limit.
  if (memory.slots > 0 && memory.max === 0) {
    throw new LibvirtError('XML_ERROR', 'both maximum memory size and memory slot count must be specified')
  }
  if (memory.max > 0 && memory.max < memory.total) {
    throw new LibvirtError('XML_ERROR', 'maximum memory size must be equal or greater than the actual memory size')
  }
}

export function formatMemory(writer: XmlWriter, memory: Memory): void {
  const unit = 'KiB'
  if (memory.max > 0) writer.element('maxMemory', { slots: memory.slots || undefined, unit }, memory.max)
  writer.element('memory', { dumpCore: formatOnOff(memory.dumpCore), unit }, memory.total)
  writer.element('currentMemory', { unit }, memory.current)
}
