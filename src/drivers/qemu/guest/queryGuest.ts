// What QEMU chose when it started, asked for all at once.
import type { Channel } from '../../../model/domain/devices/characterDevice.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { Guest } from '../domain/Guest.js'
import type { JsonReader } from '../monitor/JsonReader.js'
import type { QmpMonitor } from '../monitor/QmpMonitor.js'

/**
 * Learns the threads of the virtual CPUs and the terminals of character devices, and puts both where others look for them.
 * @param onChannel told of each channel that the guest has open, or has not
 */
export async function queryGuest(
  guest: Guest,
  monitor: QmpMonitor,
  onChannel: (channel: Channel, open: boolean) => void = () => {},
): Promise<void> {
  const terminals = isAsked(guest.definition) ? monitor.execute('query-chardev') : undefined
  const [cpus, chardevs] = await Promise.all([monitor.execute('query-cpus-fast'), terminals])
  guest.vcpuThreads = new Map(
    cpus.items().map(cpu => [cpu.field('cpu-index').integer(), cpu.field('thread-id').integer()]),
  )
  if (!chardevs) return
  recordTerminals(guest.definition, chardevs)
  const open = new Map(
    chardevs.items().map(each => [each.field('label').string(), each.field('frontend-open').value === true]),
  )
  for (const channel of guest.definition.devices.channel)
    onChannel(channel, open.get(`char${channel.info.alias}`) === true)
}

function characterDevices({ devices }: Domain) {
  return [...devices.serial, ...devices.parallel, ...devices.channel, ...devices.console]
}

function isAsked(domain: Domain): boolean {
  return domain.devices.channel.length > 0 || characterDevices(domain).some(({ source }) => source.type === 'pty')
}

/** QEMU names a device's back end `char` and its alias, and says `pty:/dev/pts/3`. */
function recordTerminals(domain: Domain, reply: JsonReader): void {
  const paths = new Map<string, string>()
  for (const chardev of reply.items()) {
    const file = chardev.field('filename').string()
    if (file.startsWith('pty:')) paths.set(chardev.field('label').string(), file.slice(4))
  }
  for (const { source, info } of characterDevices(domain)) {
    if (source.type === 'pty') source.path = paths.get(`char${info.alias}`) ?? source.path
  }
}
