// Brings guests up: highest priority first, one after the other, and a lower priority waits until the higher one is ready.
import type { Clock } from '../host/Clock.js'
import type { GuestsSettings } from './guestsSettings.js'
import { type Guest, NotSupported } from './Hypervisor.js'
import { byPriority } from './order.js'
import { messageOf } from './stopGuests.js'

export interface StartReport {
  readonly guest: Guest
  readonly result: 'started' | 'runs already' | 'not started'
  /** What stood in the way, of the start or of something that belongs to it. */
  readonly reason?: string | undefined
}

export interface StartProgress {
  begun(guest: Guest): void
  done(report: StartReport): void
}

/** How often readiness is looked at. */
const look = 500

/** Starts guests; what fails is reported and does not keep the others. */
export async function startGuests(
  guests: readonly Guest[],
  { startDelay, syncTime }: Pick<GuestsSettings, 'startDelay' | 'syncTime'>,
  clock: Clock,
  progress: StartProgress,
): Promise<StartReport[]> {
  const reports: StartReport[] = []
  let first = true
  for (const group of byPriority(guests, 'descending')) {
    const up: Promise<void>[] = []
    for (const guest of group) {
      const active = await guest.isActive().catch(() => false)
      if (!active && !first && startDelay > 0) await clock.sleep(startDelay)
      const report: StartReport = active ? { guest, result: 'runs already' } : await start(guest, syncTime, progress)
      reports.push(report)
      progress.done(report)
      if (report.result === 'started') first = false
      if (report.result !== 'not started') up.push(untilReady(guest, clock))
    }
    await Promise.all(up)
  }
  return reports
}

async function start(guest: Guest, syncTime: boolean, progress: StartProgress): Promise<StartReport> {
  progress.begun(guest)
  try {
    await guest.start()
  } catch (error) {
    return { guest, result: 'not started', reason: messageOf(error) }
  }
  const reason = syncTime ? await guest.syncTime().then(() => undefined, messageOf) : undefined
  return { guest, result: 'started', reason: reason && `its clock could not be set: ${reason}` }
}

/** Resolves when a guest is ready as its plan means it, or when that has taken too long. */
async function untilReady(guest: Guest, clock: Clock): Promise<void> {
  const { ready, readyTimeout, delay } = guest.plan
  if (ready !== 'started') {
    const end = clock.monotonic() + readyTimeout
    const asks = ready === 'agent' ? () => guest.hasAgent() : () => guest.hasAddress()
    while (!(await answers(asks)) && clock.monotonic() < end) await clock.sleep(look)
  }
  if (delay > 0) await clock.sleep(delay)
}

/** A question that can never be answered counts as answered: nobody waits for what cannot come. */
async function answers(ask: () => Promise<boolean>): Promise<boolean> {
  try {
    return await ask()
  } catch (error) {
    return error instanceof NotSupported
  }
}
