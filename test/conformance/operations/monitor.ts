import { parseFeatureWords } from '../../../src/drivers/qemu/hotplug/featureWords.js'
import { parseVcpuInfo, type VcpuInfo } from '../../../src/drivers/qemu/hotplug/vcpuInfo.js'
import { JsonReader } from '../../../src/drivers/qemu/monitor/JsonReader.js'
import { parseJobs } from '../../../src/drivers/qemu/monitor/parseJobs.js'
import { formatCpuData } from '../../../src/model/cpu/cpuData.js'
import { atStage, inputOf, type Operation, type Request } from './Operation.js'

/** What a recorded reply returned. */
function returned(request: Request, role: string): JsonReader {
  const reply: unknown = JSON.parse(inputOf(request, role))
  return new JsonReader(reply, role).field('return')
}

const cpuData: Operation = request => ({ xml: formatCpuData(parseFeatureWords(returned(request, 'qmp'))) })

const queryJobs: Operation = request =>
  atStage('queryjobs', () => ({
    json: parseJobs(returned(request, 'qmp')).map(({ id, type, status, error = null }) => ({
      id,
      type,
      status,
      error,
    })),
  }))

const cpuInfo: Operation = request =>
  atStage('cpuinfo', () => {
    const maximum = Number(request.params['maxvcpus'])
    const vcpus = parseVcpuInfo(returned(request, 'hotpluggable'), returned(request, 'cpus'), maximum)
    return { json: vcpus.map(describeVcpu) }
  })

// Undefined members do not survive JSON.
function describeVcpu(vcpu: VcpuInfo, id: number): object {
  return {
    id,
    online: vcpu.online,
    hotpluggable: vcpu.hotpluggable,
    'thread-id': vcpu.thread,
    'enable-id': vcpu.enableOrder,
    'query-cpus-id': vcpu.index,
    type: vcpu.type,
    alias: vcpu.alias,
    'qom-path': vcpu.qomPath,
    topology: { ...vcpu.place, vcpus: vcpu.group || undefined },
  }
}

export const monitorOperations: readonly (readonly [string, Operation])[] = [
  ['monitor.cpudata', cpuData],
  ['monitor.queryjobs', queryJobs],
  ['monitor.cpuinfo', cpuInfo],
]
