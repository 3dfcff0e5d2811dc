// Owns `<serial>`, `<parallel>`, `<console>` and `<channel>`: the guest side of character devices.
import type { TableValue } from './attributeTable.js'
import { attributeTable, refusing } from './attributeTable.js'
import { int, oneOf, string, uint } from './attributeTypes.js'
import type { CharSource } from './charSource.js'
import type { DeviceInfo } from './deviceInfo.js'

export const serialTargetTypes = [
  'isa-serial',
  'usb-serial',
  'pci-serial',
  'spapr-vio-serial',
  'system-serial',
  'sclp-serial',
  'isa-debug',
] as const
export type SerialTargetType = (typeof serialTargetTypes)[number]

export const serialTargetModels = [
  'isa-serial',
  'usb-serial',
  'pci-serial',
  'spapr-vty',
  'pl011',
  'sclpconsole',
  'sclplmconsole',
  '16550a',
  'isa-debugcon',
] as const
export type SerialTargetModel = (typeof serialTargetModels)[number]

export const consoleTargetTypes = ['serial', 'xen', 'uml', 'virtio', 'lxc', 'openvz', 'sclp', 'sclplm'] as const
export type ConsoleTargetType = (typeof consoleTargetTypes)[number]

const port = refusing(int, text => `Invalid port number: ${text}`, 'XML_ERROR')
const unknownTarget = (type: string) => `unknown target type '${type}' specified for character device`

export const serialTarget = attributeTable({ type: refusing(oneOf(...serialTargetTypes), unknownTarget), port })
export const serialModel = attributeTable({
  name: refusing(
    oneOf(...serialTargetModels),
    model => `unknown target model '${model}' specified for character device`,
  ),
})
export const parallelTarget = attributeTable({ port })
export const consoleTarget = attributeTable({ type: refusing(oneOf(...consoleTargetTypes), unknownTarget), port })
export const channelTarget = attributeTable({
  type: refusing(oneOf('guestfwd', 'virtio', 'xen', 'none'), unknownTarget),
  name: string,
  state: oneOf('connected', 'disconnected'),
  address: string,
  port: uint,
})

interface Character {
  source: CharSource
  info: DeviceInfo
}
export interface Serial extends Character {
  kind: 'serial'
  targetType?: SerialTargetType | undefined
  targetModel?: SerialTargetModel | undefined
  /** Absent until numbered. */
  port?: number | undefined
}
export interface Parallel extends Character {
  kind: 'parallel'
  port?: number | undefined
}
export interface Console extends Character {
  kind: 'console'
  targetType?: ConsoleTargetType | undefined
  port?: number | undefined
}

/** Where a channel ends in the guest. */
export type ChannelTarget =
  | { type: 'virtio'; name?: string | undefined; state?: TableValue<typeof channelTarget>['state'] }
  | { type: 'xen'; name?: string | undefined }
  | { type: 'guestfwd'; address: string; port: number }
  | { type: 'none' }

export interface Channel extends Character {
  kind: 'channel'
  target: ChannelTarget
}

/** virDomainChrDef. */
export type CharacterDevice = Serial | Parallel | Console | Channel
