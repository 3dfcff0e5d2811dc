// Takes guests down: lowest priority first, those of one priority at once, and none beyond its limit.
import type { Clock } from '../host/Clock.js'
import type { GuestsSettings } from './guestsSettings.js'
import { type Guest, type Hypervisor, NotSupported } from './Hypervisor.js'
import { byPriority, inParallel } from './order.js'

/** What became of a guest. */
export type StopResult = 'shut down' | 'saved' | 'killed' | 'left running' | 'not stopped'

export interface StopReport {
  readonly guest: Guest
  readonly result: StopResult
  /** Milliseconds from the button to the end. */
  readonly waited: number
  /** Why something other than asked for was done. */
  readonly reason?: string | undefined
}

export type StopSettings = Pick<GuestsSettings, 'onShutdown' | 'parallel' | 'timeout'>

export interface StopProgress {
  begun(guest: Guest, action: string): void
  done(report: StopReport): void
}

/** Stops guests; what fails is reported and does not keep the others. */
export async function stopGuests(
  hypervisor: Hypervisor,
  guests: readonly Guest[],
  settings: StopSettings,
  clock: Clock,
  progress: StopProgress,
): Promise<StopReport[]> {
  const ends = new Ends(hypervisor)
  const reports: StopReport[] = []
  for (const group of byPriority(guests, 'ascending')) {
    const groupBegan = clock.monotonic()
    await inParallel(group, settings.parallel, async guest => {
      // Without a limit of its own, a guest shares that of all who stop with it, as libvirt's SHUTDOWN_TIMEOUT is shared.
      const began = settings.parallel > 1 && guest.plan.timeout === undefined ? groupBegan : clock.monotonic()
      const report = await stopGuest(guest, settings, { clock, ends, progress, began })
      reports.push(report)
      progress.done(report)
    })
  }
  return reports
}

interface Stopping {
  readonly clock: Clock
  readonly ends: Ends
  readonly progress: StopProgress
  /** When its time began to run. */
  readonly began: number
}

async function stopGuest(guest: Guest, settings: StopSettings, stopping: Stopping): Promise<StopReport> {
  const { clock, ends, progress } = stopping
  const start = clock.monotonic()
  const report = (result: StopResult, reason?: string): StopReport => ({
    guest,
    result,
    waited: Math.round(clock.monotonic() - start),
    reason,
  })
  const action = guest.plan.action ?? settings.onShutdown
  if (action === 'ignore') return report('left running', 'its definition says so')
  progress.begun(guest, action)
  const ended = ends.of(guest)
  let reason: string | undefined
  try {
    if (action === 'suspend') {
      reason = await savingObstacle(guest)
      if (reason === undefined) return report('saved')
    }
    if (action !== 'destroy') {
      if (await shutDown(guest, ended, settings, stopping)) return report('shut down', reason)
      reason = 'it did not shut down in time'
    }
  } catch (error) {
    if (!(await guest.isActive().catch(() => true))) return report('shut down', reason)
    reason = messageOf(error)
  }
  try {
    await guest.destroy()
    return report('killed', reason)
  } catch (error) {
    return report('not stopped', messageOf(error))
  }
}

/** Saves a guest. @returns why that cannot be, undefined when it is done */
async function savingObstacle(guest: Guest): Promise<string | undefined> {
  try {
    await guest.save()
    return undefined
  } catch (error) {
    const what = error instanceof NotSupported ? 'it cannot be saved' : 'it could not be saved'
    return `${what}: ${messageOf(error)}`
  }
}

/** @returns whether the guest went off before its limit */
async function shutDown(
  guest: Guest,
  ended: Promise<void>,
  { timeout: usual }: StopSettings,
  { clock, began }: Stopping,
): Promise<boolean> {
  await guest.shutDown()
  // It may have ended before anybody listened.
  if (!(await guest.isActive())) return true
  const timeout = guest.plan.timeout ?? usual
  if (timeout === 0) {
    await ended
    return true
  }
  const late = new AbortController()
  const left = Math.max(0, began + timeout - clock.monotonic())
  const limit = clock.sleep(left, late.signal).then(
    () => false,
    () => false,
  )
  const inTime = await Promise.race([ended.then(() => true), limit])
  late.abort()
  return inTime || !(await guest.isActive())
}

/** The ends of guests, for whoever waits for one. */
class Ends {
  readonly #waiting = new Map<string, () => void>()

  constructor(hypervisor: Hypervisor) {
    hypervisor.onEnd(uuid => this.#waiting.get(uuid)?.())
  }

  of({ uuid }: Guest): Promise<void> {
    return new Promise(resolve => this.#waiting.set(uuid, resolve))
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
