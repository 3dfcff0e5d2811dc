// A running guest as changes of its devices see it: with what devices need of the host opened on demand.
import { closeSync, constants, open as openCallback } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { lendFiles } from '../../../host/FileOwner.js'
import { listenUnix } from '../../../host/native.js'
import { scsiGenericName } from '../../../host/scsiGenericName.js'
import { systemError } from '../../../host/systemError.js'
import { Undo } from '../../../host/Undo.js'
import type { Channel } from '../../../model/domain/devices/characterDevice.js'
import { charSourceOf } from '../../../model/domain/devices/charSourceOf.js'
import type { CharSource } from '../../../model/domain/devices/charSource.js'
import type { Device } from '../../../model/domain/devices/Device.js'
import type { Filesystem } from '../../../model/domain/devices/filesystem.js'
import type { CommandContext, FdSet } from '../command/CommandContext.js'
import { recordStatus } from '../domain/moveDomain.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { HotplugGuest } from '../hotplug/HotplugGuest.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { shortName } from '../shortName.js'
import { limitInterface, refuseUnlimited } from '../tuning/limitInterface.js'
import { definitionText } from '../domain/definitionText.js'
import { filesToLend } from './filesToLend.js'
import { guestSecrets } from './guestSecrets.js'
import { openInterface, removeDirect } from './openInterfaces.js'
import { endVirtiofs, startVirtiofs } from './startVirtiofs.js'
import { openVsockFor } from './openVsockFor.js'
import { returnSpareFiles } from './returnSpareFiles.js'

const openFile = promisify(openCallback)
const backlog = 1

/** To be disposed of when the change is done: closes what was not handed to QEMU, gives files back that no device needs now. */
export interface HostedGuest extends HotplugGuest, AsyncDisposable {}

/** @throws LibvirtError OPERATION_INVALID when the domain does not run */
export async function hotplugGuest(context: QemuDriverContext, domain: QemuDomain): Promise<HostedGuest> {
  const { host, settings, timeouts } = context
  const { guest } = domain.active()
  const monitor = domain.monitor()
  const { definition, places } = guest
  const [capabilities, reading, masterKey] = await Promise.all([
    context.emulators.capabilities(definition.emulator ?? ''),
    context.emulators.contextFor(definitionText(definition)),
    readFile(join(places.folder, 'master-key.aes')).catch(() => Buffer.alloc(0)),
  ])
  const opened = new Set<number>()
  const fds = new Map<string, readonly number[]>()
  const sets = new Map<string, FdSet>()
  const interfaces = [...definition.devices.interface]
  const undo = new Undo()
  const serving = new Undo()
  const served: Filesystem[] = []
  const command: CommandContext = {
    capabilities,
    settings: settings.command,
    privateDirectory: places.folder,
    shortName: shortName(guest.id, domain.name),
    monitor: { path: places.monitor },
    descriptors: { fds, sets },
    secrets: guestSecrets(masterKey, host.random, context.secretValue),
    now: Math.floor(host.clock.now() / 1000),
    tpmSockets: new Map(),
    scsiGenericName,
    environment: context.environment,
  }

  async function lend(device: Device): Promise<void> {
    // A medium that is to come is not part of the definition yet.
    const disks = device.kind === 'disk' ? [...definition.devices.disk, device] : definition.devices.disk
    const owners = await filesToLend(context, { ...definition, devices: { ...definition.devices, disk: disks } })
    const known = new Set(guest.owners.map(({ path }) => path))
    const added = owners.filter(({ path }) => !known.has(path))
    if (added.length === 0) return
    guest.owners = [...guest.owners, ...added]
    // Whose they were must be known to whoever comes back.
    await recordStatus(context, domain)
    if (context.user) await lendFiles(added, context.user)
  }

  async function openSource(alias: string, source: CharSource): Promise<void> {
    if (source.type === 'unix' && source.listen && source.path !== undefined) {
      await host.files.makeFolder(dirname(source.path), { mode: 0o750 })
      await host.files.remove(source.path)
      fds.set(`char${alias}`, [keep(listen(source.path))])
    }
    if (source.type === 'file') await openSet(`${alias}-source`, source.path ?? '', source.append === true)
    if (source.log) await openSet(`${alias}-log`, source.log.file, source.log.append === true)
  }

  /** Sockets of channels that name none lie where those of the start do. */
  function nameSocket({ source, target }: Channel): void {
    if (source.type !== 'unix' || source.path !== undefined || target.type !== 'virtio') return
    const folder = join(context.directories.qemuChannel, shortName(guest.id, domain.name))
    source.path = join(folder, target.name ?? 'unknown')
    source.listen = true
  }

  /** Its server ends again unless the guest gets the device. */
  async function serveFolder(filesystem: Filesystem): Promise<void> {
    const own = { ...definition, devices: { ...definition.devices, filesystem: [filesystem] } }
    await startVirtiofs(context, own, places.folder, serving)
    serving.defer(() => endVirtiofs(own, places.folder))
    served.push(filesystem)
  }

  async function openSet(name: string, path: string, append: boolean): Promise<void> {
    const { O_WRONLY, O_CREAT, O_APPEND, O_TRUNC } = constants
    try {
      const fd = await openFile(path, O_WRONLY | O_CREAT | (append ? O_APPEND : O_TRUNC), 0o600)
      sets.set(name, { number: sets.size, fds: [keep(fd)] })
    } catch (error) {
      throw systemError(`Unable to open file '${path}'`, error)
    }
  }

  function keep(fd: number): number {
    opened.add(fd)
    return fd
  }

  return {
    domain: definition,
    deleted: guest.deleted,
    reading,
    unplugTimeout: timeouts.unplug,
    now: () => host.clock.now() / 1000,
    defaultPassword: { vnc: settings.command.vncPassword, spice: settings.command.spicePassword },
    monitor: {
      async execute(name, args, options = {}) {
        // The monitor closes what it sends.
        for (const fd of options.descriptors ?? []) opened.delete(fd)
        return monitor.execute(name, args, options)
      },
    },
    async commandContext(device, purpose) {
      if (purpose === 'plug') {
        await lend(device)
        if (device.kind === 'interface') {
          await openInterface(context, definition, device, { add: keep, fds }, undo)
          return command
        }
        const source = charSourceOf(device)
        if (device.kind === 'vsock') openVsockFor(device, { add: keep, fds })
        if (device.kind === 'channel') nameSocket(device)
        if (device.kind === 'filesystem') await serveFolder(device)
        if (source) await openSource('info' in device ? (device.info.alias ?? '') : '', source)
      }
      return command
    },
    async limitInterface(net, bandwidth) {
      refuseUnlimited(net)
      await limitInterface(context, net, bandwidth)
    },
    async [Symbol.asyncDispose]() {
      for (const fd of opened) closeSync(fd)
      const gone = interfaces.filter(net => !definition.devices.interface.includes(net))
      for (const net of gone) {
        await removeDirect(context, net)
        if (net.actual) await context.networks.unplug(net, definition)
      }
      if (definition.devices.interface.every(net => interfaces.includes(net))) await undo[Symbol.asyncDispose]()
      if (served.some(filesystem => !definition.devices.filesystem.includes(filesystem)))
        await serving[Symbol.asyncDispose]()
      await returnSpareFiles(context, guest)
    },
  }
}

function listen(path: string): number {
  try {
    return listenUnix(path, backlog)
  } catch (error) {
    throw systemError(`Unable to listen on UNIX socket '${path}'`, error)
  }
}
