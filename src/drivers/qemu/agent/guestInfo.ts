// What an agent tells of its guest, as the typed parameters of virDomainGetGuestInfo.
import { domainGuestInfoTypes } from '../../../api/enums/domain.js'
import { iPAddrType } from '../../../api/enums/network.js'
import type { TypedParameter } from '../../../api/schema.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { int, text, uint, ullong } from '../../domainSettings/typedParameters.js'
import type { JsonReader } from '../monitor/JsonReader.js'
import { type GuestDiskPlace, guestDisks, guestFilesystems } from './guestFilesystems.js'
import { guestInterfaces } from './guestInterfaces.js'

type Parameters = readonly TypedParameter[]

/** One kind of information: which flag asks for it, which command of the agent, and how its answer reads. */
export interface InfoRow {
  readonly type: keyof typeof domainGuestInfoTypes
  readonly command: string
  readonly read: (answer: JsonReader, domain: Pick<Domain, 'devices'>) => Parameters
}

/** A member that the agent may leave out. */
const optionalText = (field: string, value: string | undefined): Parameters =>
  value === undefined ? [] : [text(field, value)]

/** `NAME.count` and the members of each item, numbered. */
function listed<T>(name: string, items: readonly T[], describe: (item: T, prefix: string) => Parameters): Parameters {
  return [uint(`${name}.count`, items.length), ...items.flatMap((item, index) => describe(item, `${name}.${index}`))]
}

const osMembers = [
  'id',
  'name',
  'pretty-name',
  'version',
  'version-id',
  'machine',
  'variant',
  'variant-id',
  'kernel-release',
  'kernel-version',
] as const

const loads = ['1m', '5m', '15m'] as const

function users(answer: JsonReader): Parameters {
  return listed('user', answer.items(), (user, prefix) => [
    text(`${prefix}.name`, user.field('user').string()),
    ...optionalText(`${prefix}.domain`, user.field('domain').optionalString()),
    // Seconds with a fraction become milliseconds.
    ullong(`${prefix}.login-time`, BigInt(Math.round(user.field('login-time').number() * 1000))),
  ])
}

function diskPlace({ alias, serial, device }: GuestDiskPlace, prefix: string): Parameters {
  return [
    ...optionalText(`${prefix}.alias`, alias),
    ...optionalText(`${prefix}.serial`, serial),
    ...optionalText(`${prefix}.device`, device),
  ]
}

function timezone(answer: JsonReader): Parameters {
  return [
    ...optionalText('timezone.name', answer.field('zone').optionalString()),
    int('timezone.offset', answer.field('offset').int32()),
  ]
}

function filesystems(answer: JsonReader, domain: Pick<Domain, 'devices'>): Parameters {
  return listed('fs', guestFilesystems(answer, domain), (fs, prefix) => [
    text(`${prefix}.mountpoint`, fs.mountpoint),
    text(`${prefix}.name`, fs.name),
    text(`${prefix}.fstype`, fs.type),
    ...(fs.total === undefined ? [] : [ullong(`${prefix}.total-bytes`, fs.total)]),
    ...(fs.used === undefined ? [] : [ullong(`${prefix}.used-bytes`, fs.used)]),
    ...listed(`${prefix}.disk`, fs.disks, diskPlace),
  ])
}

function disks(answer: JsonReader, domain: Pick<Domain, 'devices'>): Parameters {
  return listed('disk', guestDisks(answer, domain), (disk, prefix) => [
    text(`${prefix}.name`, disk.name),
    { field: `${prefix}.partition`, type: 'boolean', value: disk.partition },
    ...(disk.dependencies.length === 0
      ? []
      : listed(`${prefix}.dependency`, disk.dependencies, (name, each) => [text(`${each}.name`, name)])),
    ...diskPlace(disk, prefix),
    ...optionalText(`${prefix}.guest_alias`, disk.guestAlias),
  ])
}

function interfaces(answer: JsonReader): Parameters {
  return listed('if', guestInterfaces(answer), (each, prefix) => [
    text(`${prefix}.name`, each.name),
    ...optionalText(`${prefix}.hwaddr`, each.hwaddr),
    ...listed(`${prefix}.addr`, each.addrs, ({ type, addr, prefix: length }, address) => [
      text(`${address}.type`, type === iPAddrType.IPV6 ? 'ipv6' : 'ipv4'),
      text(`${address}.addr`, addr),
      uint(`${address}.prefix`, length),
    ]),
  ])
}

/** In the order in which they are told. */
export const infoRows: readonly InfoRow[] = [
  { type: 'USERS', command: 'guest-get-users', read: users },
  {
    type: 'OS',
    command: 'guest-get-osinfo',
    read: answer => osMembers.flatMap(name => optionalText(`os.${name}`, answer.field(name).optionalString())),
  },
  { type: 'TIMEZONE', command: 'guest-get-timezone', read: timezone },
  {
    type: 'HOSTNAME',
    command: 'guest-get-host-name',
    read: answer => [text('hostname', answer.field('host-name').string())],
  },
  { type: 'FILESYSTEM', command: 'guest-get-fsinfo', read: filesystems },
  { type: 'DISKS', command: 'guest-get-disks', read: disks },
  { type: 'INTERFACES', command: 'guest-network-get-interfaces', read: interfaces },
  {
    type: 'LOAD',
    command: 'guest-get-load',
    read: answer =>
      loads.map(span => ({ field: `load.${span}`, type: 'double', value: answer.field(`load${span}`).number() })),
  },
]
