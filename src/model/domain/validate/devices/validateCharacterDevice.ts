import type { Channel, Console, Parallel, Serial } from '../../devices/characterDevice.js'
import type { CharSource } from '../../devices/charSource.js'
import type { DeviceValidator } from '../DeviceValidator.js'
import { refuse } from '../refuse.js'

const internal = (condition: boolean, detail: string) => refuse(condition, detail, 'INTERNAL_ERROR')

/**
 * What holds for the host side of any character device (virDomainChrSourceDefValidate).
 * @param pathOptional libvirt makes a path for channels that name none
 */
export function validateCharSource(source: CharSource, pathOptional = false): void {
  switch (source.type) {
    case 'file':
    case 'dev':
    case 'pipe':
      internal(source.path === undefined, 'Missing source path attribute for char device')
      break
    case 'unix':
      internal(source.path === undefined && !pathOptional, 'Missing source path attribute for char device')
      refuseReconnect(source.listen, source.reconnect?.enabled)
      break
    case 'tcp':
      refuseReconnect(source.listen, source.reconnect?.enabled)
      break
    case 'spiceport':
    case 'dbus':
      refuse(
        !/^[a-zA-Z0-9_.-]+$/.test(source.channel),
        'Invalid character in source channel for char device',
        'INVALID_ARG',
      )
      break
    default:
  }
}

function refuseReconnect(listen: boolean, enabled: boolean | undefined): void {
  internal(listen && enabled === true, 'chardev reconnect is possible only for connect mode')
}

export const validateSerialPort: DeviceValidator<Serial | Parallel | Console> = ({ source }) =>
  validateCharSource(source)

export const validateChannel: DeviceValidator<Channel> = ({ source, target }) =>
  validateCharSource(source, target.type === 'virtio' || target.type === 'xen')
