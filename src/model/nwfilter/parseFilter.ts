// Reads a network filter's document with libvirt's refusals.
import { generateUuid } from '../generateUuid.js'
import type { Random } from '../Random.js'
import { parseInteger } from '../xml/parseInteger.js'
import { parseUuid } from '../xml/parseUuid.js'
import { parseXmlRoot } from '../xml/parseXml.js'
import { childText, nonEmpty, refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import { chainPrefixes, type Filter, type FilterEntry } from './Filter.js'
import { parseFilterRule } from './FilterRule.js'
import { type FilterReference, parseParameters } from './FilterVariable.js'

const largestPriority = 1000n
/** What is left of the 31 characters of ebtables' names besides prefix and interface. */
const longestChain = 12

/**
 * The filter a document describes.
 * @param random makes the UUID of a filter that has none yet
 * @throws LibvirtError INTERNAL_ERROR, INVALID_ARG, XML_ERROR, XML_DETAIL, CONFIG_UNSUPPORTED
 */
export function parseFilter(text: string, random: Pick<Random, 'bytes'>): Filter {
  const root = parseXmlRoot(text, '(nwfilter_definition)', 'filter')
  const name = nonEmpty(root, 'name')
  if (name === undefined) throw refuseAt(root, 'filter has no name', 'INTERNAL_ERROR')
  // Files are named after filters. libvirt looks at this of networks and pools only.
  if (name.includes('/')) throw refuseAt(root, `name ${name} cannot contain '/'`)
  const priority = parseChainPriority(root)
  const chain = nonEmpty(root, 'chain') ?? 'root'
  const preset = checkChain(root, chain)
  const uuidText = childText(root, 'uuid')
  const uuid = uuidText === undefined ? generateUuid(random) : parseUuid(uuidText)
  if (uuid === undefined) throw refuseAt(root, 'malformed uuid element')
  // A priority counts only together with a chain.
  const chainPriority = nonEmpty(root, 'chain') === undefined ? 0 : (priority ?? preset)
  return { name, uuid, chain, chainPriority, entries: root.elements().flatMap(parseEntry) }
}

function parseChainPriority(root: XmlElement): number | undefined {
  const text = nonEmpty(root, 'priority')
  if (text === undefined) return undefined
  const priority = parseInteger(text, { min: -(2n ** 31n), max: 2n ** 31n - 1n, base: 10 })
  if (priority === undefined) throw refuseAt(root, `Could not parse chain priority '${text}'`, 'INVALID_ARG')
  if (priority < -largestPriority || priority > largestPriority) {
    const range = `[${-largestPriority},${largestPriority}]`
    throw refuseAt(root, `Priority '${priority}' is outside valid range of ${range}`, 'INVALID_ARG')
  }
  return Number(priority)
}

/** Refuses a chain whose name says nothing of its frames, and tells the usual priority of the others. */
function checkChain(root: XmlElement, chain: string): number {
  const refuse = (detail: string) => refuseAt(root, detail, 'INVALID_ARG')
  if (chain.length > longestChain) throw refuse(`Name of chain is longer than ${longestChain} characters`)
  if (!/^[\w.:-]*$/.test(chain)) throw refuse('Chain name contains invalid characters')
  if (chain === 'root') return 0
  const priority = Object.entries(chainPrefixes).find(([prefix]) => chain.startsWith(prefix))?.[1]
  if (priority !== undefined) return priority
  const what = "Please use a chain name called 'root' or any of the following prefixes"
  throw refuse(`Invalid chain name '${chain}'. ${what}: ${Object.keys(chainPrefixes).join(', ')}`)
}

function parseEntry(element: XmlElement): FilterEntry[] {
  if (element.name === 'rule') return [{ rule: parseFilterRule(element) }]
  if (element.name === 'filterref') return [{ reference: parseFilterReference(element) }]
  return []
}

/** @throws LibvirtError INTERNAL_ERROR */
function parseFilterReference(element: XmlElement): FilterReference {
  const filter = element.attribute('filter')
  // libvirt says so of references, too.
  if (filter === undefined) throw refuseAt(element, 'rule node requires action attribute', 'INTERNAL_ERROR')
  return { filter, parameters: parseParameters(element) }
}
