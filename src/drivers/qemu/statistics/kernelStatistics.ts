// What KVM counts of a guest and of its vCPUs, as QEMU tells it (query-stats, QEMU 7.1).
import type { TypedParameter } from '../../../api/schema.js'
import { ullong } from '../../domainSettings/typedParameters.js'
import type { JsonReader } from '../monitor/JsonReader.js'
import { QmpError } from '../monitor/QmpError.js'
import type { QmpMonitor } from '../monitor/QmpMonitor.js'

/** QEMU's StatsType → end of the name. Histograms are no numbers. */
const suffixes: Readonly<Record<string, string>> = { cumulative: '.sum', instant: '.cur', peak: '.max' }

export type StatisticsTarget = 'vm' | 'vcpu'

/** Statistics of each object of that kind, in QEMU's order: names with their end, and values. None without KVM. */
export async function kernelStatistics(
  monitor: Pick<QmpMonitor, 'execute'>,
  target: StatisticsTarget,
): Promise<Map<string, bigint | boolean>[]> {
  try {
    const providers = [{ provider: 'kvm' }]
    const [schemas, reply] = await Promise.all([
      monitor.execute('query-stats-schemas', { provider: 'kvm' }),
      monitor.execute('query-stats', { target, providers }),
    ])
    const types = new Map(
      schemas
        .items()
        .filter(schema => schema.field('target').string() === target)
        .flatMap(schema => schema.field('stats').items())
        .map(stat => [stat.field('name').string(), stat.field('type').string()] as const),
    )
    return reply.items().map(object => readStatistics(object, types))
  } catch (error) {
    if (error instanceof QmpError) return []
    throw error
  }
}

function readStatistics(object: JsonReader, types: ReadonlyMap<string, string>): Map<string, bigint | boolean> {
  const found = new Map<string, bigint | boolean>()
  for (const stat of object.field('stats').items()) {
    const name = stat.field('name').string()
    const suffix = suffixes[types.get(name) ?? '']
    const { value } = stat.field('value')
    if (suffix === undefined) continue
    if (typeof value === 'boolean') found.set(`${name}${suffix}`, value)
    if (typeof value === 'number') found.set(`${name}${suffix}`, BigInt(value))
  }
  return found
}

/** As parameters, each name with something in front. */
export function statisticsParameters(
  prefix: string,
  statistics: ReadonlyMap<string, bigint | boolean>,
): TypedParameter[] {
  return [...statistics].map(([name, value]) =>
    typeof value === 'boolean'
      ? { field: `${prefix}${name}`, type: 'boolean', value }
      : ullong(`${prefix}${name}`, value),
  )
}
