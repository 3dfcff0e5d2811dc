// The actions of libvirt-guests, each on all connections of the settings.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { BusConnection } from '../bus/connection/BusConnection.js'
import { systemClock } from '../host/Clock.js'
import { BusHypervisor } from './BusHypervisor.js'
import { findDriver } from './findDriver.js'
import type { GuestsSettings } from './guestsSettings.js'
import { guestScopes } from './guestScopes.js'
import { holdHost } from './holdHost.js'
import type { Guest } from './Hypervisor.js'
import { inParallel } from './order.js'
import type { Reporter } from './Reporter.js'
import { SavedList } from './SavedList.js'
import { startGuests } from './startGuests.js'
import { messageOf, stopGuests } from './stopGuests.js'

/** What actions work with. */
export interface GuestsContext {
  readonly bus: BusConnection
  readonly settings: GuestsSettings
  readonly reporter: Reporter
}

const saved = new SavedList('/var/lib/libvirt/libvirt-guests')
const pausedForSleep = new SavedList('/run/libvirt/guests-paused')
/** Exists between start and stop. */
const mark = '/var/lock/libvirt-guests'

export const isStarted = (): boolean => existsSync(mark)
export const hasSavedGuests = (): boolean => saved.read() !== undefined

/** Starts what ran when the host went down. @returns exit status */
export async function start(context: GuestsContext): Promise<number> {
  const { settings, reporter } = context
  let exitCode = 0
  const lines = saved.read() ?? []
  if (lines.length > 0 && !settings.startAtBoot) reporter.say('guests stay off: ON_BOOT says so')
  if (settings.startAtBoot) {
    for (const { uri, uuids } of lines) {
      const done = await onHypervisor(context, uri, true, async hypervisor => {
        const guests = await Promise.all(uuids.map(uuid => hypervisor.find(uuid)))
        const known = guests.filter(guest => guest !== undefined)
        if (known.length < uuids.length) reporter.say(`${uuids.length - known.length} guests of ${uri} are gone`)
        const reports = await startGuests(known, settings, systemClock, reporter.starting)
        return reports.every(({ result }) => result !== 'not started')
      })
      if (!done) exitCode = 1
    }
  }
  saved.remove()
  mkdirSync(dirname(mark), { recursive: true })
  writeFileSync(mark, '')
  return exitCode
}

/** Takes all guests down and remembers which ran. A list that is there already was not started from yet, and stays. */
export async function stop(context: GuestsContext): Promise<number> {
  if (hasSavedGuests()) return 0
  const { bus, settings, reporter } = context
  const release = await holdHost(bus, 'Guests of this host are being stopped')
  let exitCode = 0
  const stopped: { uri: string; uuids: string[] }[] = []
  try {
    for (const uri of settings.uris) {
      const done = await onHypervisor(context, uri, false, async hypervisor => {
        const running = await hypervisor.running()
        const guests = running.filter(({ persistent }) => persistent || !settings.persistentOnly)
        for (const { name } of running.filter(guest => !guests.includes(guest))) {
          reporter.say(`${name}: left running, because it is transient`)
        }
        if (guests.length === 0) return true
        reporter.say(`${guests.length} guests of ${uri} are to be stopped`)
        stopped.push({ uri, uuids: guests.filter(({ persistent }) => persistent).map(({ uuid }) => uuid) })
        // Before anything stops: a host that dies meanwhile has them started again.
        saved.write(stopped)
        const reports = await stopGuests(hypervisor, guests, settings, systemClock, reporter.stopping)
        return reports.every(({ result }) => result !== 'not stopped')
      })
      if (!done) exitCode = 1
    }
  } finally {
    release()
  }
  rmSync(mark, { force: true })
  return exitCode
}

/** Lists the guests that run. */
export async function gueststatus(context: GuestsContext): Promise<number> {
  let exitCode = 0
  for (const uri of context.settings.uris) {
    context.reporter.say(`* ${uri}:`)
    const done = await onHypervisor(context, uri, true, async hypervisor => {
      const guests = await hypervisor.running()
      for (const { name, uuid, plan } of guests) {
        const priority = plan.priority === 0 ? '' : ` priority ${plan.priority}`
        context.reporter.say(`  ${uuid} ${name}${priority}`)
      }
      return true
    })
    if (!done) exitCode = 1
  }
  return exitCode
}

/** Stops the CPUs of all guests before the host sleeps, and remembers which. */
export async function pause(context: GuestsContext): Promise<number> {
  const paused: { uri: string; uuids: string[] }[] = []
  for (const uri of context.settings.uris) {
    const uuids: string[] = []
    await onHypervisor(context, uri, false, async hypervisor => {
      await inParallel(await hypervisor.running(), 16, async guest => {
        if (await guest.isPaused()) return
        if (await attempt(context, guest, 'paused', () => guest.pause())) uuids.push(guest.uuid)
      })
      return true
    })
    if (uuids.length > 0) paused.push({ uri, uuids })
  }
  pausedForSleep.write(paused)
  return 0
}

/** Lets those go on that `pause` stopped, and only them. */
export async function resume(context: GuestsContext): Promise<number> {
  for (const { uri, uuids } of pausedForSleep.read() ?? []) {
    await onHypervisor(context, uri, true, async hypervisor => {
      await inParallel(uuids, 16, async uuid => {
        const guest = await hypervisor.find(uuid)
        if (!guest || !(await guest.isActive())) return
        if (!(await attempt(context, guest, 'resumed', () => guest.resume()))) return
        if (context.settings.syncTime) await attempt(context, guest, 'given the time', () => guest.syncTime())
      })
      return true
    })
  }
  pausedForSleep.remove()
  return 0
}

/** @returns whether it went well; what did not is told */
async function attempt(
  { reporter }: GuestsContext,
  { name }: Guest,
  done: string,
  work: () => Promise<void>,
): Promise<boolean> {
  try {
    await work()
    reporter.say(`${name}: ${done}`)
    return true
  } catch (error) {
    reporter.complain(`${name} could not be ${done}: ${messageOf(error)}`)
    return false
  }
}

/** Does something with the guests of a connection. @returns what `work` returns; false when nobody can be reached */
async function onHypervisor(
  { bus, settings, reporter }: GuestsContext,
  uri: string,
  mayStart: boolean,
  work: (hypervisor: BusHypervisor) => Promise<boolean>,
): Promise<boolean> {
  try {
    // A daemon stays as long as guests run; one that is down is only started for guests that are there all the same.
    const startable = mayStart || (await guestScopes(bus)).length > 0
    const place = await findDriver(uri, bus, { startable })
    if (!place) return true
    return await work(await BusHypervisor.open(uri, bus, place, settings))
  } catch (error) {
    reporter.complain(`Guests of ${uri} cannot be reached: ${messageOf(error)}`)
    return false
  }
}
