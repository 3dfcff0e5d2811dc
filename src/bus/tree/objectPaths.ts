// How objects are named in paths. Facts: libvirt-dbus; clients build such paths themselves, so every byte matters.
import type { ObjectKind, References } from '../../api/schema.js'

/** Letters and digits stay; every other byte of the UTF-8 text becomes `_` and two lower-case hex digits. */
export function encodeName(name: string): string {
  if (/^[A-Za-z0-9]*$/.test(name)) return name
  let encoded = ''
  for (const byte of Buffer.from(name)) {
    const character = String.fromCharCode(byte)
    encoded += /[A-Za-z0-9]/.test(character) ? character : `_${byte.toString(16).padStart(2, '0')}`
  }
  return encoded
}

/** The other way round. What is no hex number counts as zero, and an underscore without two characters behind it stays. */
export function decodeName(encoded: string): string {
  if (!encoded.includes('_')) return encoded
  const bytes: number[] = []
  for (let at = 0; at < encoded.length; at++) {
    const escaped = encoded[at] === '_' && at + 2 < encoded.length
    if (!escaped) bytes.push(encoded.charCodeAt(at))
    else {
      bytes.push(Number.parseInt(encoded.slice(at + 1, at + 3), 16) || 0)
      at += 2
    }
  }
  return Buffer.from(bytes).toString()
}

/** `_` and the UUID with underscores: 37 characters. */
export function encodeUuid(uuid: string): string {
  return `_${uuid.replaceAll('-', '_')}`
}

/** Leaves the first character out, whatever it is. The text may be anything but a UUID. */
export function decodeUuid(encoded: string): string {
  return encoded.slice(1).replaceAll('_', '-')
}

const uuidLength = 37

/** The guest's UUID, `_` and the snapshot's name. */
export function encodeSnapshot({ name, dom }: References['domainSnapshot']): string {
  return `${encodeUuid(dom.uuid)}_${encodeName(name)}`
}

export function decodeSnapshot(encoded: string): { readonly uuid: string; readonly name: string } {
  return { uuid: decodeUuid(encoded.slice(0, uuidLength)), name: decodeName(encoded.slice(uuidLength + 1)) }
}

/** Kinds that have a place in the tree. */
export type BusKind = Exclude<ObjectKind, 'networkPort' | 'nwfilterBinding' | 'domainCheckpoint'>

/** Folder of each kind below the driver's path, and how its objects are named in it. */
export const places: {
  readonly [K in BusKind]: { readonly folder: string; readonly nameOf: (reference: References[K]) => string }
} = {
  domain: { folder: 'domain', nameOf: ({ uuid }) => encodeUuid(uuid) },
  domainSnapshot: { folder: 'domainsnapshot', nameOf: encodeSnapshot },
  interface: { folder: 'interface', nameOf: ({ mac }) => encodeName(mac) },
  network: { folder: 'network', nameOf: ({ uuid }) => encodeUuid(uuid) },
  nodeDevice: { folder: 'nodedev', nameOf: ({ name }) => encodeName(name) },
  nwfilter: { folder: 'nwfilter', nameOf: ({ uuid }) => encodeUuid(uuid) },
  secret: { folder: 'secret', nameOf: ({ uuid }) => encodeUuid(uuid) },
  storagePool: { folder: 'storagepool', nameOf: ({ uuid }) => encodeUuid(uuid) },
  storageVol: { folder: 'storagevol', nameOf: ({ key }) => encodeName(key) },
}

/** Kinds whose objects keep their path as long as they live. */
export const namedByUuid: ReadonlySet<ObjectKind> = new Set(['domain', 'network', 'nwfilter', 'secret', 'storagePool'])

export function hasPlace(kind: ObjectKind): kind is BusKind {
  return kind in places
}

/** Path of an object below its driver's. */
export function objectPath<K extends BusKind>(driverPath: string, kind: K, reference: References[K]): string {
  const { folder, nameOf } = places[kind]
  return `${driverPath}/${folder}/${nameOf(reference)}`
}
