// Sets of small numbers as libvirt writes them: CPUs, NUMA nodes, ports. Kept as ascending arrays without repeats.
import { LibvirtError } from '../../api/LibvirtError.js'
import { refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'

/** Ascending numbers, each once. */
export type NumberSet = readonly number[]

/** One more than the largest CPU or node number libvirt accepts (VIR_DOMAIN_CPUMASK_LEN). */
export const cpuMaskLimit = 16384

/** Numbers of `0-3,^2,7`, or undefined when the text is no such list or reaches `limit` (virBitmapParse). */
export function numberSet(text: string, limit: number): NumberSet | undefined {
  const numbers = new Set<number>()
  const trimmed = text.trim()
  for (const part of trimmed.split(',')) {
    const [, negation, first, last] = /^\s*(\^?)(\d+)(?:-(\d+))?\s*$/.exec(part) ?? []
    if (first === undefined || (negation === '^' && last !== undefined)) return undefined
    const from = Number(first)
    const to = Number(last ?? first)
    if (to < from || to >= limit) return undefined
    if (negation === '^') numbers.delete(from)
    else for (let number = from; number <= to; number++) numbers.add(number)
  }
  return [...numbers].sort((a, b) => a - b)
}

/**
 * Parses a set that may be empty.
 * @throws LibvirtError INVALID_ARG when the text is no list of numbers below `limit`
 */
export function parseNumberSet(text: string, limit = cpuMaskLimit): NumberSet {
  const set = numberSet(text, limit)
  if (set === undefined) throw new LibvirtError('INVALID_ARG', `Failed to parse bitmap '${text}'`)
  return set
}

/**
 * An attribute that holds a set of CPUs or nodes with at least one member.
 * @throws LibvirtError INVALID_ARG for no list, CONFIG_UNSUPPORTED for an empty one
 */
export function cpuSetAttribute(element: XmlElement, name: string, limit = cpuMaskLimit): NumberSet | undefined {
  const text = element.attribute(name)
  if (text === undefined) return undefined
  const set = parseNumberSet(text, limit)
  if (set.length === 0) throw refuseAt(element, `Invalid value of '${name}': ${text}`, 'CONFIG_UNSUPPORTED')
  return set
}

/** `0-3,7`, the shortest way to write the set (virBitmapFormat). */
export function formatNumberSet(set: NumberSet): string
export function formatNumberSet(set: NumberSet | undefined): string | undefined
export function formatNumberSet(set: NumberSet | undefined): string | undefined {
  if (set === undefined) return undefined
  const ranges: [number, number][] = []
  for (const number of set) {
    const last = ranges.at(-1)
    if (last && number === last[1] + 1) last[1] = number
    else ranges.push([number, number])
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',')
}

/** Whether the sets share a member. */
export function overlap(a: NumberSet, b: NumberSet): boolean {
  const members = new Set(a)
  return b.some(number => members.has(number))
}
