// Serial and parallel ports, consoles and channels, smartcards and redirected USB devices: the guest's end.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { Channel, Console, Parallel, Serial } from '../../../model/domain/devices/characterDevice.js'
import type { DeviceInfo } from '../../../model/domain/devices/deviceInfo.js'
import type { Redirdev } from '../../../model/domain/devices/redirdev.js'
import type { Redirfilter, RedirfilterRule } from '../../../model/domain/devices/redirfilter.js'
import type { Smartcard } from '../../../model/domain/devices/smartcard.js'
import { addressProperties, busName } from './addressProperties.js'
import { chardevOptions } from './chardev.js'
import type { CommandContext } from './CommandContext.js'
import { argument, type CommandOption, device, type DeviceProperties, type Properties } from './CommandOption.js'

/** Alias of a device of a prepared domain. */
export function aliasOf({ alias }: DeviceInfo): string {
  if (alias === undefined) throw new TypeError('device has no alias: the domain was not prepared')
  return alias
}

/** Whether the console is the first serial port by another name, and needs nothing of its own. */
export function isSerialConsole(console: Console): boolean {
  return (console.targetType ?? 'serial') === 'serial'
}

const serialDrivers: Record<string, string> = { '16550a': 'isa-serial' }

export function serialDevice(serial: Serial, domain: Domain): DeviceProperties {
  const model = serial.targetModel ?? 'isa-serial'
  const alias = aliasOf(serial.info)
  const isa = serial.targetType === 'isa-serial' || serial.targetType === undefined
  return {
    driver: serialDrivers[model] ?? model,
    chardev: `char${alias}`,
    id: alias,
    index: isa && model === 'isa-serial' ? serial.port : undefined,
    ...addressProperties(domain, serial.info),
  }
}

export function serialOptions(serial: Serial, domain: Domain, context: CommandContext): CommandOption[] {
  const backend = chardevOptions(serial.source, aliasOf(serial.info), 'serial', context)
  // Serial ports on the board take the next character device, and cannot be named.
  if (serial.targetType === 'system-serial') {
    return [...backend, argument('-serial', `chardev:char${aliasOf(serial.info)}`)]
  }
  return [...backend, device(serialDevice(serial, domain))]
}

export function parallelOptions(parallel: Parallel, context: CommandContext): CommandOption[] {
  const alias = aliasOf(parallel.info)
  const properties = { driver: 'isa-parallel', chardev: `char${alias}`, id: alias }
  return [...chardevOptions(parallel.source, alias, 'parallel', context), device(properties)]
}

function virtioSerialPlace(info: DeviceInfo, domain: Domain): Properties {
  const { address } = info
  if (address?.type !== 'virtio-serial') return {}
  return { bus: `${busName(domain, 'virtio-serial', address.controller)}.${address.bus}`, nr: address.port }
}

export function channelOptions(channel: Channel, domain: Domain, context: CommandContext): CommandOption[] {
  const { target, source, info } = channel
  const alias = aliasOf(info)
  const backend = chardevOptions(source, alias, 'channel', context)
  switch (target.type) {
    case 'guestfwd': {
      const str = `tcp:${target.address}:${target.port}-chardev:char${alias}`
      return [...backend, { kind: 'netdev', properties: { type: 'user', guestfwd: [{ str }], id: alias } }]
    }
    case 'virtio': {
      const properties: DeviceProperties = {
        driver: 'virtserialport',
        ...virtioSerialPlace(info, domain),
        chardev: `char${alias}`,
        id: alias,
        name: target.name ?? (source.type === 'spicevmc' ? 'com.redhat.spice.0' : undefined),
      }
      return [...backend, device(properties)]
    }
    default:
      return backend
  }
}

export function consoleOptions(console: Console, domain: Domain, context: CommandContext): CommandOption[] {
  if (isSerialConsole(console)) return []
  if (console.targetType !== 'virtio') {
    throw new LibvirtError('CONFIG_UNSUPPORTED', `unsupported console target type ${console.targetType}`)
  }
  const alias = aliasOf(console.info)
  const properties = {
    driver: 'virtconsole',
    ...virtioSerialPlace(console.info, domain),
    chardev: `char${alias}`,
    id: alias,
  }
  return [...chardevOptions(console.source, alias, 'console', context), device(properties)]
}

const certificateDatabase = '/etc/pki/nssdb'

export function smartcardOptions(card: Smartcard, domain: Domain, context: CommandContext): CommandOption[] {
  const id = aliasOf(card.info)
  const bus = addressProperties(domain, card.info)
  switch (card.mode) {
    case 'host':
      return [device({ driver: 'ccid-card-emulated', backend: 'nss-emulated', id, ...bus })]
    case 'host-certificates': {
      const [cert1, cert2, cert3] = card.certificates
      const db = card.database ?? certificateDatabase
      return [device({ driver: 'ccid-card-emulated', backend: 'certificates', cert1, cert2, cert3, db, id, ...bus })]
    }
    case 'passthrough':
      return [
        ...chardevOptions(card.source, id, 'smartcard', context),
        device({ driver: 'ccid-card-passthru', chardev: `char${id}`, id, ...bus }),
      ]
  }
}

/** `class:vendor:product:version:allow`, -1 standing for any. */
function filterRule(rule: RedirfilterRule): string {
  const hex = (value: number | undefined, digits: number) =>
    value === undefined ? '-1' : `0x${value.toString(16).toUpperCase().padStart(digits, '0')}`
  const numbers = [hex(rule.class, 2), hex(rule.vendor, 4), hex(rule.product, 4), hex(rule.version, 4)]
  return [...numbers, Number(rule.allow)].join(':')
}

export function redirdevOptions(redirdev: Redirdev, domain: Domain, context: CommandContext): CommandOption[] {
  const alias = aliasOf(redirdev.info)
  const [filter] = domain.devices.redirfilter
  const properties = {
    driver: 'usb-redir',
    chardev: `char${alias}`,
    id: alias,
    filter: filterText(filter),
    bootindex: redirdev.info.effectiveBootIndex ?? redirdev.info.bootIndex,
    ...addressProperties(domain, redirdev.info),
  }
  return [...chardevOptions(redirdev.source, alias, 'redirdev', context), device(properties)]
}

function filterText(filter: Redirfilter | undefined): string | undefined {
  return filter && filter.rules.length > 0 ? filter.rules.map(filterRule).join('|') : undefined
}
