// Keyboards, pointers and hubs.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { Hub } from '../../../model/domain/devices/hub.js'
import type { Input } from '../../../model/domain/devices/input.js'
import { addressProperties } from './addressProperties.js'
import { aliasOf } from './characterDevices.js'
import { type CommandOption, device, type DeviceProperties, object } from './CommandOption.js'
import { virtioDriver, virtioProperties } from './virtioDevice.js'

const usbDrivers = { mouse: 'usb-mouse', tablet: 'usb-tablet', keyboard: 'usb-kbd' } as const
const virtioDrivers = {
  mouse: 'virtio-mouse',
  tablet: 'virtio-tablet',
  keyboard: 'virtio-keyboard',
  passthrough: 'virtio-input-host',
} as const

function evdev(input: Input): CommandOption {
  const { source } = input
  return object({
    'qom-type': 'input-linux',
    id: aliasOf(input.info),
    evdev: source?.path,
    repeat: source?.repeat,
    grab_all: source?.grab === 'all' ? true : undefined,
    'grab-toggle': source?.grabToggle,
  })
}

/** Properties of an input device on a bus. @throws LibvirtError INTERNAL_ERROR for kinds a bus has not got */
export function inputDevice(input: Input, domain: Domain): DeviceProperties {
  const { type, bus, info, model } = input
  if (bus === 'usb' && (type === 'mouse' || type === 'tablet' || type === 'keyboard')) {
    return { driver: usbDrivers[type], id: aliasOf(info), ...addressProperties(domain, info) }
  }
  if (bus === 'virtio' && type !== 'evdev') {
    return {
      driver: virtioDriver(virtioDrivers[type], info, model),
      ...virtioProperties(input.virtio),
      id: aliasOf(info),
      evdev: input.source?.path,
      ...addressProperties(domain, info),
    }
  }
  throw new LibvirtError('INTERNAL_ERROR', `Unexpected input device '${type}' on bus '${bus ?? ''}'`)
}

/** An input device; nothing for those the machine has. */
export function inputOptions(input: Input, domain: Domain): CommandOption[] {
  if (input.type === 'evdev') return [evdev(input)]
  if (input.bus === 'usb' || input.bus === 'virtio') return [device(inputDevice(input, domain))]
  return []
}

export function hubOptions(hub: Hub, domain: Domain): CommandOption[] {
  return [device({ driver: 'usb-hub', id: aliasOf(hub.info), ...addressProperties(domain, hub.info) })]
}
