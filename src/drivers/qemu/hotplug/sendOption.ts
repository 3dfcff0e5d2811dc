// Tells a running QEMU what the command line would have told a new one, and takes it back.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { CommandOption, NetdevProperties, Properties } from '../command/CommandOption.js'
import type { JsonReader } from '../monitor/JsonReader.js'
import { chardevAddArguments, chardevDescriptor } from './chardevBackend.js'
import type { HotplugMonitor } from './HotplugGuest.js'

/** @returns QEMU's answer. @throws QmpError when it refuses, LibvirtError for what only the command line knows */
export async function sendOption(option: CommandOption, monitor: HotplugMonitor): Promise<JsonReader> {
  switch (option.kind) {
    case 'blockdev':
      return monitor.execute('blockdev-add', option.properties)
    case 'object':
      return monitor.execute('object-add', option.properties)
    case 'netdev':
      return addNetdev(option.properties, monitor)
    case 'device':
      return monitor.execute('device_add', option.properties)
    case 'chardev': {
      const { id, arguments: flat } = option.properties
      await handOver(chardevDescriptor(id), flat['fd'], monitor)
      return monitor.execute('chardev-add', chardevAddArguments(option.properties))
    }
    case 'add-fd': {
      const { set, fd, opaque } = option
      return monitor.execute('add-fd', { 'fdset-id': set, opaque }, { descriptors: [fd] })
    }
    case 'audiodev':
      throw notWhileRunning('audio back ends')
    case 'argument':
      return sendArgument(option.tokens, monitor)
  }
}

async function handOver(fdname: string, fd: Properties[string], monitor: HotplugMonitor): Promise<void> {
  if (typeof fd === 'number') await monitor.execute('getfd', { fdname }, { descriptors: [fd] })
}

/** Descriptors of a back end, which the command line gives by number and a running QEMU by name. */
const netdevDescriptors = ['fd', 'fds', 'vhostfd', 'vhostfds']

async function addNetdev(properties: NetdevProperties, monitor: HotplugMonitor): Promise<JsonReader> {
  const renamed: Record<string, Properties[string]> = { ...properties }
  const handed: string[] = []
  try {
    for (const key of netdevDescriptors) {
      const value = properties[key]
      if (typeof value !== 'string') continue
      const names: string[] = []
      for (const [index, fd] of value.split(':').entries()) {
        const fdname = `${key}-${properties.id}-${index}`
        await handOver(fdname, Number(fd), monitor)
        names.push(fdname)
        handed.push(fdname)
      }
      renamed[key] = names.join(':')
    }
    return await monitor.execute('netdev_add', renamed)
  } catch (error) {
    // QEMU closes those it took; of the others it is to let go.
    for (const fdname of handed) await monitor.execute('closefd', { fdname }).catch(() => undefined)
    throw error
  }
}

async function sendArgument(tokens: readonly string[], monitor: HotplugMonitor): Promise<JsonReader> {
  const [name = '', value] = tokens
  if (name === '-watchdog-action') return monitor.execute('set-action', { watchdog: value })
  throw notWhileRunning(`option '${name}'`)
}

function notWhileRunning(what: string): LibvirtError {
  return new LibvirtError('CONFIG_UNSUPPORTED', `${what} cannot be added to a running guest`)
}

/** Takes an option back, except a device, which the guest has to let go of first. */
export async function takeBack(option: CommandOption, monitor: HotplugMonitor): Promise<void> {
  switch (option.kind) {
    case 'blockdev':
      await monitor.execute('blockdev-del', { 'node-name': option.properties['node-name'] })
      break
    case 'object':
      await monitor.execute('object-del', { id: option.properties.id })
      break
    case 'netdev':
      await monitor.execute('netdev_del', { id: option.properties.id })
      break
    case 'chardev':
      await monitor.execute('chardev-remove', { id: option.properties.id })
      break
    case 'add-fd':
      await monitor.execute('remove-fd', { 'fdset-id': option.set })
      break
    case 'device':
    case 'audiodev':
    case 'argument':
      break
  }
}
