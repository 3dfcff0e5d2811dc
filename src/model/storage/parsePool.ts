// Reads a storage pool's document with libvirt's refusals.
import { generateUuid } from '../generateUuid.js'
import type { Random } from '../Random.js'
import { parseUuid } from '../xml/parseUuid.js'
import { parseXmlRoot } from '../xml/parseXml.js'
import { childText, nonEmpty, oneOf, refuseAt, requiredEnum, yesNo } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import { parsePermissions } from './Permissions.js'
import { type Pool, type PoolOptions, poolNamespaces } from './Pool.js'
import { type PoolSource, parsePoolSource } from './PoolSource.js'
import { type PoolType, poolTraits, poolTypes } from './poolTypes.js'
import { sanitizePath } from './sanitizePath.js'

/**
 * The pool a document describes.
 * @param random makes the UUID of a pool that has none yet
 * @throws LibvirtError XML_ERROR, XML_DETAIL, CONFIG_UNSUPPORTED, NO_SUPPORT
 */
export function parsePool(text: string, random: Pick<Random, 'bytes'>): Pool {
  return parsePoolElement(parseXmlRoot(text, '(storage_pool_definition)', 'pool'), random)
}

/** The pool an element describes, as in status files. @throws as `parsePool` */
export function parsePoolElement(root: XmlElement, random: Pick<Random, 'bytes'>): Pool {
  const type = requiredEnum(root, 'type', poolTypes)
  const named = poolTraits[type].source.includes('name')
  const given = parsePoolSource(root.child('source'), type)
  const name = childText(root, 'name') ?? (named ? given.name : undefined)
  if (name === undefined) throw refuseAt(root, 'missing pool source name element')
  if (name.includes('/')) throw refuseAt(root, `name ${name} cannot contain '/'`)
  const uuid = parsePoolUuid(root) ?? generateUuid(random)
  const cow = parseCow(root, type)
  const source = named ? { ...given, name: given.name ?? name } : given
  checkSource(root, source, type)
  const pool: Pool = { type, name, uuid, cow, source, target: parseTarget(root, source, type) }
  if (type === 'iscsi-direct' && source.initiatorIqn === undefined) {
    throw refuseAt(root, 'missing initiator IQN', 'CONFIG_UNSUPPORTED')
  }
  return { ...pool, refreshAllocation: parseRefresh(root), options: parseOptions(root, type) }
}

/** The `<source>` alone, as the search for pools takes it. @throws as `parsePool` */
export function parsePoolSourceDocument(text: string, type: PoolType): PoolSource {
  return parsePoolSource(parseXmlRoot(text, '(storage_source_specification)', 'source'), type)
}

function parsePoolUuid(root: XmlElement): string | undefined {
  const text = childText(root, 'uuid')
  const uuid = text === undefined ? undefined : parseUuid(text)
  if (text !== undefined && uuid === undefined) throw refuseAt(root, 'malformed uuid element')
  return uuid
}

function parseCow(root: XmlElement, type: PoolType): boolean | undefined {
  const element = root.descend('features', 'cow')
  const cow = element && yesNo(element, 'state')
  if (cow !== undefined && type !== 'fs' && type !== 'dir') {
    throw refuseAt(root, "cow feature may only be used for 'fs' and 'dir' pools", 'NO_SUPPORT')
  }
  return cow
}

function checkSource(root: XmlElement, source: PoolSource, type: PoolType): void {
  const parts = poolTraits[type].source
  if (parts.includes('host') && source.hosts.length === 0) {
    throw refuseAt(root, 'missing storage pool source host name')
  }
  if (parts.includes('dir') && source.directory === undefined) {
    throw refuseAt(root, 'missing storage pool source path')
  }
  if (parts.includes('adapter') && !source.adapter) throw refuseAt(root, 'missing storage pool source adapter')
  if (parts.length === 1 && parts[0] === 'device' && source.devices.length === 0) {
    throw refuseAt(root, 'missing storage pool source device name')
  }
}

/** The path of volume groups and ZFS pools follows from their name; what the document says of it does not count. */
function parseTarget(root: XmlElement, source: PoolSource, type: PoolType): Pool['target'] {
  if (poolTraits[type].network) return undefined
  const derived = { logical: `/dev/${source.name ?? ''}`, zfs: `/dev/zvol/${source.name ?? ''}` }
  const path = type === 'logical' || type === 'zfs' ? derived[type] : childText(root, 'target', 'path')
  if (path === undefined) throw refuseAt(root, 'missing storage pool target path')
  return { path: sanitizePath(path), permissions: parsePermissions(root.descend('target', 'permissions')) }
}

function parseRefresh(root: XmlElement): Pool['refreshAllocation'] {
  const text = nonEmpty(root.descend('refresh', 'volume'), 'allocation')
  const allocation = oneOf(text, ['default', 'capacity'])
  if (text !== undefined && allocation === undefined) {
    throw refuseAt(root, `unknown storage pool volume refresh allocation type ${text}`, 'CONFIG_UNSUPPORTED')
  }
  return allocation
}

function parseOptions(root: XmlElement, type: PoolType): PoolOptions | undefined {
  const kind = type === 'fs' || type === 'netfs' ? 'mount' : type === 'rbd' ? 'rbd' : undefined
  if (kind === undefined) return undefined
  const { uri, block } = poolNamespaces[kind]
  const ours = (element: XmlElement, name: string) => element.namespace === uri && element.localName === name
  const found = root.elements().find(element => ours(element, block))
  const options = found?.elements().filter(element => ours(element, 'option')) ?? []
  if (options.length === 0) return undefined
  if (kind === 'mount') return { kind, names: options.map(option => optionText(option, 'name', 'fs option')) }
  const settings = options.map(option => {
    const name = optionText(option, 'name', 'rbd option')
    return { name, value: optionText(option, 'value', `rbd option '${name}'`) }
  })
  return { kind, settings }
}

function optionText(element: XmlElement, attribute: 'name' | 'value', what: string): string {
  const text = element.attribute(attribute)
  if (text === undefined) throw refuseAt(element, `no ${what} ${attribute} specified`)
  if (text === '') throw refuseAt(element, `empty ${what} ${attribute} specified`)
  return text
}
