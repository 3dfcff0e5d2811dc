import { domainQemuMonitorCommandFlags } from '../../../api/enums/qemu.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { QmpError } from '../monitor/QmpError.js'
import { readMessage } from '../monitor/readMessage.js'
import type { QemuVerbs } from '../QemuVerbs.js'

/** Speaking to QEMU past everything we know of it, at the caller's own risk. */
export const monitorVerbs = (): QemuVerbs => ({
  async qemuDomainMonitorCommand({ dom, cmd, flags }, call) {
    const human = (flags & domainQemuMonitorCommandFlags.HMP) !== 0
    const run = () => (human ? runHuman(dom, cmd) : runQmp(dom, cmd))
    return { result: await dom.jobs.run('qemuDomainMonitorCommand', run, call) }
  },
})

async function runHuman(dom: QemuDomain, line: string): Promise<string> {
  return (await dom.monitor().execute('human-monitor-command', { 'command-line': line })).string()
}

/** A client gets what QEMU said, refusals included. */
async function runQmp(dom: QemuDomain, text: string): Promise<string> {
  const message = readMessage(text)
  const args = message.field('arguments')
  const id = message.field('id').value
  try {
    const reply = await dom
      .monitor()
      .execute(message.field('execute').string(), args.present ? args.object() : undefined)
    return JSON.stringify({ return: reply.value, id })
  } catch (error) {
    if (!(error instanceof QmpError)) throw error
    return JSON.stringify({ error: { class: error.qmpClass, desc: error.description }, id })
  }
}
