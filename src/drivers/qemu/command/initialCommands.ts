// What a guest's definition asks for that no argument of QEMU's can say: it is told over the monitor, before the guest's
// vCPUs run for the first time.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { Disk } from '../../../model/domain/devices/disk.js'
import { type IotuneLimit, iotuneLimits } from '../../../model/domain/devices/diskIotune.js'
import type { Graphics } from '../../../model/domain/devices/graphics.js'
import { actualConnection } from '../../../model/domain/devices/interface.js'
import { isStorageEmpty } from '../../../model/domain/devices/storageSource.js'
import { aliasOf } from './characterDevices.js'
import type { Properties } from './CommandOption.js'

/** One command of the monitor. */
export interface MonitorCommand {
  readonly execute: string
  readonly arguments: Properties
}

/** Passwords of displays whose definition has none, from qemu.conf. */
export interface DefaultPasswords {
  readonly vnc?: string | undefined
  readonly spice?: string | undefined
}

/** Name by which QEMU's block commands know the device of a disk: the object that holds the drive. */
export function diskQomName(disk: Disk): string {
  const alias = aliasOf(disk.info)
  switch (disk.bus) {
    case 'virtio':
      return disk.source.type === 'vhostuser' ? alias : `/machine/peripheral/${alias}/virtio-backend`
    case 'usb':
      return `/machine/peripheral/${alias}/${alias}.0/legacy[0]`
    default:
      return alias
  }
}

/** `write_iops_sec_max_length` is `iops_wr_max_length` here. */
export function throttleName(name: IotuneLimit): string {
  if (name === 'size_iops_sec') return 'iops_size'
  const [, who = '', what, tail = ''] = /^(total|read|write)_(bytes|iops)_sec(.*)$/.exec(name) ?? []
  const direction = { total: '', read: '_rd', write: '_wr' }[who] ?? ''
  return `${what === 'bytes' ? 'bps' : 'iops'}${direction}${tail}`
}

/** QEMU demands these six, the others may be left out. */
const demanded = { bps: 0, bps_rd: 0, bps_wr: 0, iops: 0, iops_rd: 0, iops_wr: 0 }

/** Limits on the traffic of a disk. */
export function throttleCommand(disk: Disk): MonitorCommand | undefined {
  const { iotune } = disk
  if (iotune === undefined || Object.keys(iotune).length === 0) return undefined
  // An empty drive has no traffic, and QEMU nothing to limit.
  if (isStorageEmpty(disk.source)) return undefined
  const limits = iotuneLimits.flatMap(name => (iotune[name] ? [[throttleName(name), iotune[name]]] : []))
  return {
    execute: 'block_set_io_throttle',
    arguments: { id: diskQomName(disk), ...demanded, ...Object.fromEntries(limits), group: iotune.group_name },
  }
}

/** Seconds since 1970, or a word. */
function expiry(validTo: string | undefined, now: number): string {
  if (validTo === undefined) return 'never'
  const end = Date.parse(`${validTo}Z`) / 1000
  return end > now ? String(end) : 'now'
}

function passwordCommands(graphics: Graphics, defaults: DefaultPasswords, now: number): MonitorCommand[] {
  if (graphics.type !== 'vnc' && graphics.type !== 'spice') return []
  const { type: protocol, connected } = graphics
  const password = graphics.passwd ?? defaults[protocol]
  if (password === undefined) return []
  if (protocol === 'vnc' && connected !== undefined && connected !== 'keep') {
    throw new LibvirtError('CONFIG_UNSUPPORTED', 'VNC password can only keep existing connections')
  }
  return [
    { execute: 'set_password', arguments: { protocol, password, connected } },
    { execute: 'expire_password', arguments: { protocol, time: expiry(graphics.passwdValidTo, now) } },
  ]
}

function linkCommands({ devices }: Domain): MonitorCommand[] {
  return devices.interface
    .filter(net => net.link === 'down' && actualConnection(net).type !== 'hostdev')
    .map(net => ({ execute: 'set_link', arguments: { name: aliasOf(net.info), up: false } }))
}

function balloonCommands({ devices, memory }: Domain): MonitorCommand[] {
  const [balloon] = devices.memballoon
  if (balloon === undefined || balloon.model === 'none' || balloon.model === 'xen') return []
  const commands: MonitorCommand[] = []
  if (memory.current < memory.total) {
    commands.push({ execute: 'balloon', arguments: { value: memory.current * 1024 } })
  }
  if (balloon.statsPeriod) {
    const path = `/machine/peripheral/${aliasOf(balloon.info)}`
    const property = 'guest-stats-polling-interval'
    commands.push({ execute: 'qom-set', arguments: { path, property, value: balloon.statsPeriod } })
  }
  return commands
}

/**
 * The commands, to be sent in order.
 * @param now seconds since 1970
 * @throws LibvirtError CONFIG_UNSUPPORTED for what QEMU cannot do with a password
 */
export function initialCommands(domain: Domain, defaults: DefaultPasswords, now: number): MonitorCommand[] {
  const { disk, graphics } = domain.devices
  return [
    ...graphics.flatMap(display => passwordCommands(display, defaults, now)),
    ...linkCommands(domain),
    ...disk.map(throttleCommand).filter(command => command !== undefined),
    ...balloonCommands(domain),
  ]
}
