// The end of a guest, whoever caused it: noticed through its pidfd, cleared away, recorded, told.
import { join } from 'node:path'
import { domainEventStoppedDetailType } from '../../../api/enums/domain.js'
import { giveBackFiles } from '../../../host/FileOwner.js'
import { appendLine } from '../../../host/OutputFile.js'
import { machineName } from '../../../host/Scopes.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { log } from '../../../log/log.js'
import type { Ending, Guest } from '../domain/Guest.js'
import { moveDomain } from '../domain/moveDomain.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { logTime } from './logTime.js'
import { shortName } from '../shortName.js'
import { endTpm } from '../tpm/endTpm.js'
import { tpmSocket } from '../tpm/startTpm.js'
import { forgetSnapshots } from '../snapshots/forgetSnapshots.js'
import { losesTpmState, tpmFolder } from '../tpm/tpmStore.js'
import { hearQemu } from './hearQemu.js'
import { memoryFolders } from './memoryFolders.js'
import { removeDirect } from './openInterfaces.js'
import { pidFile } from './pidFile.js'
import { displayPorts } from './prepareDefinition.js'
import { endVirtiofs } from './startVirtiofs.js'
import { runHook } from './runHook.js'
import { messageOf } from '../../messageOf.js'

/** Looks after a guest until its QEMU has ended. A daemon that stops lets go of the process, and this never comes to an end. */
export function watchGuest(context: QemuDriverContext, domain: QemuDomain, guest: Guest): void {
  hearQemu(context, domain, guest, logOf(context, domain))
  guest.process.ended
    .then(() => guestEnded(context, domain, guest))
    .catch(error =>
      log.error({ domain: domain.reference, error }, `The end of guest '${domain.name}' was not dealt with`),
    )
    .finally(guest.markGone)
}

async function guestEnded(context: QemuDriverContext, domain: QemuDomain, guest: Guest): Promise<void> {
  guest.monitor?.close()
  guest.counters[Symbol.dispose]()
  const starting = domain.state.is === 'paused' && domain.state.why === 'STARTING_UP'
  const why = guest.ending ?? (starting ? 'FAILED' : 'CRASHED')
  if (why === 'CRASHED' && !guest.ending) {
    log.error(
      { domain: domain.reference },
      `QEMU of guest '${domain.name}' ended by itself; its log is ${logOf(context, domain)}`,
    )
  }
  await clearAway(context, domain, guest, why.toLowerCase())
  await tellEnd(context, domain, why, guest.ending === undefined && !starting)
}

/** Moves a domain whose QEMU is gone; a transient one goes with it. @param byItself nobody wanted it */
export async function tellEnd(
  context: QemuDriverContext,
  domain: QemuDomain,
  why: Ending,
  byItself = why === 'CRASHED',
): Promise<void> {
  if (!domain.isPersistent) {
    await forgetSnapshots(context, domain)
    context.domains.remove(domain)
  }
  const detail = byItself ? domainEventStoppedDetailType.FAILED : domainEventStoppedDetailType[why]
  await moveDomain(context, domain, { is: 'shutoff', why }, { event: 'STOPPED', detail })
  if (!domain.isPersistent) context.feed.change('removed', domain)
}

/** Takes away everything that existed for the guest. What fails is logged: the guest is gone all the same. */
export async function clearAway(
  context: QemuDriverContext,
  domain: QemuDomain,
  guest: Pick<Guest, 'id' | 'definition' | 'places' | 'owners'>,
  reason: string,
): Promise<void> {
  const { host, directories, ports } = context
  const failed = (error: unknown) =>
    log.warning(
      { domain: domain.reference, error },
      `Clearing away what guest '${domain.name}' left failed: ${messageOf(error)}`,
    )
  for (const port of displayPorts(guest.definition)) {
    ports.display.release(port)
    ports.websocket.release(port)
  }
  const hook = (operation: 'stopped' | 'release') => () => runHook(context, guest.definition, operation, 'end')
  // A script that hears of the end still finds the files; one that hears of the release finds nothing of the guest any more.
  const rounds: readonly (readonly (() => Promise<void>)[])[] = [
    [hook('stopped')],
    [
      () => appendLine(logOf(context, domain), `${logTime(host.clock.now())}: shutting down, reason=${reason}`),
      () => host.scopes.forget(machineName('qemu', guest.id, domain.name)),
      async () => {
        await endVirtiofs(guest.definition, guest.places.folder)
        await host.files.removeFolder(guest.places.folder)
      },
      () => host.files.removeFolder(join(directories.qemuChannel, shortName(guest.id, domain.name))),
      ...memoryFolders(context, shortName(guest.id, domain.name)).map(folder => () => host.files.removeFolder(folder)),
      () => host.files.remove(pidFile(directories, domain.name)),
      async () => {
        await endTpm(context, guest.definition)
        await host.files.remove(tpmSocket(context, guest.id, domain.name))
        const nobodys = !domain.isPersistent && losesTpmState(guest.definition)
        if (nobodys) await host.files.removeFolder(tpmFolder(directories, domain.uuid))
      },
      ...guest.definition.devices.interface.map(net => () => removeDirect(context, net)),
      ...pluggedInto(guest.definition).map(net => () => context.networks.unplug(net, guest.definition)),
      () => giveBackFiles(context.domains.unshared(guest)),
    ],
    [hook('release')],
  ]
  for (const steps of rounds) await Promise.all(steps.map(step => step().catch(failed)))
}

/** Interfaces that have a place in a network of libvirt. */
function pluggedInto({ devices }: Domain) {
  return devices.interface.filter(({ connection, actual }) => connection.type === 'network' && actual)
}

function logOf({ directories }: QemuDriverContext, { name }: QemuDomain): string {
  return join(directories.qemuLog, `${name}.log`)
}
