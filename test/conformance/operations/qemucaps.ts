import { qemuGuestCapabilities } from '../../../src/drivers/qemu/capabilities/qemuGuestCapabilities.js'
import { probeCapabilities } from '../../../src/drivers/qemu/capabilities/probeCapabilities.js'
import type { QmpExecutor } from '../../../src/drivers/qemu/capabilities/QmpExecutor.js'
import { JsonReader } from '../../../src/drivers/qemu/monitor/JsonReader.js'
import { QmpError } from '../../../src/drivers/qemu/monitor/QmpError.js'
import { formatCapabilities } from '../../../src/model/capabilities/HostCapabilities.js'
import { formatQemuCapabilities } from '../../../src/model/capabilities/formatQemuCapabilities.js'
import { parseQemuCapabilities } from '../../../src/model/capabilities/parseQemuCapabilities.js'
import { jsonDocuments } from './jsonDocuments.js'
import { inputOf, type Operation } from './Operation.js'

const repliesToXml: Operation = async request => {
  const [main, tcg] = recordedSessions(inputOf(request, 'replies'))
  if (!main) throw new Error(`${request.name}: no recorded session`)
  const origin = {
    qemuCtime: 0,
    selfCtime: 0,
    selfVersion: 0,
    microcodeVersion: Number(request.params['microcodeVersion'] ?? 0),
  }
  const capabilities = await probeCapabilities(
    { emulator: String(request.params['binary']), origin },
    {
      main,
      async tcg() {
        if (!tcg) throw new Error(`${request.name}: no second session`)
        return tcg
      },
    },
  )
  return { xml: formatQemuCapabilities(capabilities) }
}

// Only the flags of the document count, and the host is one nothing is known of.
const capsToGuestXml: Operation = request => {
  const { flags, ...recorded } = parseQemuCapabilities(inputOf(request, 'capsXml'))
  const arch = String(request.params['arch'])
  const { kvm: _, tcg: __, ...bare } = recorded
  const guest = qemuGuestCapabilities({ ...bare, emulator: String(request.params['binary']), flags }, arch)
  const host = { arch, pageSizes: [], suspend: [], iommu: false, cells: [], caches: [], securityModels: [] }
  return { xml: formatCapabilities(host, [guest]) }
}

/** Monitors that answer what was recorded, whatever the order of the questions; each starts with its handshake. */
function recordedSessions(text: string): QmpExecutor[] {
  const messages = jsonDocuments(text).map(document => new JsonReader(document, 'recorded message'))
  const sessions: Map<string, JsonReader>[] = []
  for (let index = 0; index + 1 < messages.length; index += 2) {
    const [command, reply] = [messages[index], messages[index + 1]]
    if (!command || !reply) break
    const name = command.field('execute').string()
    if (name === 'qmp_capabilities') sessions.push(new Map())
    sessions.at(-1)?.set(keyOf(name, command.field('arguments').value), reply)
  }
  return sessions.map(replies => ({
    async execute(command, args) {
      const reply = replies.get(keyOf(command, args))
      if (!reply) throw new QmpError(command, 'CommandNotFound', 'not recorded')
      const error = reply.field('error')
      if (!error.present) return reply.field('return')
      throw new QmpError(command, error.field('class').string(), error.field('desc').string())
    },
  }))
}

const keyOf = (command: string, args: unknown): string => `${command} ${JSON.stringify(args ?? {})}`

export const qemucapsOperations: readonly (readonly [string, Operation])[] = [
  ['qemucaps.replies2xml', repliesToXml],
  ['qemucaps.caps2guestxml', capsToGuestXml],
]
