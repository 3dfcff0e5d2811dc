// Guests that are sent to sleep by their own system.
import { nodeSuspendTarget } from '../../../api/enums/host.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { withAgent } from '../agent/askAgent.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { QmpError } from '../monitor/QmpError.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'

const { MEM, DISK, HYBRID } = nodeSuspendTarget

/** Commands of the agent, and what QEMU tells instead of an answer. */
const targets = new Map([
  [MEM, { command: 'guest-suspend-ram', awaits: 'SUSPEND' }],
  [DISK, { command: 'guest-suspend-disk', awaits: 'SUSPEND_DISK' }],
  [HYBRID, { command: 'guest-suspend-hybrid', awaits: 'SUSPEND' }],
] as const)

/** Milliseconds between two looks. */
const interval = 10

export const guestSleepVerbs = (context: QemuDriverContext): QemuVerbs => ({
  async domainPmSuspendForDuration({ dom, target, duration }, call) {
    if (duration !== 0n) throw new LibvirtError('ARGUMENT_UNSUPPORTED', 'Duration not supported. Use 0 for now')
    const chosen = [...targets].find(([number]) => number === target)?.[1]
    if (!chosen) throw new LibvirtError('INVALID_ARG', `Unknown suspend target: ${target}`)
    const { definition } = dom.active().guest
    const { suspendToMemory, suspendToDisk } = definition.powerManagement
    if (suspendToMemory === false && target !== DISK) {
      throw new LibvirtError('OPERATION_UNSUPPORTED', 'S3 state is disabled for this domain')
    }
    if (suspendToDisk === false && target !== MEM) {
      throw new LibvirtError('OPERATION_UNSUPPORTED', 'S4 state is disabled for this domain')
    }
    await withAgent(context, dom, 'domainPmSuspendForDuration', call, async agent => {
      // A guest that nobody can wake is not sent to sleep.
      if (!(await canWake(dom))) throw new LibvirtError('OPERATION_UNSUPPORTED', 'Domain does not have suspend support')
      const { command, awaits } = chosen
      await agent.send(command, { execute: command }, { awaits, lengthy: true })
    })
    await asleep(context, dom)
  },
})

/** A guest that falls asleep closes the channel first, and QEMU tells of its sleep a moment later. */
async function asleep({ host, timeouts }: QemuDriverContext, domain: QemuDomain): Promise<void> {
  const end = host.clock.monotonic() + timeouts.agent
  while (domain.state.is === 'running' && host.clock.monotonic() < end) await host.clock.sleep(interval)
  await domain.written
}

/** Machines too old to say can be woken, as far as anybody knows. */
async function canWake(domain: QemuDomain): Promise<boolean> {
  try {
    const machine = await domain.monitor().execute('query-current-machine')
    return machine.field('wakeup-suspend-support').boolean()
  } catch (error) {
    if (error instanceof QmpError) return true
    throw error
  }
}
