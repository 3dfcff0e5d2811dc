import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Device } from '../../../model/domain/devices/Device.js'
import type { Domain } from '../../../model/domain/Domain.js'
import {
  channelOptions,
  consoleOptions,
  parallelOptions,
  redirdevOptions,
  serialOptions,
  smartcardOptions,
} from '../command/characterDevices.js'
import type { CommandContext } from '../command/CommandContext.js'
import { type CommandOption, device as deviceOption } from '../command/CommandOption.js'
import { controllerDevice } from '../command/controller.js'
import { diskOptions } from '../command/disk.js'
import { filesystemOptions } from '../command/filesystem.js'
import { hostdevOptions } from '../command/hostdev.js'
import { hubOptions, inputOptions } from '../command/input.js'
import { interfaceOptions } from '../command/interface.js'
import { memoryDeviceOptions } from '../command/memoryDevice.js'
import { cryptoOptions, vsockDevice } from '../command/plainDevices.js'
import { rngOptions } from '../command/rng.js'
import { shmemOptions } from '../command/shmem.js'
import { watchdogOptions } from '../command/watchdog.js'

/**
 * Everything QEMU is told of one device of a domain, in the order it takes: settings, then what devices lean on, then devices.
 * @throws LibvirtError OPERATION_UNSUPPORTED for kinds that cannot come and go
 */
export function deviceOptions(device: Device, domain: Domain, context: CommandContext): CommandOption[] {
  const options = ownOptions(device, domain, context)
  const stage = ({ kind }: CommandOption) => (kind === 'argument' ? 0 : kind === 'device' ? 2 : 1)
  return options.toSorted((a, b) => stage(a) - stage(b))
}

function ownOptions(device: Device, domain: Domain, context: CommandContext): CommandOption[] {
  switch (device.kind) {
    case 'disk':
      return diskOptions(device, domain, context)
    case 'controller': {
      const properties = controllerDevice(device, domain)
      return properties ? [deviceOption(properties)] : []
    }
    case 'interface':
      return interfaceOptions(device, domain, context)
    case 'hostdev':
      return hostdevOptions(device, domain, context)
    case 'filesystem':
      return filesystemOptions(device, domain, context)
    case 'serial':
      return serialOptions(device, domain, context)
    case 'parallel':
      return parallelOptions(device, context)
    case 'console':
      return consoleOptions(device, domain, context)
    case 'channel':
      return channelOptions(device, domain, context)
    case 'redirdev':
      return redirdevOptions(device, domain, context)
    case 'smartcard':
      return smartcardOptions(device, domain, context)
    case 'input':
      return inputOptions(device, domain)
    case 'hub':
      return hubOptions(device, domain)
    case 'rng':
      return rngOptions(device, domain, context)
    case 'memory':
      return memoryDeviceOptions(device, domain, context)
    case 'shmem':
      return shmemOptions(device, domain, context)
    case 'crypto':
      return cryptoOptions(device, domain)
    case 'vsock':
      return [deviceOption(vsockDevice(device, domain, context))]
    case 'watchdog':
      // The action is one for all watchdogs; whichever came last has its way.
      return watchdogOptions({ ...domain, devices: { ...domain.devices, watchdog: [device] } })
    default:
      throw new LibvirtError('OPERATION_UNSUPPORTED', `live attach of device '${device.kind}' is not supported`)
  }
}
