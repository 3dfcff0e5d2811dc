import { constants } from 'node:os'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Millis } from '../../../host/Clock.js'
import { processStat } from '../../../host/RunningProcess.js'
import type { Ending, Guest } from '../domain/Guest.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'

const { SIGTERM, SIGKILL } = constants.signals

/** How a guest's QEMU is to be ended. */
export interface KillOptions {
  /** What its end will mean, unless something else was decided before. */
  readonly ending: Ending
  /** Let QEMU finish what it writes, and give up rather than use force. */
  readonly graceful?: boolean
}

/**
 * Ends QEMU and waits until the domain is off. Needs no job and no monitor, so that whatever hangs can be ended.
 * @throws LibvirtError SYSTEM_ERROR when the process does not go away
 */
export async function killGuest(
  { timeouts }: Pick<QemuDriverContext, 'timeouts'>,
  guest: Guest,
  { ending, graceful = false }: KillOptions,
): Promise<void> {
  guest.ending ??= ending
  if (!(await ends(guest, SIGTERM, await patience(guest, timeouts.terminate, graceful)))) {
    if (graceful) throw stuck(guest, 'SIGTERM')
    if (!(await ends(guest, SIGKILL, timeouts.kill))) throw stuck(guest, 'SIGKILL')
  }
  await guest.gone
}

/** A stopped process takes no SIGTERM, so that waiting for it would be in vain. */
async function patience({ process }: Guest, usual: Millis, graceful: boolean): Promise<Millis> {
  if (graceful) return usual
  const stat = await processStat(process.pid)
  return stat?.state === 'T' || stat?.state === 't' ? 0 : usual
}

/** Sends a signal and waits. @returns whether the process has ended in time */
async function ends({ process }: Guest, signal: number, wait: Millis): Promise<boolean> {
  if (!process.signal(signal)) return true
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>(resolve => (timer = setTimeout(() => resolve(false), wait)))
  const ended = await Promise.race([process.ended.then(() => true), late])
  clearTimeout(timer)
  return ended
}

function stuck({ process }: Guest, signal: string): LibvirtError {
  return new LibvirtError(
    'SYSTEM_ERROR',
    `Failed to terminate process ${process.pid} with ${signal}: Device or resource busy`,
    { errno: constants.errno.EBUSY },
  )
}
