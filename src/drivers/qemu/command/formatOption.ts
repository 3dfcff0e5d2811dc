import type { QemuCapabilities } from '../../../model/capabilities/QemuCapabilities.js'
import type { CommandOption, Properties } from './CommandOption.js'
import { escapeComma, keyValue } from './keyValue.js'
import { toJson } from './toJson.js'

/** The first property of an option whose value stands alone in `key=value` form. */
function leading(name: string, properties: Properties): string {
  const { [name]: first, ...rest } = properties
  const tail = keyValue(rest)
  return tail === '' ? String(first) : `${escapeComma(String(first))},${tail}`
}

/** The arguments for one option: JSON where this QEMU takes it, else `key=value`. */
export function formatOption(option: CommandOption, { flags }: Pick<QemuCapabilities, 'flags'>): string[] {
  switch (option.kind) {
    case 'device':
      return [
        '-device',
        flags.has('device.json+hotplug') ? toJson(option.properties) : leading('driver', option.properties),
      ]
    // Every QEMU libvirt 11 supports (6.2 and later) takes these as JSON.
    case 'object':
      return ['-object', toJson(option.properties)]
    case 'blockdev':
      return ['-blockdev', toJson(option.properties)]
    case 'audiodev':
      return ['-audiodev', toJson(option.properties)]
    case 'netdev':
      return ['-netdev', flags.has('netdev.json') ? toJson(option.properties) : leading('type', option.properties)]
    case 'chardev': {
      const { backend, id, arguments: rest } = option.properties
      return ['-chardev', leading('backend', { backend, id, ...rest })]
    }
    case 'add-fd':
      return ['-add-fd', `set=${option.set},fd=${option.fd},opaque=${escapeComma(option.opaque)}`]
    case 'argument':
      return option.tokens
  }
}
