// Calls that change something, on names of a small stock, so that most find something to do and some are refused.
import { Variant } from '../../../src/bus/codec/values.js'
import { encodeName, encodeUuid } from '../../../src/bus/tree/objectPaths.js'
import { Random } from '../../wire/Random.js'

/** Where (below the driver's path), `Interface.Member`, signature, arguments. */
export type Operation = readonly [place: string, member: string, signature: string, values: readonly unknown[]]

const uuid = (kind: number, index: number) => `0000000${kind}-0000-4000-8000-00000000000${index.toString(16)}`
const stock = 8
const domains = Array.from({ length: stock }, (_, index) => ({ name: `guest${index}`, uuid: uuid(1, index) }))
const networks = Array.from({ length: 4 }, (_, index) => ({ name: `net${index}`, uuid: uuid(2, index), index }))
const pools = Array.from({ length: 3 }, (_, index) => ({ name: `pool${index}`, uuid: uuid(3, index) }))
const filters = Array.from({ length: 3 }, (_, index) => ({ name: `filter${index}`, uuid: uuid(4, index) }))
const secrets = Array.from({ length: 3 }, (_, index) => ({ name: `secret${index}`, uuid: uuid(5, index) }))
const volumes = ['a', 'b_1', 'c.img']
const snapshots = ['one', 'two', 'drei_3']
const nics = ['02', '03']

const domainAt = (random: Random) => `/domain/${encodeUuid(random.pick(domains).uuid)}`
const networkAt = (random: Random) => `/network/${encodeUuid(random.pick(networks).uuid)}`
const poolAt = (random: Random) => `/storagepool/${encodeUuid(random.pick(pools).uuid)}`
const volumeAt = (random: Random) => `/storagevol/${encodeName(`/${random.pick(pools).name}/${random.pick(volumes)}`)}`
const snapshotAt = (random: Random) =>
  `/domainsnapshot/${encodeUuid(random.pick(domains).uuid)}_${encodeName(random.pick(snapshots))}`
const nicAt = (random: Random) => `/interface/${encodeName(`aa:bb:cc:dd:ee:${random.pick(nics)}`)}`

function domainXml(random: Random, type: string): string {
  const { name, uuid: id } = random.pick(domains)
  const title = random.once(3) ? `<title>title ${random.below(9)}</title>` : ''
  return `<domain type='${type}'><name>${name}</name><uuid>${id}</uuid>${title}<memory>${65536 * (1 + random.below(4))}</memory>
    <vcpu>${1 + random.below(4)}</vcpu><os><type>hvm</type></os></domain>`
}
function networkXml(random: Random): string {
  const { name, uuid: id, index } = random.pick(networks)
  return `<network><name>${name}</name><uuid>${id}</uuid><bridge name='virbr${20 + index}'/>
    <ip address='10.${index}.${random.below(200)}.1' prefix='24'/></network>`
}
function poolXml(random: Random): string {
  const { name, uuid: id } = random.pick(pools)
  return `<pool type='dir'><name>${name}</name><uuid>${id}</uuid><target><path>/${name}</path></target></pool>`
}
const volumeXml = (random: Random) =>
  `<volume><name>${random.pick(volumes)}</name><capacity unit='MiB'>4</capacity></volume>`
const snapshotXml = (random: Random) => `<domainsnapshot><name>${random.pick(snapshots)}</name></domainsnapshot>`
function nicXml(random: Random): string {
  const end = random.pick(nics)
  return `<interface type='ethernet' name='eth${end}'><mac address='aa:bb:cc:dd:ee:${end}'/></interface>`
}
const hostXml = (
  random: Random,
) => `<device><parent>scsi_host${1 + random.below(2)}</parent><capability type='scsi_host'>
  <capability type='fc_host'><wwnn>200000009876543${random.below(9)}</wwnn><wwpn>100000009876543${random.below(9)}</wwpn></capability></capability></device>`

function filterXml(random: Random): string {
  const { name, uuid: id } = random.pick(filters)
  return `<filter name='${name}' chain='${random.pick(['root', 'ipv4'])}'><uuid>${id}</uuid></filter>`
}
function secretXml(random: Random): string {
  const { name, uuid: id } = random.pick(secrets)
  return `<secret><uuid>${id}</uuid><usage type='ceph'><name>${name}${random.below(2)}</name></usage></secret>`
}

const properties = 'org.freedesktop.DBus.Properties'
const autostart = (place: string, iface: string, random: Random): Operation => [
  place,
  `${properties}.Set`,
  'ssv',
  [`org.libvirt.${iface}`, 'Autostart', new Variant('b', random.once(2))],
]
const live = 1
const config = 2

/** How likely an operation is, and what it is. */
type Kind = readonly [weight: number, make: (random: Random) => Operation]

/** What can be done to guests. @param type as in their definitions */
export const guestOperations = (type: string): readonly Kind[] => [
  [6, random => ['', 'Connect.DomainDefineXML', 's', [domainXml(random, type)]]],
  [2, random => ['', 'Connect.DomainCreateXML', 'su', [domainXml(random, type), random.below(2)]]],
  [6, random => [domainAt(random), 'Domain.Create', 'u', [random.below(2)]]],
  [3, random => [domainAt(random), 'Domain.Destroy', 'u', [0]]],
  [2, random => [domainAt(random), 'Domain.Shutdown', 'u', [0]]],
  [2, random => [domainAt(random), 'Domain.Reboot', 'u', [0]]],
  [1, random => [domainAt(random), 'Domain.Reset', 'u', [0]]],
  [3, random => [domainAt(random), 'Domain.Suspend', '', []]],
  [4, random => [domainAt(random), 'Domain.Resume', '', []]],
  [3, random => [domainAt(random), 'Domain.Undefine', 'u', [random.below(4)]]],
  [
    3,
    random => [domainAt(random), 'Domain.Rename', 'su', [`${random.pick(domains).name}${random.pick(['', 'x'])}`, 0]],
  ],
  [2, random => autostart(domainAt(random), 'Domain', random)],
  [2, random => [domainAt(random), 'Domain.ManagedSave', 'u', [0]]],
  [1, random => [domainAt(random), 'Domain.ManagedSaveRemove', 'u', [0]]],
  [2, random => [domainAt(random), 'Domain.SetMetadata', 'isssu', [1, `t${random.below(9)}`, '', '', random.below(3)]]],
  [
    2,
    random => [
      domainAt(random),
      'Domain.SetMetadata',
      'isssu',
      [2, `<order>${random.below(9)}</order>`, 'v', 'https://virtbus.org/guests/1', random.below(3)],
    ],
  ],
  [2, random => [domainAt(random), 'Domain.SetMemory', 'tu', [BigInt(16384 * (1 + random.below(4))), random.below(3)]]],
  [
    2,
    random => [
      domainAt(random),
      'Domain.SetVcpus',
      'uu',
      [1 + random.below(4), random.pick([live, config, live | config])],
    ],
  ],
  [3, random => [domainAt(random), 'Domain.SnapshotCreateXML', 'su', [snapshotXml(random), 0]]],
  [1, random => [snapshotAt(random), 'DomainSnapshot.Revert', 'u', [random.below(2)]]],
  [2, random => [snapshotAt(random), 'DomainSnapshot.Delete', 'u', [random.pick([0, 1, 4])]]],
]

/** What can be done to networks, storage, interfaces, filters, secrets and devices. */
export const hostOperations: readonly Kind[] = [
  [3, random => ['', 'Connect.NetworkDefineXML', 's', [networkXml(random)]]],
  [1, random => ['', 'Connect.NetworkCreateXML', 's', [networkXml(random)]]],
  [3, random => [networkAt(random), 'Network.Create', '', []]],
  [2, random => [networkAt(random), 'Network.Destroy', '', []]],
  [1, random => [networkAt(random), 'Network.Undefine', '', []]],
  [1, random => autostart(networkAt(random), 'Network', random)],
  [3, random => ['', 'Connect.StoragePoolDefineXML', 'su', [poolXml(random), 0]]],
  [1, random => ['', 'Connect.StoragePoolCreateXML', 'su', [poolXml(random), 0]]],
  [3, random => [poolAt(random), 'StoragePool.Create', 'u', [0]]],
  [1, random => [poolAt(random), 'StoragePool.Refresh', 'u', [0]]],
  [1, random => [poolAt(random), 'StoragePool.Destroy', '', []]],
  [1, random => [poolAt(random), 'StoragePool.Undefine', '', []]],
  [1, random => autostart(poolAt(random), 'StoragePool', random)],
  [4, random => [poolAt(random), 'StoragePool.StorageVolCreateXML', 'su', [volumeXml(random), 0]]],
  [2, random => [volumeAt(random), 'StorageVol.Delete', 'u', [0]]],
  [2, random => ['', 'Connect.InterfaceDefineXML', 'su', [nicXml(random), 0]]],
  [1, random => [nicAt(random), 'Interface.Create', 'u', [0]]],
  [1, random => [nicAt(random), 'Interface.Destroy', 'u', [0]]],
  [1, random => [nicAt(random), 'Interface.Undefine', '', []]],
  [1, () => ['', 'Connect.InterfaceChangeBegin', 'u', [0]]],
  [1, random => ['', `Connect.InterfaceChange${random.pick(['Commit', 'Rollback'])}`, 'u', [0]]],
  [2, random => ['', 'Connect.NWFilterDefineXML', 's', [filterXml(random)]]],
  [1, random => [`/nwfilter/${encodeUuid(random.pick(filters).uuid)}`, 'NWFilter.Undefine', '', []]],
  [2, random => ['', 'Connect.SecretDefineXML', 'su', [secretXml(random), 0]]],
  [1, random => [`/secret/${encodeUuid(random.pick(secrets).uuid)}`, 'Secret.SetValue', 'ayu', [Uint8Array.of(1), 0]]],
  [1, random => [`/secret/${encodeUuid(random.pick(secrets).uuid)}`, 'Secret.Undefine', '', []]],
  [1, random => ['', 'Connect.NodeDeviceCreateXML', 'su', [hostXml(random), 0]]],
  [2, random => [`/nodedev/${encodeName(`scsi_host${12 + random.below(6)}`)}`, 'NodeDevice.Destroy', '', []]],
]

/** Picks among operations as their weights say. */
export function chooser(kinds: readonly Kind[]): (random: Random) => Operation {
  const wheel = kinds.flatMap(([weight, make]) => Array.from({ length: weight }, () => make))
  return random => random.pick(wheel)(random)
}

/** Every member that may come. */
export const membersOf = (kinds: readonly Kind[]): readonly string[] => [
  ...new Set(kinds.flatMap(([, make]) => Array.from({ length: 20 }, (_, seed) => make(new Random(seed))[1]))),
]
