// References to objects on the wire (remote_nonnull_…). Writers take a driver's object or a plain reference.
import type { Found } from '../../api/Driver.js'
import { type ObjectKind, type References, stringMax } from '../../api/schema.js'
import type { Codec } from './Codec.js'
import { uuidCodec } from './uuidCodec.js'
import type { XdrReader } from './XdrReader.js'
import type { XdrWriter } from './XdrWriter.js'

interface Layout<R> {
  read(from: XdrReader): R
  write(to: XdrWriter, reference: R): void
}

const readText = (from: XdrReader) => from.string(stringMax)
const readUuid = (from: XdrReader) => uuidCodec.read(from)

/** name, uuid. */
const named: Layout<References['network']> = {
  read: from => ({ name: readText(from), uuid: readUuid(from) }),
  write(to, { name, uuid }) {
    to.string(name)
    uuidCodec.write(to, uuid)
  },
}
/** name, uuid, id. */
const domain: Layout<References['domain']> = {
  read: from => ({ name: readText(from), uuid: readUuid(from), id: from.int() }),
  write(to, { name, uuid, id }) {
    to.string(name)
    uuidCodec.write(to, uuid)
    to.int(id)
  },
}
/** name, domain. */
const ofDomain: Layout<References['domainSnapshot']> = {
  read: from => ({ name: readText(from), dom: domain.read(from) }),
  write(to, { name, dom }) {
    to.string(name)
    domain.write(to, dom)
  },
}

const layouts: { [K in ObjectKind]: Layout<References[K]> } = {
  domain,
  network: named,
  nwfilter: named,
  storagePool: named,
  domainSnapshot: ofDomain,
  domainCheckpoint: ofDomain,
  networkPort: {
    read: from => ({ net: named.read(from), uuid: readUuid(from) }),
    write(to, { net, uuid }) {
      named.write(to, net)
      uuidCodec.write(to, uuid)
    },
  },
  nwfilterBinding: {
    read: from => ({ portdev: readText(from), filtername: readText(from) }),
    write(to, { portdev, filtername }) {
      to.string(portdev)
      to.string(filtername)
    },
  },
  interface: {
    read: from => ({ name: readText(from), mac: readText(from) }),
    write(to, { name, mac }) {
      to.string(name)
      to.string(mac)
    },
  },
  storageVol: {
    read: from => ({ pool: readText(from), name: readText(from), key: readText(from) }),
    write(to, { pool, name, key }) {
      to.string(pool)
      to.string(name)
      to.string(key)
    },
  },
  nodeDevice: {
    read: from => ({ name: readText(from) }),
    write: (to, { name }) => to.string(name),
  },
  secret: {
    read: from => ({ uuid: readUuid(from), usageType: from.int(), usageID: readText(from) }),
    write(to, { uuid, usageType, usageID }) {
      uuidCodec.write(to, uuid)
      to.int(usageType)
      to.string(usageID)
    },
  },
}

function codecOf<K extends ObjectKind>(kind: K): Codec {
  const layout: Layout<References[K]> = layouts[kind]
  return {
    read: from => layout.read(from),
    // The schema says which kind this is; an object and its bare reference are told apart by `reference`.
    write(to, value) {
      const given = value as References[K] | Found<K>
      layout.write(to, 'reference' in given ? given.reference : given)
    },
  }
}

const kinds = Object.keys(layouts) as ObjectKind[]

export const referenceCodecs: Readonly<Record<ObjectKind, Codec>> = Object.fromEntries(
  kinds.map(kind => [kind, codecOf(kind)]),
) as Record<ObjectKind, Codec>
