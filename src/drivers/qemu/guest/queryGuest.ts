// What QEMU chose when it started, asked for all at once.
import type { Domain } from '../../../model/domain/Domain.js'
import type { Guest } from '../domain/Guest.js'
import type { JsonReader } from '../monitor/JsonReader.js'
import type { QmpMonitor } from '../monitor/QmpMonitor.js'

/** Learns the threads of the virtual CPUs and the terminals of character devices, and puts both where others look for them. */
export async function queryGuest(guest: Guest, monitor: QmpMonitor): Promise<void> {
  const terminals = hasTerminals(guest.definition) ? monitor.execute('query-chardev') : undefined
  const [cpus, chardevs] = await Promise.all([monitor.execute('query-cpus-fast'), terminals])
  guest.vcpuThreads = new Map(
    cpus.items().map(cpu => [cpu.field('cpu-index').integer(), cpu.field('thread-id').integer()]),
  )
  if (chardevs) recordTerminals(guest.definition, chardevs)
}

function characterDevices({ devices }: Domain) {
  return [...devices.serial, ...devices.parallel, ...devices.channel, ...devices.console]
}

function hasTerminals(domain: Domain): boolean {
  return characterDevices(domain).some(({ source }) => source.type === 'pty')
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
