// Arguments for any row of the call table, about an object of a given name; and the documents of such objects.
import { createHash } from 'node:crypto'
import type { Call } from '../../../src/api/call.js'
import type { ObjectKind, References, Schema } from '../../../src/api/schema.js'

export type Values = Record<string, unknown>

/** The UUID that the object of a name has. */
export function uuidOf(name: string): string {
  const digits = createHash('md5').update(name).digest('hex')
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5')
}
const macOf = (name: string) =>
  uuidOf(name)
    .slice(-12)
    .replace(/^../, '52')
    .replace(/..(?=.)/g, '$&:')
const numberOf = (name: string) => Number.parseInt(name, 10) || 0

/** Where the saved guest of a name is. */
export const savedAt = (name: string) => `/var/lib/libvirt/${name}.save`
export const poolFolder = '/volumes'
export const poolName = 'volumes'
/** The filter of all bindings. */
export const filterName = 'filter'

/** The guest with a checkpoint; one with snapshots can have none. */
export const withCheckpoint = (name: string) => `c${name}`

const domainReference = (name: string): References['domain'] => ({ name, uuid: uuidOf(name), id: -1 })
const references: { readonly [K in ObjectKind]: (name: string) => References[K] } = {
  domain: domainReference,
  domainCheckpoint: name => ({ name: 'check', dom: domainReference(withCheckpoint(name)) }),
  domainSnapshot: name => ({ name: 'snap', dom: domainReference(name) }),
  interface: name => ({ name, mac: macOf(name) }),
  network: name => ({ name, uuid: uuidOf(name) }),
  networkPort: name => ({ net: { name, uuid: uuidOf(name) }, uuid: uuidOf(name) }),
  nodeDevice: () => ({ name: 'scsi_host1' }),
  nwfilter: name => ({ name, uuid: uuidOf(name) }),
  nwfilterBinding: name => ({ portdev: name, filtername: filterName }),
  secret: name => ({ uuid: uuidOf(name), usageType: 2, usageID: name }),
  storagePool: name => ({ name, uuid: uuidOf(name) }),
  storageVol: name => ({ pool: poolName, name, key: `${poolFolder}/${name}` }),
}

const owner = (name: string) => `<owner><name>${name}</name><uuid>${uuidOf(name)}</uuid></owner>`

/** Documents of the objects, by the object that permissions name. */
export const documents: Readonly<Record<string, (name: string) => string>> = {
  domain:
    name => `<domain type='test'><name>${name}</name><uuid>${uuidOf(name)}</uuid><memory>65536</memory><vcpu>2</vcpu>
    <os><type>hvm</type></os><devices><disk type='file'><driver type='qcow2'/><source file='/${name}'/><target dev='vda'/></disk></devices></domain>`,
  interface: name => `<interface type='ethernet' name='${name}'><mac address='${macOf(name)}'/></interface>`,
  network: name =>
    `<network><name>${name}</name><uuid>${uuidOf(name)}</uuid><bridge name='br${numberOf(name)}'/></network>`,
  storage_pool: name =>
    `<pool type='dir'><name>${name}</name><uuid>${uuidOf(name)}</uuid><target><path>/pool${numberOf(name)}</path></target></pool>`,
  storage_vol: name => `<volume><name>${name}</name><capacity>4096</capacity></volume>`,
  network_port: name =>
    `<networkport><uuid>${uuidOf(name)}</uuid>${owner(name)}<mac address='${macOf(name)}'/></networkport>`,
  nwfilter: name => `<filter name='${name}'><uuid>${uuidOf(name)}</uuid></filter>`,
  nwfilter_binding: name => `<filterbinding>${owner(name)}<portdev name='${name}'/><mac address='${macOf(name)}'/>
    <filterref filter='${filterName}'/></filterbinding>`,
  secret: name => `<secret><uuid>${uuidOf(name)}</uuid><usage type='ceph'><name>${name}</name></usage></secret>`,
  node_device: () => `<device><parent>scsi_host1</parent><capability type='scsi_host'><capability type='fc_host'>
    <wwnn>2000000098765432</wwnn><wwpn>1000000098765432</wwpn></capability></capability></device>`,
}

/** Arguments of a call about the object of a name. */
export function argumentsOf(row: Call, object: string, flags: number): Values {
  return Object.fromEntries(
    Object.entries(row.args).map(([name, schema]) => [name, argument(row, name, schema, object, flags)]),
  )
}

/** The same for a driver of that type of guests. */
export function argumentsFor(type: string, row: Call, object: string, flags: number): Values {
  const retype = (value: unknown) =>
    typeof value === 'string' ? value.replace("<domain type='test'>", `<domain type='${type}'>`) : value
  return Object.fromEntries(
    Object.entries(argumentsOf(row, object, flags)).map(([name, value]) => [name, retype(value)]),
  )
}

function argument(row: Call, name: string, schema: Schema, object: string, flags: number): unknown {
  switch (schema.kind) {
    case 'reference':
      return references[schema.of](schema.of === 'storagePool' && isAboutVolumes(row) ? poolName : object)
    case 'optional':
      // The functions themselves want this one.
      return name === 'new_name' ? 'text' : undefined
    case 'list':
      return listOf(schema.item, object)
    case 'string':
    case 'chars':
      return text(row, name, object)
    case 'uuid':
      return uuidOf(object)
    case 'opaque':
      return Uint8Array.of(1)
    case 'hyper':
    case 'uhyper':
      return name === 'flags' ? BigInt(flags) : 1n
    default:
      return name === 'flags' ? flags : 1
  }
}

const isAboutVolumes = (row: Call) => row.name.startsWith('storageVolCreate')

function listOf(item: Schema, object: string): unknown[] {
  if (item.kind === 'typedParameter') return [{ field: 'file', type: 'string', value: savedAt(object) }]
  if (item.kind === 'string') return ['text']
  return item.kind === 'uint' || item.kind === 'int' ? [1] : []
}

function text(row: Call, name: string, object: string): string {
  if (/xml/i.test(name)) {
    const [first] = row.allow ?? []
    const kind = (typeof first === 'string' ? first : (first?.permission ?? '')).replace(/:.*/, '')
    return row.on === 'new' ? (documents[kind]?.(object) ?? '<x/>') : '<x/>'
  }
  if (name === 'name') return object
  if (name === 'from' || name === 'file') return savedAt(object)
  return 'text'
}
