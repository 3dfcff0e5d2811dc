// Puts the driver together: what it shares, what it can do, how it begins and ends.
import { setMaxListeners } from 'node:events'
import { join } from 'node:path'
import type { Driver } from '../../api/Driver.js'
import { changedKeys } from '../../config/changedKeys.js'
import { ConfReader } from '../../config/ConfReader.js'
import type { Directories } from '../../config/directories.js'
import { findGroup, findUser } from '../../host/findUser.js'
import { groupRoot } from '../../host/ControlGroup.js'
import type { Host } from '../../host/Host.js'
import { fipsEnforced, hugetlbfsMounts, numaNodes, transparentHugePage } from '../../host/hostMemory.js'
import { systemLinks } from '../../host/Links.js'
import { PortPool } from '../../host/PortPool.js'
import type { ProcessUser } from '../../host/Processes.js'
import { systemThreads } from '../../host/Threads.js'
import { log } from '../../log/log.js'
import { defineDriver } from '../../api/Driver.js'
import { DefinitionFolder } from '../DefinitionFolder.js'
import type { EventFeed } from '../EventFeed.js'
import { systemCapabilities } from './capabilities/systemCapabilities.js'
import { thisProgram } from './domain/definitionSeal.js'
import { DomainList } from './domain/DomainList.js'
import { readFirmware } from './firmware/readFirmware.js'
import { autoShutdown, shutsGuestsDown } from './guest/autoShutdown.js'
import { noNetworks } from './guest/GuestNetworks.js'
import { reattachGuests } from './guest/reattachGuests.js'
import { rescueGuests } from './guest/rescueGuests.js'
import { startAutostarted } from './guest/startAutostarted.js'
import { checkDefinitions, loadDefinitions } from './loadDefinitions.js'
import type { QemuDriverContext } from './QemuDriverContext.js'
import { type QemuSettings, qemuSettings } from './qemuSettings.js'
import { type QemuTimeouts, usualTimeouts } from './QemuTimeouts.js'
import type { QemuObjects } from './QemuVerbs.js'
import { findSnapshot } from './snapshots/findSnapshot.js'
import { loadSnapshots } from './snapshots/snapshotFiles.js'
import { StatusFolder } from './state/StatusFolder.js'
import { systemEmulators } from './systemEmulators.js'
import { qemuVerbs } from './verbs/qemuVerbs.js'

/** What a driver is made of that its surroundings decide. */
export interface QemuDriverParts {
  readonly directories: Directories
  readonly host: Host
  readonly feed: EventFeed
  /** `qemu:///system`. */
  readonly uri: string
  /** Runs as root for the whole host, and not for one user. */
  readonly privileged: boolean
  /** By which hosts tell each other apart. */
  readonly hostUuid?: string | undefined
  readonly timeouts?: Partial<QemuTimeouts>
  /** Which program this is; found out unless told. */
  readonly program?: string | undefined
  readonly buildCommand: QemuDriverContext['buildCommand']
  readonly links?: QemuDriverContext['links']
  /** Without it, guests cannot be plugged into networks of libvirt. */
  readonly networks?: QemuDriverContext['networks']
  /** Without it, guests cannot use secrets. */
  readonly secretValue?: QemuDriverContext['secretValue']
}

/** Users that distributions run QEMU as, when qemu.conf names none. */
const usualUsers = ['libvirt-qemu', 'qemu'] as const

/** KiB of a page on every architecture where Node runs. */
const pageSize = 4

/**
 * Makes the driver; `start` makes it usable.
 * @throws LibvirtError CONF_SYNTAX for a qemu.conf that cannot be used
 */
export async function createQemuDriver(parts: QemuDriverParts): Promise<Driver> {
  const stopping = new AbortController()
  // Every guest listens for the end.
  setMaxListeners(0, stopping.signal)
  const file = join(parts.directories.config, 'qemu.conf')
  const readConf = async () => (await parts.host.files.read(file)) ?? ''
  const conf = await readConf()
  const context = await makeContext(parts, stopping.signal, new ConfReader(conf, file))
  const { domains, feed, uri } = context
  // Never rejects: what is wrong with a definition is logged.
  let checking = Promise.resolve()
  return defineDriver<QemuObjects>({
    name: 'QEMU',
    type: 'QEMU',
    key: 'qemu',
    uri,
    errorDomain: 'QEMU',
    feed,
    find: {
      domain: reference => domains.find(reference),
      domainSnapshot: ({ dom, name }) => findSnapshot(domains.find(dom), name),
    },
    verbs: qemuVerbs(context),
    async start() {
      await makeFolders(context)
      const added = await loadDefinitions(context)
      await reattachGuests(context)
      await loadSnapshots(context)
      await rescueGuests(context)
      startAutostarted(context)
      checking = checkDefinitions(context, added, stopping.signal)
    },
    async reload() {
      const waiting = changedKeys(conf, await readConf(), file)
      if (waiting.length > 0)
        log.warning({}, `What ${file} says of ${waiting.join(', ')} counts from the next start of the daemon on`)
      const added = await loadDefinitions(context)
      for (const domain of added) feed.change('added', domain)
      await checking
      checking = checkDefinitions(context, added, stopping.signal)
    },
    async stop() {
      stopping.abort()
      await checking
      for (const { guest } of domains) guest?.process.forget()
      await Promise.all([...domains].map(({ written }) => written))
    },
    ...(shutsGuestsDown(context.settings) && { hostGoesDown: reason => autoShutdown(context, reason) }),
    busy() {
      let running = 0
      for (const { guest } of domains) if (guest) running++
      return running === 0 ? undefined : `${running} running guest${running === 1 ? '' : 's'}`
    },
  })
}

/** Folders that exist as long as the driver does. QEMU's user has to get at some of them. */
async function makeFolders({ host, directories, user }: QemuDriverContext): Promise<void> {
  const owner = user && { owner: user }
  await host.files.makeFolder(directories.qemuState, { mode: 0o755 })
  await host.files.makeFolder(directories.qemuLog, { mode: 0o700 })
  await host.files.makeFolder(directories.qemuLib, { mode: 0o750, ...owner })
  await host.files.makeFolder(directories.qemuChannel, { mode: 0o750, ...owner })
}

async function makeContext(
  parts: QemuDriverParts,
  stopping: AbortSignal,
  conf: ConfReader,
): Promise<QemuDriverContext> {
  const { directories, host, privileged, timeouts = {} } = parts
  const [hugetlbfs, hugePage, nodes, fips] = await Promise.all([
    hugetlbfsMounts(),
    transparentHugePage(),
    numaNodes(),
    fipsEnforced(),
  ])
  const settings = qemuSettings(conf, directories, {
    hugetlbfs,
    ...(hugePage !== undefined && { transparentHugePage: hugePage }),
    pageSize,
    numaNodes: nodes,
    fips,
    privileged,
  })
  const { PATH = '/usr/sbin:/usr/bin:/sbin:/bin' } = process.env
  const [user, firmware] = await Promise.all([privileged ? chooseUser(settings) : undefined, readFirmware(host.files)])
  for (const error of firmware.refused) log.warning({}, error.message)
  const emulators = systemEmulators(systemCapabilities(directories.cache, host, user), host.random, PATH, () => ({
    firmwares: firmware.descriptors,
    nvramDirectory: directories.qemuNvram,
    libDirectory: directories.qemuLib,
    channelTargetDirectory: directories.qemuChannel,
    audio: {
      vncAllowHostAudio: settings.command.vncAllowHostAudio,
      nographicsAllowHostAudio: settings.command.nographicsAllowHostAudio,
      hostDriver: process.env['QEMU_AUDIO_DRV'],
    },
    host: { isPcie: () => undefined, isHostdevNetwork: () => undefined },
  }))
  return {
    links: systemLinks,
    threads: systemThreads,
    groupRoot: privileged ? await groupRoot() : undefined,
    stopping,
    networks: noNetworks,
    program: thisProgram,
    ...parts,
    settings,
    timeouts: { ...usualTimeouts, ...timeouts },
    user,
    domains: new DomainList(),
    definitions: new DefinitionFolder(directories.qemuConfig, 'virsh edit', host.files),
    statuses: new StatusFolder(directories.qemuState, host.files),
    emulators,
    ports: {
      display: new PortPool(settings.ports.display.min, settings.ports.display.max),
      websocket: new PortPool(settings.ports.websocket.min, settings.ports.websocket.max),
    },
    environment: { PATH },
  }
}

/** Whom QEMU runs as: the configuration's user, or the distribution's, or, with a warning, root. */
async function chooseUser({ user: name, group }: QemuSettings): Promise<ProcessUser | undefined> {
  // `+64055` means the number even where there is a user of that name.
  const wanted = name === undefined ? usualUsers : [name.replace(/^\+/, '')]
  for (const candidate of wanted) {
    const user = await findUser(candidate)
    if (!user) continue
    const gid = group === undefined ? user.gid : await findGroup(group.replace(/^\+/, ''))
    return { ...user, gid: gid ?? user.gid }
  }
  log.warning(
    {},
    `Guests run as root, since there is no user ${wanted.join(' or ')}: create one, or name one in qemu.conf`,
  )
  return undefined
}
