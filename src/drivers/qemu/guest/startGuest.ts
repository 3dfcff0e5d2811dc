// The start of a guest, in the order in which things have to exist. Intent is on disk before anything is done, so that a daemon
// that comes back can undo it; what exists from the moment QEMU does is taken away by watchGuest.
import { join } from 'node:path'
import {
  domainAgentResponseTimeoutValues,
  domainEventStartedDetailType,
  domainEventSuspendedDetailType,
} from '../../../api/enums/domain.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { type FileOwner, giveBackFiles, lendFiles } from '../../../host/FileOwner.js'
import { OutputFile } from '../../../host/OutputFile.js'
import type { Child } from '../../../host/Processes.js'
import { scsiGenericName } from '../../../host/scsiGenericName.js'
import { Undo } from '../../../host/Undo.js'
import { log } from '../../../log/log.js'
import type { QemuCapabilities } from '../../../model/capabilities/QemuCapabilities.js'
import type { Channel } from '../../../model/domain/devices/characterDevice.js'
import { allDevices, type Domain } from '../../../model/domain/Domain.js'
import { Guest, type GuestPlaces } from '../domain/Guest.js'
import { moveDomain } from '../domain/moveDomain.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { CommandLine } from '../command/buildCommandLine.js'
import { shellWord } from '../command/commandText.js'
import { agentDevice } from '../agent/agentDevice.js'
import { tellAgent } from '../agent/followAgent.js'
import { makeVariableStore } from '../firmware/makeVariableStore.js'
import { QmpError } from '../monitor/QmpError.js'
import { detectChains } from '../images/detectChain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { recordedFlags } from '../state/recordedFlags.js'
import { settleGuest } from './settleGuest.js'
import { shortName } from '../shortName.js'
import { limitsMemory, refuseTuning, tuneScope, tuneThreads } from '../tuning/tuneGuest.js'
import { type StartedTpm, startTpms } from '../tpm/startTpm.js'
import { connectMonitor } from './connectMonitor.js'
import { DescriptorTable } from './DescriptorTable.js'
import { explainQemuExit } from './explainQemuExit.js'
import { lendGroups } from './fdGroups.js'
import { filesToLend } from './filesToLend.js'
import { barReboot } from './guestShutDown.js'
import { guestSecrets, masterKeyBytes } from './guestSecrets.js'
import { killGuest } from './killGuest.js'
import { makeMemoryFolders } from './memoryFolders.js'
import { stateTaken } from './migration.js'
import { pidFile } from './pidFile.js'
import { logTime } from './logTime.js'
import { openCharacterDevices } from './openCharacterDevices.js'
import { openInterfaces } from './openInterfaces.js'
import { openVsockFor } from './openVsockFor.js'
import { prepareDefinition } from './prepareDefinition.js'
import { queryGuest } from './queryGuest.js'
import { refuseUnserved } from './refuseUnserved.js'
import { registerScope } from './registerScope.js'
import { runHook } from './runHook.js'
import { startVirtiofs } from './startVirtiofs.js'
import { watchGuest } from './watchGuest.js'
import { messageOf } from '../../messageOf.js'

export interface StartOptions {
  /** Leave the guest's CPUs stopped. */
  readonly paused: boolean
  /** A saved state that the guest goes on from, with QEMU's part next; taken over. */
  readonly saved?: number | undefined
  /** Puts the guest where a snapshot of it was taken, before its CPUs run. */
  readonly snapshot?: () => Promise<void>
  /** Let the firmware forget its variables. */
  readonly resetVariables: boolean
}

/** Most of QEMU's words that go into an error, bytes. */
const longestWords = 1024

/**
 * Starts a domain. Needs the domain's job.
 * @param definition the copy that the guest will run by
 * @throws LibvirtError saying what stood in the way; then nothing is left over
 */
export async function startGuest(
  context: QemuDriverContext,
  domain: QemuDomain,
  definition: Domain,
  options: StartOptions,
): Promise<void> {
  await using undo = new Undo()
  await using table = new DescriptorTable()
  const state = options.saved === undefined ? undefined : table.add(options.saved)
  const capabilities = await context.emulators.capabilities(definition.emulator ?? '')
  const id = context.domains.nextId()
  const folder = join(context.directories.qemuLib, `domain-${shortName(id, domain.name)}`)
  const places = { folder, monitor: join(folder, 'monitor.sock') }
  for (const device of allDevices(definition)) refuseUnserved(device)
  refuseTuning(context, definition)
  await detectChains(definition)
  await prepareDefinition(context, definition, capabilities, { id, folder }, undo)
  lendGroups(domain, definition, table)

  await runHook(context, definition, 'prepare', 'begin')
  undo.defer(() => runHook(context, definition, 'release', 'end'))
  await makeVariableStore(definition, context.host, { owner: context.user, reset: options.resetVariables })
  const owners = await filesToLend(context, definition)
  await recordIntent(context, definition, places, owners, undo)
  await lend(context, owners, undo)
  await makeFolder(context, places, undo)
  const tpms = await startTpms(context, definition, undo)
  await startVirtiofs(context, definition, folder, undo)
  const command = await openAndBuild(context, definition, capabilities, places, table, { state, tpms }, undo)
  await makeMemoryFolders(context, shortName(id, domain.name), command, undo)
  await runHook(context, definition, 'start', 'begin')

  await using output = await openLog(context, definition, capabilities, command)
  const child = await context.host.processes.launch({
    program: command.program,
    args: command.args,
    environment: command.environment,
    user: context.user,
    limits: context.settings.limits,
    umask: 0o002,
    output: output.fd,
    descriptors: table.own,
    // Until its pid is on record: a daemon that comes back would not find it.
    held: true,
  })
  // As long as we hold the monitor's socket, nobody would notice that QEMU is gone.
  await table[Symbol.asyncDispose]()
  const guest = new Guest(id, definition, child.process, places)
  guest.owners = owners
  guest.flags = recordedFlags(capabilities.flags)
  undo.keep()
  watchGuest(context, domain, guest)
  await bringUp(context, domain, guest, child, output, options)
}

async function recordIntent(
  { statuses }: QemuDriverContext,
  definition: Domain,
  places: GuestPlaces,
  owners: readonly FileOwner[],
  undo: Undo,
): Promise<void> {
  await statuses.save(definition.name, {
    activity: { is: 'paused', why: 'STARTING_UP' },
    process: undefined,
    ...places,
    vcpuThreads: new Map(),
    rebooting: false,
    agentTimeout: domainAgentResponseTimeoutValues.DEFAULT,
    scope: undefined,
    owners,
    flags: [],
    definition,
  })
  undo.defer(() => statuses.remove(definition.name))
}

async function lend({ user, domains }: QemuDriverContext, owners: readonly FileOwner[], undo: Undo): Promise<void> {
  if (!user || owners.length === 0) return
  undo.defer(() => {
    const lent = domains.lentFiles()
    return giveBackFiles(owners.filter(({ path }) => !lent.has(path)))
  })
  await lendFiles(owners, user)
}

async function makeFolder({ host, user }: QemuDriverContext, { folder }: GuestPlaces, undo: Undo): Promise<void> {
  // A folder of that name belongs to a guest of a former daemon that nobody remembers.
  await host.files.removeFolder(folder)
  await host.files.makeFolder(folder, { mode: 0o750, ...(user && { owner: user }) })
  undo.defer(() => host.files.removeFolder(folder))
}

async function openAndBuild(
  context: QemuDriverContext,
  definition: Domain,
  capabilities: QemuCapabilities,
  { folder, monitor }: GuestPlaces,
  table: DescriptorTable,
  { state, tpms }: Readonly<{ state: number | undefined; tpms: readonly StartedTpm[] }>,
  undo: Undo,
): Promise<CommandLine> {
  const { host, user, settings } = context
  const masterKey = host.random.bytes(masterKeyBytes)
  await host.files.create(join(folder, 'master-key.aes'), masterKey, {
    mode: 0o600,
    ...(user && { owner: user }),
  })
  const monitorFd = table.listen(monitor)
  table.fds.set('monitor', [monitorFd])
  await openCharacterDevices(definition, table, host, undo)
  await openInterfaces(context, definition, table, undo)
  for (const vsock of definition.devices.vsock) openVsockFor(vsock, table)
  return context.buildCommand(definition, {
    capabilities,
    settings: settings.command,
    privateDirectory: folder,
    shortName: shortName(definition.id ?? -1, definition.name),
    monitor: { fd: monitorFd },
    descriptors: table,
    secrets: guestSecrets(masterKey, host.random, context.secretValue),
    now: Math.floor(host.clock.now() / 1000),
    utcOffset: -60 * new Date(host.clock.now()).getTimezoneOffset(),
    ...(state !== undefined && { incoming: { uri: `fd:${state}`, deferred: false } }),
    tpmSockets: new Map(tpms.map(({ alias, socket }) => [alias, socket])),
    scsiGenericName,
    environment: context.environment,
  })
}

async function openLog(
  { host, directories }: QemuDriverContext,
  { name }: Domain,
  { version }: QemuCapabilities,
  { program, args, environment }: CommandLine,
): Promise<OutputFile> {
  const numbers = [version / 1_000_000, (version / 1000) % 1000, version % 1000].map(Math.floor)
  const variables = Object.entries(environment).map(([key, value]) => `${key}=${value} \\\n`)
  const lines = args
    .map(shellWord)
    .join(' ')
    .replaceAll(/ (?=-[a-z])/g, ' \\\n')
  const preamble = `${logTime(host.clock.now())}: starting up, QEMU ${numbers.join('.')}\n${variables.join('')}${program} \\\n${lines}\n`
  return OutputFile.open(join(directories.qemuLog, `${name}.log`), preamble)
}

/** From the process to the running guest. What fails ends the guest. */
async function bringUp(
  context: QemuDriverContext,
  domain: QemuDomain,
  guest: Guest,
  { exited, letGo }: Child,
  output: OutputFile,
  { paused, saved, snapshot }: StartOptions,
): Promise<void> {
  try {
    await moveDomain(context, domain, { is: 'paused', why: 'STARTING_UP', guest })
    const scoped = async () => {
      await registerScope(context, domain, guest)
      await tuneScope(context, guest)
    }
    // Memory counts to the group in which it is used first, so that QEMU must not begin elsewhere.
    const early = limitsMemory(guest.definition)
    if (early) await scoped()
    letGo()
    // For tools that look there; we go by the record.
    await context.host.files.create(pidFile(context.directories, domain.name), `${guest.process.pid}\n`, {
      mode: 0o644,
    })
    const [monitor] = await Promise.all([
      connectMonitor(context, domain, guest, context.timeouts.start),
      early ? undefined : scoped(),
    ])
    const barred = guest.definition.lifecycle.onReboot === 'destroy' && barReboot(monitor).catch(unlessUnknown)
    await Promise.all([barred, queryGuest(guest, monitor, noteChannel)])
    if (agentDevice(guest.definition)) tellAgent(context, domain, false, 'DOMAIN_STARTED')
    await Promise.all([settleGuest(context, guest, monitor), tuneThreads(context, guest, monitor)])
    if (saved !== undefined) await stateTaken(monitor, context.host.clock)
    await snapshot?.()
    if (!paused) await monitor.execute('cont')
  } catch (error) {
    const destroyed = guest.ending !== undefined
    const greeted = guest.monitor !== undefined
    const died = await Promise.race([exited, waitBriefly()])
    await killGuest(context, guest, { ending: 'FAILED' })
    if (destroyed)
      throw new LibvirtError(
        'OPERATION_ABORTED',
        `the start of guest '${domain.name}' was interrupted by its destruction`,
      )
    if (!died) throw error
    throw explainQemuExit(domain.name, greeted, await output.lastWords(longestWords), died)
  }
  // What it is told to go on from, if anything.
  const from = snapshot ? 'FROM_SNAPSHOT' : saved === undefined ? undefined : 'RESTORED'
  const started = { event: 'STARTED', detail: domainEventStartedDetailType[from ?? 'BOOTED'] } as const
  const suspended = { event: 'SUSPENDED', detail: domainEventSuspendedDetailType[from ?? 'PAUSED'] } as const
  const why = from ?? 'BOOTED'
  if (paused)
    await moveDomain(
      context,
      domain,
      { is: 'paused', why: snapshot ? 'FROM_SNAPSHOT' : 'USER', guest },
      started,
      suspended,
    )
  else await moveDomain(context, domain, { is: 'running', why, guest }, started)
  await runHook(context, guest.definition, 'started', 'begin').catch(error =>
    log.warning(
      { domain: domain.reference, error },
      `The hook of guest '${domain.name}' failed after its start: ${messageOf(error)}`,
    ),
  )
}

/** No guest has opened anything before its first instruction. */
function noteChannel({ target }: Channel): void {
  if (target.type === 'virtio') target.state = 'disconnected'
}

/** A QEMU too old for a command was told by its command line, as far as it can be. */
function unlessUnknown(error: unknown): void {
  if (!(error instanceof QmpError)) throw error
}

/** A QEMU that hangs up is about to end; one that is hung is not. */
function waitBriefly(): Promise<undefined> {
  return new Promise(resolve => setTimeout(() => resolve(undefined), 100))
}
