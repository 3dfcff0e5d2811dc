import { commandLineOf } from '../../../host/commandLines.js'
import type { RunningProcess } from '../../../host/RunningProcess.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { GuestStatus } from '../state/GuestStatus.js'

/** The QEMU that a record is about; undefined when it has ended. */
export async function findQemu({ host }: QemuDriverContext, status: GuestStatus): Promise<RunningProcess | undefined> {
  const isOurs = (words: readonly string[]) => runsGuest(words, status.definition.name, status.definition.uuid)
  const { process } = status
  // An intent knows no process: none was let go.
  if (!process) return undefined
  if (process.startTime !== undefined) return host.processes.find(process.pid, process.startTime)
  // libvirt records no start time.
  return isOurs(await commandLineOf(process.pid)) ? host.processes.find(process.pid) : undefined
}

/** Whether a command line is that of a guest's QEMU. */
export function runsGuest(words: readonly string[], name: string, uuid: string): boolean {
  const after = (option: string) => words[words.indexOf(option) + 1] ?? ''
  return (
    words.includes('-uuid') &&
    after('-uuid') === uuid &&
    after('-name')
      .split(',')
      .includes(`guest=${name.replaceAll(',', ',,')}`)
  )
}
