import { LibvirtError } from '../../../src/api/LibvirtError.js'
import { probeCapabilities } from '../../../src/drivers/qemu/capabilities/probeCapabilities.js'
import type { QmpExecutor } from '../../../src/drivers/qemu/capabilities/QmpExecutor.js'
import { objectIn, type QmpObject, textAt } from '../../../src/drivers/qemu/capabilities/qmpValues.js'
import { formatQemuCapabilities } from '../../../src/model/capabilities/formatQemuCapabilities.js'
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

/** Monitors that answer what was recorded, whatever the order of the questions; each starts with its handshake. */
function recordedSessions(text: string): QmpExecutor[] {
  const documents = jsonDocuments(text).map(document => objectIn(document, 'recorded message'))
  const sessions: Map<string, QmpObject>[] = []
  for (let index = 0; index + 1 < documents.length; index += 2) {
    const [command, reply] = [documents[index], documents[index + 1]]
    if (!command || !reply) break
    if (command['execute'] === 'qmp_capabilities') sessions.push(new Map())
    sessions.at(-1)?.set(keyOf(textAt(command, 'execute'), command['arguments']), reply)
  }
  return sessions.map(replies => ({
    async execute(command, args) {
      const reply = replies.get(keyOf(command, args))
      if (!reply) throw new LibvirtError('INTERNAL_ERROR', `unable to execute QEMU command '${command}': not recorded`)
      if (reply['error'] === undefined) return reply['return']
      throw new LibvirtError('INTERNAL_ERROR', `unable to execute QEMU command '${command}'`)
    },
  }))
}

const keyOf = (command: string, args: unknown): string => `${command} ${JSON.stringify(args ?? {})}`

export const qemucapsOperations: readonly (readonly [string, Operation])[] = [['qemucaps.replies2xml', repliesToXml]]
