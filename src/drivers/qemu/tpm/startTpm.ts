// Emulated TPMs: one swtpm per guest, which listens on a socket that we made, and ends when QEMU lets go of it.
import { lchown, readdir } from 'node:fs/promises'
import { closeSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { findProgram } from '../../../host/findProgram.js'
import { findGroup, findUser } from '../../../host/findUser.js'
import { listenUnix, sealedMemory } from '../../../host/native.js'
import { OutputFile } from '../../../host/OutputFile.js'
import { describeExit, firstDescriptor, type Launch, type ProcessUser } from '../../../host/Processes.js'
import { systemError } from '../../../host/systemError.js'
import type { Undo } from '../../../host/Undo.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { TpmEmulator } from '../../../model/domain/devices/tpm.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { shortName } from '../shortName.js'
import { recordTpm, tpmPidFile } from './endTpm.js'
import { type TpmStore, tpmFolder, tpmStore, unfinishedTpm } from './tpmStore.js'

/** Whom swtpm runs as when qemu.conf names nobody; the certificates it issues belong to this user. */
const usualUsers = ['tss', 'swtpm'] as const

/** Most of swtpm's words that go into an error, bytes. */
const longestWords = 1024
const { SIGTERM } = constants.signals

/** A TPM that waits for its guest. */
export interface StartedTpm {
  readonly alias: string
  readonly socket: string
}

/** Starts the TPMs a guest needs. @throws LibvirtError saying which program is missing or what it said */
export async function startTpms(context: QemuDriverContext, definition: Domain, undo: Undo): Promise<StartedTpm[]> {
  const started: StartedTpm[] = []
  for (const { backend, info } of definition.devices.tpm) {
    if (backend.type !== 'emulator') continue
    started.push(await startTpm(context, definition, backend, info.alias ?? '', undo))
  }
  return started
}

/** Path of the socket between QEMU and the TPM of a guest. */
export function tpmSocket({ directories }: Pick<QemuDriverContext, 'directories'>, id: number, name: string): string {
  return join(directories.swtpmState, `${shortName(id, name)}-swtpm.sock`)
}

async function startTpm(
  context: QemuDriverContext,
  definition: Domain,
  backend: TpmEmulator,
  alias: string,
  undo: Undo,
): Promise<StartedTpm> {
  const { directories, host, environment } = context
  const owner = await tpmUser(context)
  const store = tpmStore(directories, definition, backend)
  await host.files.makeFolder(directories.swtpmLog, { mode: 0o711 })
  await using output = await OutputFile.open(join(directories.swtpmLog, `${definition.name}-swtpm.log`), '')
  const runner: Runner = { context, definition, backend, store, owner, output }
  undo.defer(() => host.files.remove(tpmPidFile(context, definition)))
  if (await prepareStore(runner)) await makeTpm(runner, undo)
  else if (backend.activePcrBanks.length > 0) await setUp(runner, true)

  const socket = tpmSocket(context, definition.id ?? -1, definition.name)
  using descriptors = new OwnDescriptors()
  const listening = await listen(context, socket, undo)
  const control = descriptors.add(listening)
  const log = descriptors.lend(output.fd)
  const level = backend.debug === undefined ? '' : `,level=${backend.debug}`
  const keys = ['--key', '--migration-key'].flatMap(option => {
    const secret = secretOf(runner)
    if (!secret) return []
    return [option, `pwdfd=${descriptors.add(sealedMemory('vtpm', secret))},mode=aes-256-cbc`]
  })
  const child = await host.processes.launch({
    program: await need('swtpm', environment),
    args: [
      'socket',
      '--ctrl',
      `type=unixio,fd=${control}`,
      '--tpmstate',
      store.type === 'file' ? `backend-uri=file://${store.path}` : `dir=${store.path},mode=0600`,
      '--log',
      `fd=${log}${level}`,
      '--terminate',
      ...versionOption(backend),
      ...keys,
    ],
    environment,
    user: owner,
    umask: 0o077,
    output: output.fd,
    descriptors: descriptors.own,
    held: true,
  })
  undo.defer(() => void child.process.signal(SIGTERM))
  await recordTpm(context, definition, child.process.pid)
  child.letGo()
  context.stopping.addEventListener('abort', () => child.process.forget(), { once: true })
  return { alias, socket }
}

interface Runner {
  readonly context: QemuDriverContext
  readonly definition: Domain
  readonly backend: TpmEmulator
  readonly store: TpmStore
  readonly owner: ProcessUser | undefined
  readonly output: OutputFile
}

/** Descriptors for a program, which sees them numbered from the first on. */
class OwnDescriptors implements Disposable {
  readonly own: number[] = []
  readonly #close: number[] = []

  /** Takes a descriptor over. @returns its number in the program */
  add(fd: number): number {
    this.#close.push(fd)
    return this.lend(fd)
  }

  lend(fd: number): number {
    this.own.push(fd)
    return firstDescriptor + this.own.length - 1
  }

  [Symbol.dispose](): void {
    for (const fd of this.#close.splice(0)) closeSync(fd)
  }
}

/** @returns whether there is no state yet */
async function prepareStore({ context, definition, store, owner }: Runner): Promise<boolean> {
  const { files } = context.host
  if (store.type === 'file') return !(await files.exists(store.path))
  const folder = tpmFolder(context.directories, definition.uuid)
  await files.makeFolder(context.directories.swtpmData, { mode: 0o711 })
  if (dirname(store.path) === folder) await files.makeFolder(folder, { mode: 0o711 })
  await files.makeFolder(store.path, { mode: 0o700, ...(owner && { owner }) })
  const names = await readdir(store.path)
  if (names.length === 0) return true
  if (owner) await takeOver([store.path, ...names.map(name => join(store.path, name))], owner)
  return false
}

/** Makes a new TPM beside its place, and puts it there when it is whole: half a TPM would be taken for a whole one. */
async function makeTpm(runner: Runner, undo: Undo): Promise<void> {
  const { context, store, owner } = runner
  const { files } = context.host
  const path = unfinishedTpm(store)
  undo.defer(() => files.removeFolder(path))
  await files.removeFolder(path)
  if (store.type === 'dir') await files.makeFolder(path, { mode: 0o700, ...(owner && { owner }) })
  await setUp({ ...runner, store: { ...store, path } }, false)
  await files.rename(path, store.path)
}

/** The state may have been another user's in the past. */
async function takeOver(paths: readonly string[], { uid, gid }: ProcessUser): Promise<void> {
  for (const path of paths) {
    try {
      await lchown(path, uid, gid)
    } catch (error) {
      throw systemError(`unable to set user and group to '${uid}:${gid}' on '${path}'`, error)
    }
  }
}

/** Gives a new TPM its keys and certificates, or an old one other PCR banks. */
async function setUp(runner: Runner, reconfigure: boolean): Promise<void> {
  const { context, definition, backend, store } = runner
  const { environment, privileged } = context
  const program = await need('swtpm_setup', environment)
  if (!privileged) await run(runner, { program, args: ['--create-config-files', 'skip-if-exist'] })
  using descriptors = new OwnDescriptors()
  const secret = secretOf(runner)
  const banks = backend.activePcrBanks.join(',')
  const failure = await run(runner, {
    program,
    args: [
      ...versionOption(backend),
      '--tpm-state',
      store.type === 'file' ? `file://${store.path}` : store.path,
      ...(secret
        ? ['--pwdfile-fd', String(descriptors.add(sealedMemory('vtpm', secret))), '--cipher', 'aes-256-cbc']
        : []),
      ...(banks === '' ? [] : ['--pcr-banks', banks]),
      ...(reconfigure
        ? ['--reconfigure']
        : [
            '--vmid',
            `${definition.name}:${definition.uuid}`,
            '--createek',
            '--create-ek-cert',
            '--create-platform-cert',
            '--lock-nvram',
            '--not-overwrite',
          ]),
    ],
    descriptors: descriptors.own,
  })
  if (failure === undefined) return
  throw new LibvirtError('INTERNAL_ERROR', `Could not run '${program}': ${failure}`, {
    hint: `Its words are in ${runner.output.path}`,
  })
}

/** @returns what went wrong, undefined for success */
async function run(
  { context, definition, owner, output }: Runner,
  launch: Pick<Launch, 'program' | 'args' | 'descriptors'>,
): Promise<string | undefined> {
  const { environment, host } = context
  // swtpm_setup keeps its own settings in the home folder of whoever runs it.
  const { HOME } = process.env
  const child = await host.processes.launch({
    ...launch,
    environment: { ...environment, ...(HOME !== undefined && !owner && { HOME }) },
    user: owner,
    umask: 0o077,
    output: output.fd,
    held: true,
  })
  await recordTpm(context, definition, child.process.pid)
  child.letGo()
  const ending = await child.exited
  if (ending.code === 0) return undefined
  return `${describeExit(ending)}: ${await output.lastWords(longestWords)}`
}

async function listen({ host, user, directories }: QemuDriverContext, path: string, undo: Undo): Promise<number> {
  await host.files.makeFolder(directories.swtpmState, { mode: 0o711 })
  await host.files.remove(path)
  try {
    const fd = listenUnix(path, 1)
    undo.defer(() => host.files.remove(path))
    if (user) await lchown(path, user.uid, user.gid)
    return fd
  } catch (error) {
    throw systemError(`Unable to listen on UNIX socket '${path}'`, error)
  }
}

function secretOf({ context, backend }: Runner): Uint8Array | undefined {
  const { encryptionSecret } = backend
  if (encryptionSecret === undefined) return undefined
  const value = context.secretValue?.({ uuid: encryptionSecret })
  if (value) return value
  throw new LibvirtError('NO_SECRET', `no secret with matching uuid '${encryptionSecret}'`)
}

function versionOption({ version }: TpmEmulator): string[] {
  return version === '1.2' ? [] : ['--tpm2']
}

async function need(program: string, { PATH = '' }: Readonly<Record<string, string>>): Promise<string> {
  const found = await findProgram(program, PATH)
  if (found !== undefined) return found
  throw new LibvirtError('CONFIG_UNSUPPORTED', `TPM emulator '${program}' is not installed`, {
    hint: 'Debian: apt install swtpm swtpm-tools; Fedora: dnf install swtpm swtpm-tools',
  })
}

/** Whom swtpm runs as: qemu.conf's user, the system's own for TPMs, or QEMU's. */
async function tpmUser({ settings, privileged, user }: QemuDriverContext): Promise<ProcessUser | undefined> {
  if (!privileged) return undefined
  const { swtpmUser, swtpmGroup } = settings
  for (const name of swtpmUser === undefined ? usualUsers : [swtpmUser.replace(/^\+/, '')]) {
    const found = await findUser(name)
    if (!found) continue
    const gid = swtpmGroup === undefined ? found.gid : await findGroup(swtpmGroup.replace(/^\+/, ''))
    return { ...found, gid: gid ?? found.gid }
  }
  return user
}
