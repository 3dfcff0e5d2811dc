// What the host puts under guest memory: page sizes, locking, sharing, source.
import { LibvirtError } from '../../api/LibvirtError.js'
import { kibAttribute, nonEmpty, oneOf, refuseAt, uint } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import { cpuSetAttribute, formatNumberSet, type NumberSet, overlap } from './bitmap.js'

/** One `<page>`; without a node set it is the master size for all nodes. */
export interface HugePage {
  /** KiB; 0 stands for the host's default huge page size. */
  size: number
  nodeset: NumberSet | undefined
}

const sources = ['file', 'anonymous', 'memfd'] as const
const accesses = ['shared', 'private'] as const
const allocations = ['immediate', 'ondemand'] as const

export interface MemoryBacking {
  hugePages: HugePage[] | undefined
  noSharePages: boolean
  locked: boolean
  source: (typeof sources)[number] | undefined
  access: (typeof accesses)[number] | undefined
  allocation: (typeof allocations)[number] | undefined
  /** Threads that allocate at start. */
  allocationThreads: number | undefined
  discard: boolean
}

export function parseMemoryBacking(root: XmlElement): MemoryBacking | undefined {
  const element = root.child('memoryBacking')
  if (!element) return undefined
  const source = element.child('source')
  const access = element.child('access')
  const allocation = element.child('allocation')
  const hugePages = element.child('hugepages')
  return {
    hugePages: hugePages && parseHugePages(hugePages),
    noSharePages: element.child('nosharepages') !== undefined,
    locked: element.child('locked') !== undefined,
    source: source && word(source, 'type', sources),
    access: access && word(access, 'mode', accesses),
    allocation: allocation && word(allocation, 'mode', allocations),
    allocationThreads: allocation && (uint(allocation, 'threads') || undefined),
    discard: element.child('discard') !== undefined,
  }
}

/** One of the words, with the refusal libvirt has for these three elements only. */
function word<const T extends string>(element: XmlElement, name: string, words: readonly T[]): T | undefined {
  const text = nonEmpty(element, name)
  const found = oneOf(text, words)
  if (text === undefined || found !== undefined) return found
  throw refuseAt(element, `unknown memoryBacking/${element.name}/${name} '${text}'`, 'CONFIG_UNSUPPORTED')
}

function parseHugePages(element: XmlElement): HugePage[] {
  const pages = element.elements('page').map(parseHugePage)
  return pages.length > 0 ? pages : [{ size: 0, nodeset: undefined }]
}

function parseHugePage(page: XmlElement): HugePage {
  return { size: kibAttribute(page, 'size'), nodeset: cpuSetAttribute(page, 'nodeset') }
}

/**
 * @param cellCount NUMA cells of the guest; without any, node 0 is all there is
 * @throws LibvirtError XML_DETAIL when two page sizes claim the same memory, or a node does not exist
 */
export function validateHugePages({ hugePages }: MemoryBacking, cellCount: number): void {
  const pages = (hugePages ?? []).map(({ size, nodeset }) => {
    const missing = nodeset?.find(node => node >= Math.max(cellCount, 1))
    if (missing !== undefined) throw new LibvirtError('XML_DETAIL', `hugepages: node ${missing} not found`)
    return { size, nodeset: cellCount === 0 ? undefined : nodeset }
  })
  for (const [index, page] of pages.entries()) {
    for (const other of pages.slice(0, index)) refuseSamePlace(page, other)
  }
}

function refuseSamePlace(a: HugePage, b: HugePage): void {
  if (a.nodeset && b.nodeset && overlap(a.nodeset, b.nodeset)) {
    const text = `nodeset attribute of hugepages of sizes ${a.size} and ${b.size} intersect`
    throw new LibvirtError('XML_DETAIL', text)
  }
  if (!a.nodeset && !b.nodeset) {
    throw new LibvirtError('XML_DETAIL', `two master hugepages detected: ${a.size} and ${b.size}`)
  }
}

export function formatMemoryBacking(writer: XmlWriter, backing: MemoryBacking | undefined): void {
  if (!backing) return
  writer.elementIfAny('memoryBacking', {}, () => {
    if (backing.hugePages) formatHugePages(writer, backing.hugePages)
    if (backing.noSharePages) writer.element('nosharepages')
    if (backing.locked) writer.element('locked')
    if (backing.source) writer.element('source', { type: backing.source })
    if (backing.access) writer.element('access', { mode: backing.access })
    if (backing.allocation || backing.allocationThreads) {
      writer.element('allocation', { mode: backing.allocation, threads: backing.allocationThreads })
    }
    if (backing.discard) writer.element('discard')
  })
}

function formatHugePages(writer: XmlWriter, pages: readonly HugePage[]): void {
  if (pages.length === 1 && pages[0]?.size === 0) {
    writer.element('hugepages')
    return
  }
  writer.element('hugepages', {}, () => {
    for (const { size, nodeset } of pages) {
      writer.element('page', { size, unit: 'KiB', nodeset: formatNumberSet(nodeset) })
    }
  })
}
