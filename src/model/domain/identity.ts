// Who a domain is: id, name, UUIDs, title, description.
import { LibvirtError } from '../../api/LibvirtError.js'
import { parseInteger } from '../xml/parseInteger.js'
import { parseUuid } from '../xml/parseUuid.js'
import { childText, oneOf, refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import type { ParseOptions } from './options.js'

/** virDomainVirtType, without `none`. */
export const virtTypes = [
  'qemu',
  'kqemu',
  'kvm',
  'xen',
  'lxc',
  'uml',
  'openvz',
  'test',
  'vmware',
  'hyperv',
  'vbox',
  'phyp',
  'parallels',
  'bhyve',
  'vz',
  'hvf',
] as const
export type VirtType = (typeof virtTypes)[number]

/** Generation id: a random number that changes when a guest is rolled back. `generated` when the document left it open. */
export interface GenerationId {
  readonly uuid: string
  readonly generated: boolean
}

export interface Identity {
  type: VirtType
  /** Number of the running instance; undefined while it is off. */
  id: number | undefined
  name: string
  uuid: string
  genid: GenerationId | undefined
  title: string | undefined
  description: string | undefined
}

/**
 * Reads the identity.
 * @param newUuid random UUID for a document that brings none
 * @throws LibvirtError NO_NAME, or for ids that cannot be read
 */
export function parseIdentity(root: XmlElement, options: ParseOptions, newUuid: () => string): Identity {
  const type = parseVirtType(root)
  const id = options.inactive ? undefined : parseInteger(root.attribute('id') ?? '', idRange)
  const name = childText(root, 'name')
  if (name === undefined) throw new LibvirtError('NO_NAME')
  const title = childText(root, 'title')
  refuseCharacter(root, 'name', name)
  if (title?.includes('\n')) throw refuseAt(root, "Domain title can't contain newlines")
  return {
    type,
    id: id === undefined || id < 0n ? undefined : Number(id),
    name,
    uuid: parseDomainUuid(root) ?? newUuid(),
    genid: parseGenid(root, newUuid),
    title,
    description: childText(root, 'description'),
  }
}

function parseVirtType(root: XmlElement): VirtType {
  const text = root.attribute('type')
  if (text === undefined) throw refuseAt(root, 'missing domain type attribute', 'INTERNAL_ERROR')
  const type = oneOf(text, virtTypes)
  if (type === undefined) throw refuseAt(root, `invalid domain type ${text}`, 'CONFIG_UNSUPPORTED')
  return type
}

const idRange = { min: -1n, max: 0x7fff_ffffn, base: 10 } as const

function refuseCharacter(root: XmlElement, what: string, text: string): void {
  if (text.includes('\n')) throw refuseAt(root, `invalid char in ${what}: \n`)
}

function parseDomainUuid(root: XmlElement): string | undefined {
  const text = childText(root, 'uuid')
  if (text === undefined) return undefined
  const uuid = parseUuid(text)
  if (uuid === undefined) throw refuseAt(root, 'malformed uuid element', 'INTERNAL_ERROR')
  return uuid
}

function parseGenid(root: XmlElement, newUuid: () => string): GenerationId | undefined {
  const elements = root.elements('genid')
  const [element] = elements
  if (!element) return undefined
  if (elements.length > 1) throw refuseAt(element, "element 'genid' can only appear once")
  if (element.text === '') return { uuid: newUuid(), generated: true }
  const uuid = parseUuid(element.text)
  if (uuid === undefined) throw refuseAt(element, 'malformed genid element', 'INTERNAL_ERROR')
  return { uuid, generated: false }
}

/** @throws LibvirtError XML_ERROR for names that could leave their folder, since files are named after the domain */
export function validateIdentity({ name }: Identity): void {
  if (name.includes('/')) throw new LibvirtError('XML_ERROR', `name ${name} cannot contain '/'`)
}

/** Writes `<name>` up to `<description>`. */
export function formatIdentity(writer: XmlWriter, identity: Identity): void {
  writer.text('name', identity.name)
  writer.text('uuid', identity.uuid)
  writer.text('genid', identity.genid?.uuid)
  writer.text('title', identity.title)
  writer.text('description', identity.description)
}
