import type { QemuCapabilities } from '../../../model/capabilities/QemuCapabilities.js'
import type { CommandOption, DeviceProperties, NetdevProperties, Properties } from './CommandOption.js'
import { escapeComma, keyValue } from './keyValue.js'
import { toJson } from './toJson.js'

/** `key=value` form of an option whose first value stands alone. */
function leading(first: string, rest: Properties): string {
  const tail = keyValue(rest)
  return tail === '' ? first : `${escapeComma(first)},${tail}`
}

function deviceText({ driver, ...rest }: DeviceProperties): string {
  return leading(driver, rest)
}

function netdevText({ type, ...rest }: NetdevProperties): string {
  return leading(type, rest)
}

/** The arguments for one option: JSON where this QEMU takes it, else `key=value`. */
export function formatOption(option: CommandOption, { flags }: Pick<QemuCapabilities, 'flags'>): string[] {
  switch (option.kind) {
    case 'device':
      return ['-device', flags.has('device.json+hotplug') ? toJson(option.properties) : deviceText(option.properties)]
    // Every QEMU libvirt 11 supports (6.2 and later) takes these as JSON.
    case 'object':
      return ['-object', toJson(option.properties)]
    case 'blockdev':
      return ['-blockdev', toJson(option.properties)]
    case 'audiodev':
      return ['-audiodev', toJson(option.properties)]
    case 'netdev':
      return ['-netdev', flags.has('netdev.json') ? toJson(option.properties) : netdevText(option.properties)]
    case 'chardev': {
      const { backend, id, arguments: rest } = option.properties
      return ['-chardev', leading(backend, { id, ...rest })]
    }
    case 'add-fd':
      return ['-add-fd', `set=${option.set},fd=${option.fd},opaque=${escapeComma(option.opaque)}`]
    case 'argument':
      return option.tokens
  }
}
