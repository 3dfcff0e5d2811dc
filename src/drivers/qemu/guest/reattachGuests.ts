// A daemon that comes back: what the files say against what runs. Every guest on record is taken over, or found to have ended;
// what a start left unfinished is undone.
import { log } from '../../../log/log.js'
import { MSG } from '../../../log/catalogue.js'
import type { Channel } from '../../../model/domain/devices/characterDevice.js'
import { findBlockJobs } from '../blockjobs/blockJobMoved.js'
import { channelMoved, followAgent } from '../agent/followAgent.js'
import type { Activity } from '../domain/DomainState.js'
import { type Ending, Guest } from '../domain/Guest.js'
import { moveDomain, recordStatus } from '../domain/moveDomain.js'
import { newDomain } from '../domain/newDomain.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { GuestStatus } from '../state/GuestStatus.js'
import type { Saving } from '../state/ownRecord.js'
import { countEvents } from '../tuning/countEvents.js'
import { connectMonitor } from './connectMonitor.js'
import { findQemu } from './findQemu.js'
import { forgetMissing } from './forgetMissing.js'
import { killGuest } from './killGuest.js'
import { displayPorts } from './prepareDefinition.js'
import { recognizeImages } from '../images/recognizeImages.js'
import { managedSavePath, removeManagedSave } from '../state/managedSaves.js'
import { unfinished } from './saveGuest.js'
import type { QmpMonitor } from '../monitor/QmpMonitor.js'
import { queryGuest } from './queryGuest.js'
import { isInterrupted, resumeInterrupted } from './resumeInterrupted.js'
import { runHook } from './runHook.js'
import { activityFromQemu } from './runState.js'
import { clearAway, tellEnd, watchGuest } from './watchGuest.js'
import { messageOf } from '../../messageOf.js'

/** Takes over every guest on record. Resolves when each is known; one whose QEMU does not answer is as its record says. */
export async function reattachGuests(context: QemuDriverContext): Promise<void> {
  const records = await context.statuses.load(context.emulators.plainContext, (name, path, aside, error) =>
    log.warning(
      MSG.stateFileSetAside,
      { error, file: path, setAside: aside },
      `The state of guest '${name}' cannot be read and was set aside as ${aside}: ${messageOf(error)}`,
    ),
  )
  const guests = records.map(({ name, status }) => ({ status, domain: domainOf(context, name, status) }))
  await Promise.all(guests.map(async ({ domain, status }) => domain && reattach(context, domain, status)))
}

/** The domain that a record is about; a transient one is known from its record alone. */
function domainOf(context: QemuDriverContext, name: string, { definition }: GuestStatus): QemuDomain | undefined {
  const { domains } = context
  if (definition.id !== undefined) domains.reserveId(definition.id)
  const known = domains.withUuid(definition.uuid)
  if (known?.name === name || (!known && !domains.withName(name))) {
    const domain = known ?? newDomain(context, { name, uuid: definition.uuid })
    if (!known) domains.add(domain)
    return domain
  }
  log.error(
    { domain: { name, uuid: definition.uuid } },
    `The state of guest '${name}' contradicts the definitions on disk`,
  )
  return undefined
}

/** Takes over the guest that a record speaks of, or deals with its end. */
export async function reattach(context: QemuDriverContext, domain: QemuDomain, status: GuestStatus): Promise<void> {
  const process = await findQemu(context, status)
  if (!process) return ended(context, domain, status)
  const { monitor, folder, definition } = status
  const guest = new Guest(definition.id ?? -1, definition, process, { monitor, folder })
  guest.owners = status.owners
  guest.flags = status.flags
  guest.scope = status.scope
  guest.saving = status.saving ?? unrecordedSave(context, domain, status)
  guest.rebooting = status.rebooting
  guest.agent.responseTimeout = status.agentTimeout
  guest.vcpuThreads = status.vcpuThreads
  for (const port of displayPorts(definition)) {
    context.ports.display.reserve(port)
    context.ports.websocket.reserve(port)
  }
  domain.state = { ...status.activity, guest }
  watchGuest(context, domain, guest)
  const connected = keepConnecting(context, domain, guest, status)
  const late = context.host.clock.sleep(context.timeouts.reattach, context.stopping).catch(() => {})
  await Promise.race([connected, late])
}

/** Connects to a guest's QEMU, again and again for as long as it runs. Never rejects. */
async function keepConnecting(
  context: QemuDriverContext,
  domain: QemuDomain,
  guest: Guest,
  status: GuestStatus,
): Promise<void> {
  const { host, stopping, timeouts } = context
  for (let attempt = 0; domain.guest === guest && !stopping.aborted; attempt++) {
    try {
      return await reconnect(context, domain, guest, status)
    } catch (error) {
      if (stopping.aborted || domain.guest !== guest) return
      const text = `Guest '${domain.name}' runs, but its QEMU (process ${guest.process.pid}) does not answer`
      if (attempt === 0) log.warning({ domain: domain.reference, error }, `${text}: ${messageOf(error)}`)
      await host.clock.sleep(timeouts.retry, stopping).catch(() => {})
    }
  }
}

async function reconnect(
  context: QemuDriverContext,
  domain: QemuDomain,
  guest: Guest,
  { activity }: GuestStatus,
): Promise<void> {
  const monitor = await connectMonitor(context, domain, guest, context.timeouts.monitor)
  const onChannel = (channel: Channel, open: boolean) => void channelMoved(context, domain, guest, channel, open)
  const [reply] = await Promise.all([monitor.execute('query-status'), queryGuest(guest, monitor, onChannel)])
  if (!guest.agent.channel) followAgent(context, domain, guest)
  await recognizeImages(context, domain, guest, monitor)
  await findBlockJobs(context, domain, guest)
  const now = activityFromQemu(reply, activity)
  if (isStarting(activity) && now.is !== 'running') {
    // Nobody was told that it runs: the start is undone.
    return killGuest(context, guest, { ending: 'FAILED' })
  }
  await moveDomain(context, domain, { ...now, guest })
  if (now.is === 'shutdown') return killGuest(context, guest, { ending: 'SHUTDOWN' })
  if (guest.saving && (await finishSave(context, domain, guest, monitor, guest.saving))) return
  if (isInterrupted(now)) await resumeInterrupted(monitor, context.host.clock)
  // What it was restored from is behind it: to start from that once more would meet disks of a later time.
  if (domain.managedSave) await removeManagedSave(context, domain)
  await forgetMissing(context, domain, guest)
  await countEvents(context, guest, guest.definition.perf).catch(error =>
    log.warning({ domain: domain.reference, error }, `Guest '${domain.name}' is not counted: ${messageOf(error)}`),
  )
  await runHook(context, guest.definition, 'reconnect', 'begin')
}

/** What libvirt was doing with a guest that it had stopped in order to save it. */
function unrecordedSave(context: QemuDriverContext, domain: QemuDomain, { activity }: GuestStatus): Saving | undefined {
  const saving = activity.is === 'paused' && activity.why === 'SAVE'
  return saving ? { path: managedSavePath(context, domain), ran: true } : undefined
}

/**
 * A save that was interrupted: either its file is whole, and the guest is over, or there is none, and it goes on.
 * @returns whether it is over
 */
async function finishSave(
  context: QemuDriverContext,
  domain: QemuDomain,
  guest: Guest,
  monitor: QmpMonitor,
  { path, ran }: Saving,
): Promise<boolean> {
  const { files } = context.host
  const written = (await monitor.execute('query-status')).field('status').string() === 'postmigrate'
  if (written && (await files.exists(path)) && !(await files.exists(unfinished(path)))) {
    await killGuest(context, guest, { ending: 'SAVED' })
    return true
  }
  await monitor.execute('migrate_cancel')
  await files.remove(unfinished(path))
  guest.saving = undefined
  if (ran) await monitor.execute('cont')
  else await recordStatus(context, domain)
  return false
}

/** A guest whose QEMU ended while nobody looked. */
async function ended(context: QemuDriverContext, domain: QemuDomain, status: GuestStatus): Promise<void> {
  const { folder, monitor, definition, owners, activity, saving } = status
  log.warning({ domain: domain.reference }, `QEMU of guest '${domain.name}' has ended since the daemon last looked`)
  const remains = { id: definition.id ?? -1, definition, places: { folder, monitor }, owners }
  const why = endOf(activity)
  await clearAway(context, domain, remains, why.toLowerCase())
  if (saving) await context.host.files.remove(unfinished(saving.path))
  await tellEnd(context, domain, why)
}

/** QEMU stays when a guest powers off, until it is told to go; so one that is gone without a word has crashed. */
function endOf(activity: Activity): Ending {
  if (activity.is === 'shutdown') return 'SHUTDOWN'
  return isStarting(activity) ? 'FAILED' : 'CRASHED'
}

function isStarting({ is, why }: Activity): boolean {
  return is === 'paused' && why === 'STARTING_UP'
}
