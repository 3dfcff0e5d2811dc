// Putting the whole host to sleep for a while (virNodeSuspendForDuration).
import { nodeSuspendTarget } from '../../../api/enums/host.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { hostSleepStates } from '../../../host/hostTopology.js'
import { describeExit } from '../../../host/Processes.js'
import { log } from '../../../log/log.js'
import { messageOf } from '../../messageOf.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'

const { MEM, DISK, HYBRID } = nodeSuspendTarget
/** Target → what the kernel must be able to do, libvirt's name of it, and systemd's. */
const targets: ReadonlyMap<number, readonly [state: string, name: string, verb: string]> = new Map([
  [MEM, ['suspend_mem', 'Suspend-to-RAM', 'suspend']],
  [DISK, ['suspend_disk', 'Suspend-to-Disk', 'hibernate']],
  [HYBRID, ['suspend_hybrid', 'Hybrid-Suspend', 'hybrid-sleep']],
])
/** Seconds: a clock that rings sooner might ring before the host is asleep. */
const shortest = 60n
/** For the answer to reach the client. Milliseconds. */
const grace = 10_000

export const nodeSleepVerbs = ({ host }: QemuDriverContext): QemuVerbs => {
  let falling = false

  async function sleep(verb: string): Promise<void> {
    try {
      await host.clock.sleep(grace)
      const outcome = await host.processes.run('systemctl', [verb])
      if (outcome.code !== 0)
        log.error({}, `The host did not go to sleep: ${outcome.errors.trim() || describeExit(outcome)}`)
    } catch (error) {
      log.error({ error }, `The host did not go to sleep: ${messageOf(error)}`)
    } finally {
      falling = false
    }
  }

  return {
    async nodeSuspendForDuration({ target, duration }) {
      if (falling) throw new LibvirtError('OPERATION_INVALID', 'Suspend operation already in progress')
      const [state, name, verb] = targets.get(target) ?? []
      if (state === undefined || name === undefined || verb === undefined) {
        throw new LibvirtError('INVALID_ARG', 'Invalid suspend target')
      }
      const states: readonly string[] = await hostSleepStates()
      if (!states.includes(state)) throw new LibvirtError('ARGUMENT_UNSUPPORTED', name)
      if (duration < shortest) throw new LibvirtError('INVALID_ARG', 'Suspend duration is too short')
      const outcome = await host.processes.run('rtcwake', ['-m', 'no', '-s', String(duration)])
      if (outcome.code !== 0) {
        const why = outcome.errors.trim() || describeExit(outcome)
        throw new LibvirtError('INTERNAL_ERROR', `the host's alarm cannot be set: ${why}`)
      }
      falling = true
      // Goes on by itself: the answer has to get out first. Never rejects.
      void sleep(verb)
    },
  }
}
