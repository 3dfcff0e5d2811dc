// How fast a guest dirties its memory (query-dirty-rate).
import { domainDirtyRateStatus } from '../../../api/enums/domain.js'
import type { TypedParameter } from '../../../api/schema.js'
import { int, llong, text, ullong } from '../../domainSettings/typedParameters.js'
import { QmpError } from '../monitor/QmpError.js'
import type { QmpMonitor } from '../monitor/QmpMonitor.js'

const statuses: Readonly<Record<string, number>> = {
  unstarted: domainDirtyRateStatus.UNSTARTED,
  measuring: domainDirtyRateStatus.MEASURING,
  measured: domainDirtyRateStatus.MEASURED,
}

/** What the last measurement found; nothing on a QEMU that does not measure. */
export async function dirtyRateParameters(monitor: Pick<QmpMonitor, 'execute'>): Promise<TypedParameter[]> {
  const reply = await monitor.execute('query-dirty-rate').catch(unlessUnknown)
  if (!reply) return []
  const mode = reply.field('mode').optionalString()
  const rate = reply.field('dirty-rate').value
  const vcpus = reply.field('vcpu-dirty-rate')
  return [
    int('dirtyrate.calc_status', statuses[reply.field('status').string()] ?? domainDirtyRateStatus.UNSTARTED),
    llong('dirtyrate.calc_start_time', reply.field('start-time').integer()),
    int('dirtyrate.calc_period', reply.field('calc-time').integer()),
    ...(mode === undefined ? [] : [text('dirtyrate.calc_mode', mode)]),
    ...(typeof rate === 'number' ? [llong('dirtyrate.megabytes_per_second', rate)] : []),
    ...(vcpus.present ? vcpus.items() : []).map(vcpu =>
      ullong(`dirtyrate.vcpu.${vcpu.field('id').integer()}.megabytes_per_second`, vcpu.field('dirty-rate').integer()),
    ),
  ]
}

function unlessUnknown(error: unknown): undefined {
  if (error instanceof QmpError) return undefined
  throw error
}
