import { machineName } from '../../../host/Scopes.js'
import { log } from '../../../log/log.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { Guest } from '../domain/Guest.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { findTpm } from '../tpm/endTpm.js'
import { shutsGuestsDown } from './autoShutdown.js'
import { neededFiles } from './neededFiles.js'
import { messageOf } from '../../messageOf.js'

/** Units that must come up before guests and go down after them: the daemons that look after guests. */
const daemons = ['virtqemud.service', 'libvirtd.service'] as const

/** Looks after the networks that guests are plugged into. */
const networkDaemon = 'virtnetworkd.service'

/** Reached before guests are taken down; libvirt-guests waits for it. */
const shutdownTarget = 'virt-guest-shutdown.target'

/** Puts a guest into a scope of its own. A guest runs without one rather than not at all. */
export async function registerScope(context: QemuDriverContext, domain: QemuDomain, guest: Guest): Promise<void> {
  const { definition, process, places } = guest
  // A daemon that puts guests away by itself has to be through with them before systemd ends them.
  const lasting = shutsGuestsDown(context.settings)
  try {
    const tpm = await findTpm(context, definition)
    tpm?.forget()
    guest.scope = await context.host.scopes.register({
      name: machineName('qemu', guest.id, domain.name),
      uuid: domain.uuid,
      pid: process.pid,
      companions: tpm ? [tpm.pid] : [],
      rootFolder: places.folder,
      links: await linksOf(context, definition),
      after: [...(lasting ? [] : daemons), ...networkUnits(definition)],
      before: [shutdownTarget, ...(lasting ? daemons : [])],
      mounts: [...neededFiles(definition, false).map(({ path }) => path), places.folder, context.directories.qemuLog],
      slice: sliceOf(partitionOf(definition)),
      ...(context.settings.mostTasks !== undefined && { mostTasks: context.settings.mostTasks }),
    })
    // As libvirt shows it: the slice has got its name from there.
    if (guest.scope !== undefined && context.privileged) {
      definition.resource = { appId: undefined, ...definition.resource, partition: partitionOf(definition) }
    }
  } catch (error) {
    log.warning(
      { domain: domain.reference, error },
      `Guest '${domain.name}' runs without a scope of its own, so that the host's shutdown will not wait for it: ${messageOf(error)}`,
    )
  }
}

/** What has to stay up as long as a guest talks to somebody: systemd takes networks down before this target. */
function networkUnits({ devices }: Domain): string[] {
  const overNetwork = devices.disk.some(({ source }) => source.type === 'network')
  const plugged = devices.interface.some(({ connection }) => connection.type === 'network')
  return [
    ...(overNetwork || devices.interface.length > 0 ? ['network.target'] : []),
    ...(plugged ? [networkDaemon] : []),
  ]
}

/** Kernel numbers of the guest's links. */
async function linksOf({ links }: QemuDriverContext, { devices }: Domain): Promise<number[]> {
  const names = devices.interface.flatMap(({ target }) => target ?? [])
  const numbers = await Promise.all(names.map(name => links.indexOf(name)))
  return numbers.flatMap(number => number ?? [])
}

/** Where guests are that do not say. */
const usualPartition = '/machine'

const partitionOf = ({ resource }: Domain): string => resource?.partition ?? usualPartition

/** libvirt's partition `/machine/web` as a slice: `machine-web.slice`. */
function sliceOf(partition: string): string {
  const parts = partition.split('/').filter(part => part !== '')
  return parts.length === 0 ? 'machine.slice' : `${parts.join('-')}.slice`
}
