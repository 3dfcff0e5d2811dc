// Owns `<memory>` among the devices: DIMMs, NVDIMMs, virtio memory and SGX pages, plugged or pluggable.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { childText, kib } from '../../xml/read.js'
import { parseUuid } from '../../xml/parseUuid.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions, ParseOptions } from '../options.js'
import { attributeTable, invalidAttribute, readAttribute, required, type TableValue } from './attributeTable.js'
import { hexLong, oneOf, uint, yesNo } from './attributeTypes.js'
import { type DeviceInfo, formatDeviceInfo, parseDeviceInfo } from './deviceInfo.js'
import { formatVirtioOptions, parseVirtioOptions, type VirtioOptions } from './virtioOptions.js'

const head = attributeTable({
  model: required(oneOf('dimm', 'nvdimm', 'virtio-pmem', 'virtio-mem', 'sgx-epc')),
  access: oneOf('shared', 'private'),
  discard: yesNo,
})
const targetHead = attributeTable({ dynamicMemslots: yesNo })
const targetAddress = attributeTable({ base: hexLong() })

/** Host side. Sizes are in KiB. */
export interface MemorySource {
  /** Host NUMA nodes, e.g. `1-3`. */
  nodemask?: string | undefined
  pagesize?: number | undefined
  path?: string | undefined
  alignsize?: number | undefined
  pmem?: boolean | undefined
}

export interface Memory extends TableValue<typeof head> {
  kind: 'memory'
  uuid?: string | undefined
  source: MemorySource
  /** KiB. */
  size: number
  /** Guest NUMA node. */
  node?: number | undefined
  /** NVDIMM label area, KiB. */
  label?: number | undefined
  readonly?: boolean | undefined
  dynamicMemslots?: boolean | undefined
  /** virtio-mem: granularity, size asked of the guest, size in use; KiB. */
  block?: number | undefined
  requested?: number | undefined
  current?: number | undefined
  /** Guest physical address of virtio memory. */
  address?: bigint | undefined
  virtio?: VirtioOptions | undefined
  info: DeviceInfo
}

function childKib(element: XmlElement | undefined, name: string): number | undefined {
  const child = element?.child(name)
  return child && kib(child, `./${name}`)
}

function parseSource(element: XmlElement | undefined): MemorySource {
  return {
    nodemask: childText(element, 'nodemask'),
    pagesize: childKib(element, 'pagesize'),
    path: childText(element, 'path'),
    alignsize: childKib(element, 'alignsize'),
    pmem: element?.child('pmem') ? true : undefined,
  }
}

function parseNode(target: XmlElement): number | undefined {
  const text = childText(target, 'node')
  if (text === undefined) return undefined
  const node = uint.read(text)
  if (node === undefined) throw new LibvirtError('XML_ERROR', 'invalid value of memory device node')
  return node
}

/** @throws LibvirtError XML_ERROR for unknown names or missing parts */
export function parseMemory(element: XmlElement, options: ParseOptions): Memory {
  const given = head.parse(element)
  const uuidText = element.attribute('uuid') ?? childText(element, 'uuid')
  const uuid = uuidText === undefined ? undefined : parseUuid(uuidText)
  if (uuidText !== undefined && uuid === undefined) throw invalidAttribute(element, 'uuid', uuidText)
  const target = element.child('target')
  if (target === undefined) throw new LibvirtError('XML_ERROR', 'missing <target> element for <memory> device')
  const size = childKib(target, 'size')
  if (size === undefined) throw new LibvirtError('XML_ERROR', "missing element or attribute './size'")
  const label = target.child('label')
  return {
    kind: 'memory',
    ...given,
    uuid,
    source: parseSource(element.child('source')),
    size,
    node: parseNode(target),
    label: label && (childKib(label, 'size') ?? 0),
    readonly: target.child('readonly') ? true : undefined,
    dynamicMemslots: targetHead.parse(target).dynamicMemslots,
    block: childKib(target, 'block'),
    requested: childKib(target, 'requested'),
    current: options.inactive ? undefined : childKib(target, 'current'),
    address: readAttribute(target.child('address'), 'base', hexLong()) || undefined,
    virtio: parseVirtioOptions(element),
    info: parseDeviceInfo(element, options),
  }
}

function formatKib(writer: XmlWriter, name: string, value: number | undefined): void {
  if (value) writer.element(name, { unit: 'KiB' }, value)
}

function formatSource(writer: XmlWriter, memory: Memory): void {
  const { source } = memory
  if (Object.values(source).every(value => value === undefined)) return
  writer.element('source', {}, () => {
    writer.text('nodemask', source.nodemask)
    formatKib(writer, 'pagesize', source.pagesize)
    writer.text('path', source.path)
    formatKib(writer, 'alignsize', source.alignsize)
    if (source.pmem) writer.element('pmem')
  })
}

function formatTarget(writer: XmlWriter, memory: Memory, options: FormatOptions): void {
  const attributes = targetHead.format({ dynamicMemslots: memory.dynamicMemslots })
  writer.element('target', attributes, () => {
    writer.element('size', { unit: 'KiB' }, memory.size)
    writer.text('node', memory.node)
    const { label } = memory
    if (label) writer.element('label', {}, () => formatKib(writer, 'size', label))
    if (memory.readonly) writer.element('readonly')
    formatKib(writer, 'block', memory.block)
    if (memory.model === 'virtio-mem') {
      writer.element('requested', { unit: 'KiB' }, memory.requested ?? 0)
      if (!options.inactive) writer.element('current', { unit: 'KiB' }, memory.current ?? 0)
    }
    if (memory.address) writer.element('address', targetAddress.format({ base: memory.address }))
  })
}

export function formatMemory(writer: XmlWriter, memory: Memory, options: FormatOptions): void {
  writer.element('memory', head.format(memory), () => {
    writer.text('uuid', memory.uuid)
    formatSource(writer, memory)
    formatTarget(writer, memory, options)
    formatVirtioOptions(writer, memory.virtio)
    formatDeviceInfo(writer, memory.info, options)
  })
}
