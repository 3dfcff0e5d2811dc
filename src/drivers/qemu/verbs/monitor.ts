import { domainQemuMonitorCommandFlags } from '../../../api/enums/qemu.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
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
  async qemuDomainMonitorCommandWithFiles({ dom, cmd, flags }, call) {
    if (call.files.count > 1) {
      throw new LibvirtError('INVALID_ARG', 'at most 1 fd can be passed to qemu along with a command')
    }
    const human = (flags & domainQemuMonitorCommandFlags.HMP) !== 0
    const run = () => {
      dom.monitor()
      const descriptors = call.files.count > 0 ? [call.files.take(0)] : []
      return human ? runHuman(dom, cmd, descriptors) : runQmp(dom, cmd, descriptors)
    }
    return { result: await dom.jobs.run('qemuDomainMonitorCommandWithFiles', run, call) }
  },
})

async function runHuman(dom: QemuDomain, line: string, descriptors: readonly number[] = []): Promise<string> {
  const args = { 'command-line': line }
  return (await dom.monitor().execute('human-monitor-command', args, { descriptors })).string()
}

/** A client gets what QEMU said, refusals included. */
async function runQmp(dom: QemuDomain, text: string, descriptors: readonly number[] = []): Promise<string> {
  const message = readMessage(text)
  const args = message.field('arguments')
  const id = message.field('id').value
  try {
    const reply = await dom
      .monitor()
      .execute(message.field('execute').string(), args.present ? args.object() : undefined, { descriptors })
    return JSON.stringify({ return: reply.value, id })
  } catch (error) {
    if (!(error instanceof QmpError)) throw error
    return JSON.stringify({ error: { class: error.qmpClass, desc: error.description }, id })
  }
}
