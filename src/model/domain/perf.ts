// `<perf>`: which performance counters of the host are kept for the domain.
import { formatYesNo, refuseAt, requiredEnum, yesNo } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'

/** virPerfEventType, in libvirt's order, which is also the order they are written in. */
export const perfEvents = [
  'cmt',
  'mbmt',
  'mbml',
  'cpu_cycles',
  'instructions',
  'cache_references',
  'cache_misses',
  'branch_instructions',
  'branch_misses',
  'bus_cycles',
  'stalled_cycles_frontend',
  'stalled_cycles_backend',
  'ref_cpu_cycles',
  'cpu_clock',
  'task_clock',
  'page_faults',
  'context_switches',
  'cpu_migrations',
  'page_faults_min',
  'page_faults_maj',
  'alignment_faults',
  'emulation_faults',
] as const
export type PerfEvent = (typeof perfEvents)[number]

export type PerfEvents = Map<PerfEvent, boolean>

export function parsePerf(root: XmlElement): PerfEvents {
  const events: PerfEvents = new Map()
  for (const element of root.child('perf')?.elements('event') ?? []) {
    const name = requiredEnum(element, 'name', perfEvents)
    const enabled = yesNo(element, 'enabled')
    if (enabled === undefined) throw refuseAt(element, "Missing required attribute 'enabled' in element 'event'")
    if (events.has(name)) throw refuseAt(element, `perf event '${name}' was already specified`)
    events.set(name, enabled)
  }
  return events
}

export function formatPerf(writer: XmlWriter, events: PerfEvents): void {
  writer.elementIfAny('perf', {}, () => {
    for (const name of perfEvents) {
      const enabled = events.get(name)
      if (enabled !== undefined) writer.element('event', { name, enabled: formatYesNo(enabled) })
    }
  })
}
