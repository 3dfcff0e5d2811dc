import { assignAddresses } from '../../../src/model/domain/addresses/assignAddresses.js'
import { LibvirtError } from '../../../src/api/LibvirtError.js'
import { assignAliases } from '../../../src/drivers/qemu/command/assignAliases.js'
import { attachDevice } from '../../../src/drivers/qemu/hotplug/attachDevice.js'
import { DeletedDevices } from '../../../src/drivers/qemu/hotplug/DeletedDevices.js'
import { detachDevice } from '../../../src/drivers/qemu/hotplug/detachDevice.js'
import type { HotplugGuest } from '../../../src/drivers/qemu/hotplug/HotplugGuest.js'
import {
  defineVcpuCount,
  defineVcpuStates,
  setVcpuCount,
  setVcpuStates,
} from '../../../src/drivers/qemu/hotplug/setVcpus.js'
import { updateDevice } from '../../../src/drivers/qemu/hotplug/updateDevice.js'
import { JsonReader } from '../../../src/drivers/qemu/monitor/JsonReader.js'
import { QmpError } from '../../../src/drivers/qemu/monitor/QmpError.js'
import { shortName } from '../../../src/drivers/qemu/shortName.js'
import { parseNumberSet } from '../../../src/model/domain/bitmap.js'
import { parseDevice } from '../../../src/model/domain/devices/parseDevice.js'
import { formatDomain } from '../../../src/model/domain/formatDomain.js'
import { parseDomain } from '../../../src/model/domain/parseDomain.js'
import { parseXml } from '../../../src/model/xml/parseXml.js'
import { commandContext } from '../environment/commandEnvironment.js'
import { caseDomainContext } from '../environment/domainContext.js'
import { caseCapabilities } from '../environment/fixtureCapabilities.js'
import { jsonDocuments } from './jsonDocuments.js'
import { atStage, inputOf, type Operation, type Request, StageError } from './Operation.js'

/** From fixtures/environment.json. */
const unplugTimeout = 10
const now = 1234567890

const actions = { attach: attachDevice, detach: detachDevice, update: updateDevice }

const session: Operation = async request => {
  const guest = guestOf(request)
  const outcomes: object[] = []
  for (const step of new JsonReader(request.params['steps'], 'steps').items()) {
    outcomes.push(await perform(request, guest, step))
  }
  return { steps: outcomes }
}

async function perform(request: Request, guest: HotplugGuest, step: JsonReader): Promise<object> {
  const name = step.field('action').string()
  const action = name === 'attach' || name === 'detach' || name === 'update' ? actions[name] : undefined
  if (!action) throw new Error(`unknown action ${name}`)
  const monitor = scriptedMonitor(step.field('monitor'), guest.deleted)
  try {
    const element = parseXml(inputOf(request, step.field('device').string()))
    await action({ ...guest, monitor }, parseDevice(element, { inactive: false }))
    return { ok: true, xml: formatDomain(guest.domain, { secure: true }) }
  } catch (error) {
    if (!(error instanceof LibvirtError)) throw error
    return { ok: false, error: { stage: name, message: error.message } }
  }
}

function guestOf(request: Request): HotplugGuest {
  const { params, root } = request
  const reading = caseDomainContext(root, params)
  const capabilities = caseCapabilities(root, params)
  const domain = atStage('parse', () => parseDomain(inputOf(request, 'xml'), reading, { inactive: false }))
  domain.id = Number(params['domainId'])
  if (reading.qemu) {
    const qemu = { ...reading.qemu, capabilitiesOfEmulator: capabilities }
    assignAddresses(domain, qemu, { context: reading, options: { inactive: false } })
  }
  assignAliases(domain)
  const { conf } = params
  const settings = typeof conf === 'object' && conf !== null ? Object.fromEntries(Object.entries(conf)) : {}
  return {
    domain,
    monitor: scriptedMonitor(new JsonReader([], 'monitor'), new DeletedDevices()),
    deleted: new DeletedDevices(),
    reading,
    unplugTimeout,
    now: () => now,
    defaultPassword: { spice: '123456' },
    limitInterface: async () => {},
    commandContext: () =>
      commandContext(domain, capabilities, shortName(domain.id ?? -1, domain.name), { params, conf: settings }),
  }
}

/** A QEMU that expects these commands in this order and sends these messages; anything else it refuses. */
function scriptedMonitor(script: JsonReader, deleted: DeletedDevices): HotplugGuest['monitor'] {
  const expected = script.items()
  return {
    async execute(command) {
      const next = expected[0]
      if (next?.field('execute').string() !== command) throw new QmpError(command, 'GenericError', 'not in the script')
      expected.shift()
      for (const message of next.field('reply').items()) {
        const error = message.field('error')
        if (error.present) throw new QmpError(command, error.field('class').string(), error.field('desc').string())
        if (!message.field('event').present) return new JsonReader(message.field('return').value, command)
        const device = message.field('data').field('device').optionalString()
        if (message.field('event').value === 'DEVICE_DELETED' && device !== undefined) deleted.deleted(device)
      }
      throw new QmpError(command, 'GenericError', 'no answer in the script')
    },
  }
}

/** The dump's messages, each command with what followed it. */
function dumpedScript(text: string): JsonReader {
  const script: { execute: unknown; reply: unknown[] }[] = []
  for (const document of jsonDocuments(text)) {
    const { value: execute } = new JsonReader(document, 'dump').field('execute')
    if (execute === undefined) script.at(-1)?.reply.push(document)
    else script.push({ execute, reply: [] })
  }
  return new JsonReader(script, 'dump')
}

const setVcpus: Operation = async request => {
  const guest = guestOf(request)
  const { vcpus, cpumap, state } = request.params
  const enable = ['true', '1', 'on'].includes(String(state))
  const persistent = parseDomain(inputOf(request, 'xml'), guest.reading, { inactive: true })
  const live = { ...guest, monitor: scriptedMonitor(dumpedScript(inputOf(request, 'monitor')), guest.deleted) }
  try {
    if (typeof vcpus === 'number') {
      await setVcpuCount(live, vcpus)
      defineVcpuCount(persistent, vcpus, true)
    } else {
      const ids = [...(parseNumberSet(String(cpumap)) ?? [])]
      await setVcpuStates(live, ids, enable)
      defineVcpuStates(persistent, ids, enable)
    }
  } catch (error) {
    if (error instanceof LibvirtError) throw new StageError('setvcpus', error.message, { cause: error })
    throw error
  }
  return {
    xmlLive: formatDomain(guest.domain, { secure: true }),
    xmlConf: formatDomain(persistent, { secure: true, inactive: true }),
  }
}

export const hotplugOperations: readonly (readonly [string, Operation])[] = [
  ['hotplug.session', session],
  ['hotplug.setvcpus', setVcpus],
]
