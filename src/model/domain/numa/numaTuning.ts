// `<numatune>`: host NUMA nodes a domain's memory comes from, as a whole and per guest cell.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { oneOf, optionalEnum, refuseAt, uint } from '../../xml/read.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import { cpuSetAttribute, formatNumberSet, type NumberSet } from '../bitmap.js'

/** virDomainNumatuneMemMode, by number. */
export const numaModes = ['strict', 'preferred', 'interleave', 'restrictive'] as const
export type NumaMode = (typeof numaModes)[number]
const placements = ['default', 'static', 'auto'] as const

/** Binding of one guest cell. */
export interface CellBinding {
  cell: number
  mode: NumaMode
  nodeset: NumberSet
}

export interface NumaTuning {
  memory: { mode: NumaMode; placement: 'static' | 'auto'; nodeset: NumberSet | undefined } | undefined
  cells: CellBinding[]
}

/**
 * @param staticVcpus whether the vCPUs are placed by hand, which decides about memory that does not say
 * @param cellCount NUMA cells of the guest
 */
export function parseNumaTuning(root: XmlElement, staticVcpus: boolean, cellCount: number): NumaTuning {
  const element = root.child('numatune')
  const node = element?.child('memory')
  const memory = node && parseMemory(node, staticVcpus)
  const cells: CellBinding[] = []
  for (const memnode of element?.elements('memnode') ?? []) {
    if (cellCount === 0) throw refuseAt(memnode, "Element 'memnode' is invalid without any guest NUMA cells")
    const cell = uint(memnode, 'cellid', { required: true })
    if (cell >= cellCount) {
      const text = "Argument 'cellid' in memnode element must correspond to existing guest's NUMA cell"
      throw refuseAt(memnode, text)
    }
    if (cells.some(other => other.cell === cell)) {
      throw refuseAt(memnode, `Multiple memnode elements with cellid ${cell}`)
    }
    cells.push(parseCell(memnode, cell, memory?.mode))
  }
  return { memory, cells: cells.sort((a, b) => a.cell - b.cell) }
}

function parseMemory(element: XmlElement, staticVcpus: boolean): NumaTuning['memory'] {
  const mode = word(element, 'mode', numaModes, 'tuning mode') ?? 'strict'
  const asked = word(element, 'placement', placements, 'placement mode') ?? 'default'
  const nodeset = cpuSetAttribute(element, 'nodeset')
  const placement = asked === 'default' ? (nodeset || staticVcpus ? 'static' : 'auto') : asked
  if (placement === 'static' && !nodeset) {
    const text = "nodeset for NUMA memory tuning must be set if 'placement' is 'static'"
    throw refuseAt(element, text, 'CONFIG_UNSUPPORTED')
  }
  return { mode, placement, nodeset: placement === 'static' ? nodeset : undefined }
}

function word<const T extends string>(
  element: XmlElement,
  name: string,
  words: readonly T[],
  what: string,
): T | undefined {
  const text = element.attribute(name)
  const found = oneOf(text, words)
  if (text === undefined || found !== undefined) return found
  throw refuseAt(element, `Unsupported NUMA memory ${what} '${text}'`, 'CONFIG_UNSUPPORTED')
}

function parseCell(element: XmlElement, cell: number, domainMode: NumaMode | undefined): CellBinding {
  const mode = optionalEnum(element, 'mode', numaModes) ?? 'strict'
  if (domainMode === 'restrictive' && mode !== 'restrictive') {
    const text = "'restrictive' mode is required in memnode element when mode is 'restrictive' in memory element"
    throw refuseAt(element, text)
  }
  if (domainMode !== undefined && domainMode !== 'restrictive' && mode === 'restrictive') {
    const text = "'restrictive' mode is required in memory element when mode is 'restrictive' in memnode element"
    throw refuseAt(element, text)
  }
  const nodeset = cpuSetAttribute(element, 'nodeset')
  if (!nodeset) throw refuseAt(element, 'Missing required nodeset attribute in memnode element')
  return { cell, mode, nodeset }
}

/** @throws LibvirtError CONFIG_UNSUPPORTED when cells are bound but the whole is left to the host */
export function validateNumaTuning({ memory, cells }: NumaTuning): void {
  if (memory?.placement === 'auto' && cells.length > 0) {
    const text = 'Per-node binding is not compatible with automatic NUMA placement.'
    throw new LibvirtError('CONFIG_UNSUPPORTED', text)
  }
}

export function formatNumaTuning(writer: XmlWriter, { memory, cells }: NumaTuning): void {
  writer.elementIfAny('numatune', {}, () => {
    if (memory) {
      const { mode, placement, nodeset } = memory
      writer.element('memory', {
        mode,
        nodeset: formatNumberSet(nodeset),
        placement: placement === 'auto' ? placement : undefined,
      })
    }
    for (const { cell, mode, nodeset } of cells) {
      writer.element('memnode', { cellid: cell, mode, nodeset: formatNumberSet(nodeset) })
    }
  })
}
