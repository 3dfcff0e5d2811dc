// Owns what snapshots and checkpoints of a domain have in common.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { Domain } from '../domain/Domain.js'
import type { DomainContext } from '../domain/DomainContext.js'
import { writeDomain } from '../domain/formatDomain.js'
import { parseDomainElement } from '../domain/parseDomain.js'
import { parseInteger } from '../xml/parseInteger.js'
import { childText, refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'

export interface Moment {
  /** Undefined only while nobody said when the moment is. */
  readonly name?: string | undefined
  readonly description?: string | undefined
  /** Seconds since 1970. */
  readonly creationTime?: bigint | undefined
  /** Name of the moment before. */
  readonly parent?: string | undefined
  /** The domain as it was. */
  readonly domain?: Domain | undefined
}

/** How a moment's document is read. */
export interface MomentOptions {
  /** The moment was there before: the document tells all about it. */
  readonly redefine?: boolean
  /** Time of a new moment in seconds since 1970, from which it gets its name when the document has none. */
  readonly now?: bigint
}

type Kind = 'snapshot' | 'checkpoint'

const int64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n, base: 10 } as const

/** @throws LibvirtError XML_ERROR, XML_DETAIL, INTERNAL_ERROR */
export function parseMoment(root: XmlElement, kind: Kind, { redefine = false, now }: MomentOptions): Moment {
  const given = childText(root, 'name')
  if (given === undefined && redefine) throw refuseAt(root, `a redefined ${kind} must have a name`)
  const name = given ?? now?.toString()
  if (name !== undefined) checkMomentName(name, kind)
  const description = childText(root, 'description')
  if (!redefine) return { name, description, creationTime: now }
  const creationTime = parseInteger(childText(root, 'creationTime') ?? '', int64)
  if (creationTime === undefined) {
    throw refuseAt(root, `missing creationTime from existing ${kind}`, 'INTERNAL_ERROR')
  }
  return { name, description, creationTime, parent: childText(root, 'parent', 'name') }
}

/** Names become names of files. @throws LibvirtError XML_DETAIL */
export function checkMomentName(name: string, kind: Kind): void {
  const refuse = (why: string) => new LibvirtError('XML_DETAIL', `invalid ${kind} name '${name}': name can't ${why}`)
  if (name.includes('/')) throw refuse("contain '/'")
  if (name.startsWith('.')) throw refuse("start with '.'")
}

/** The domain in a moment's document: it was checked when it was defined. @throws LibvirtError as `parseDomain` does */
export function parseMomentDomain(element: XmlElement, context: DomainContext): Domain {
  return parseDomainElement(element, context, { inactive: true, skipValidate: true })
}

/** Writes `<domain>`, or an element of that other name. */
export function formatMomentDomain(writer: XmlWriter, domain: Domain, secure: boolean, rootName = 'domain'): void {
  writeDomain(writer, domain, { inactive: true, secure }, rootName)
}

/** Writes `<parent>`. */
export function formatMomentParent(writer: XmlWriter, { parent }: Moment): void {
  if (parent !== undefined) writer.element('parent', {}, () => writer.text('name', parent))
}
