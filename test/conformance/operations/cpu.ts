import { parseCpuModelExpansion, parseCpuModels } from '../../../src/drivers/qemu/capabilities/cpuModelReplies.js'
import { hostCpuTraits } from '../../../src/drivers/qemu/capabilities/hostCpuTraits.js'
import { JsonReader } from '../../../src/drivers/qemu/monitor/JsonReader.js'
import { baselineCpu } from '../../../src/model/cpu/baselineCpu.js'
import { compareCpus } from '../../../src/model/cpu/compareCpus.js'
import type { CpuDefinition, CpuSignature } from '../../../src/model/cpu/CpuDefinition.js'
import { parseCpuData, traitsOfCpuData } from '../../../src/model/cpu/cpuData.js'
import { cpuHasFeature } from '../../../src/model/cpu/cpuHasFeature.js'
import { signatureToCpuid } from '../../../src/model/cpu/cpuSignature.js'
import type { CpuTraits } from '../../../src/model/cpu/CpuTraits.js'
import { decodeCpu, type OfferedCpuModel } from '../../../src/model/cpu/decodeCpu.js'
import { expandCpuFeatures } from '../../../src/model/cpu/expandCpuFeatures.js'
import { cpuDocument } from '../../../src/model/cpu/formatCpuDefinition.js'
import { guestCpuOnHost } from '../../../src/model/cpu/guestCpuOnHost.js'
import { migratableCpu } from '../../../src/model/cpu/migratableCpu.js'
import { parseCpuDefinition, parseCpuDocument } from '../../../src/model/cpu/parseCpuDefinition.js'
import { updateCpu } from '../../../src/model/cpu/updateCpu.js'
import { parseXml } from '../../../src/model/xml/parseXml.js'
import { jsonDocuments } from './jsonDocuments.js'
import { atStage, inputOf, type Operation, type Request } from './Operation.js'

const cpuOf = (request: Request, role: string): CpuDefinition => parseCpuDocument(inputOf(request, role))

const compare: Operation = request =>
  atStage('compare', () => ({ result: compareCpus(cpuOf(request, 'host'), cpuOf(request, 'cpu')).result }))

const update: Operation = request =>
  atStage('update', () => ({
    xml: cpuDocument(updateCpu(cpuOf(request, 'cpu'), migratableCpu(cpuOf(request, 'host')))),
  }))

const baseline: Operation = request =>
  atStage('baseline', () => {
    const cpus =
      request.input['cpus'] === undefined
        ? [cpuOf(request, 'cpu1'), cpuOf(request, 'cpu2')]
        : parseXml(request.input['cpus'])
            .elements('cpu')
            .map(element => parseCpuDefinition(element, 'auto'))
    const result = baselineCpu(cpus, { migratable: request.params['migratable'] === true })
    return { xml: cpuDocument(request.params['expandFeatures'] === true ? expandCpuFeatures(result) : result) }
  })

const hasFeature: Operation = request =>
  atStage('hasfeature', () => ({
    result: cpuHasFeature(cpuOf(request, 'host'), String(request.params['feature'])) ? 'yes' : 'no',
  }))

const guestCpu: Operation = request =>
  atStage('guestcpu', () => {
    const host = cpuOf(request, 'host')
    const cpu = cpuOf(request, 'cpu')
    const { models } = request.params
    const offered = Array.isArray(models) ? models.map(name => ({ name: String(name), blockers: [] })) : undefined
    return { xml: cpuDocument(guestCpuOnHost(host, cpu, offered)) }
  })

const cpuidToHost: Operation = request =>
  atStage('cpuid2host', () => {
    const decoded = decodeCpu(traitsOfCpuData(parseCpuData(inputOf(request, 'cpuid'))), 'host')
    return { xml: cpuDocument({ type: 'host', mode: 'custom', arch: 'x86_64', fallback: 'allow', ...decoded }) }
  })

const cpuidToGuest: Operation = request =>
  atStage('cpuid2guest', () => {
    const traits = traitsOfCpuData(parseCpuData(inputOf(request, 'cpuid')))
    const qmp = request.input['qmp']
    return { xml: exactGuest(traits, qmp === undefined ? undefined : repliesIn(qmp).models) }
  })

const signature: Operation = request => ({
  text: signatureText(traitsOfCpuData(parseCpuData(inputOf(request, 'cpuid'))).signature),
})

const qmpSignature: Operation = request => ({
  text: signatureText(repliesIn(inputOf(request, 'qmp')).traits.signature),
})

const qmpToGuest: Operation = request =>
  atStage('qmp2guest', () => {
    const { traits, models } = repliesIn(inputOf(request, 'qmp'))
    return { xml: exactGuest(traits, models) }
  })

function exactGuest(traits: CpuTraits, models: readonly OfferedCpuModel[] | undefined): string {
  const decoded = decodeCpu(traits, 'guest', { models })
  return cpuDocument({ type: 'guest', mode: 'custom', match: 'exact', fallback: 'forbid', ...decoded })
}

/** The expansion of the model `host`, and the CPU definitions when they follow. */
function repliesIn(text: string): { traits: CpuTraits; models: readonly OfferedCpuModel[] | undefined } {
  const [expansion, definitions] = jsonDocuments(text).map(reply => new JsonReader(reply, 'reply').field('return'))
  if (!expansion) throw new Error('no reply')
  return {
    traits: hostCpuTraits(parseCpuModelExpansion(expansion), false),
    models: definitions === undefined ? undefined : parseCpuModels(definitions),
  }
}

function signatureText(signature: CpuSignature | undefined): string {
  if (!signature) return ''
  const lines = Object.entries({ family: signature.family, model: signature.model, stepping: signature.stepping }).map(
    ([name, value]) =>
      `${`${name}:`.padEnd(9)} ${String(value).padStart(3)} (0x${value.toString(16).padStart(2, '0')})`,
  )
  return `${[signatureToCpuid(signature).toString(16).padStart(6, '0'), ...lines].join('\n')}\n`
}

export const cpuOperations: readonly (readonly [string, Operation])[] = [
  ['cpu.compare', compare],
  ['cpu.update', update],
  ['cpu.baseline', baseline],
  ['cpu.hasfeature', hasFeature],
  ['cpu.guestcpu', guestCpu],
  ['cpu.cpuid2host', cpuidToHost],
  ['cpu.cpuid2guest', cpuidToGuest],
  ['cpu.signature', signature],
  ['cpu.qmpsignature', qmpSignature],
  ['cpu.qmp2guest', qmpToGuest],
]
