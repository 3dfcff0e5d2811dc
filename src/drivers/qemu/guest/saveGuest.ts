// Putting a running guest into a file, and taking it out again.
import { close, fsync, open, read, write } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { openFlags } from '../../../host/openFlags.js'
import { systemError } from '../../../host/systemError.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { parseDomain } from '../../../model/domain/parseDomain.js'
import { formatDomain } from '../../../model/domain/formatDomain.js'
import { recordStatus } from '../domain/moveDomain.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QmpMonitor } from '../monitor/QmpMonitor.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import {
  formatChangedHeader,
  formatSavedImage,
  parseSavedHeader,
  savedHeaderBytes,
  wholeMagic,
} from '../state/savedImage.js'
import { refuseOtherMachine } from '../state/refuseOtherMachine.js'
import { killGuest } from './killGuest.js'
import { leaveLastMigration, writeState } from './migration.js'
import { migrationProgress, runAsyncJob } from './runAsyncJob.js'

const openFile = promisify(open)
const closeFile = promisify(close)
const readFile = promisify(read)
const writeFile = promisify(write)
const syncFile = promisify(fsync)

/**
 * Saves a running guest and ends it. Needs the domain's job. Whoever is interrupted leaves the guest or a whole file, never neither.
 * @param running whether it is to go on when it is restored; as it is now when left out
 * @param other document to keep in its place
 * @param onSaved called when the file is whole, before the guest is ended
 * @throws LibvirtError when it cannot be written; the guest goes on then
 */
export async function saveGuest(
  context: QemuDriverContext,
  domain: QemuDomain,
  path: string,
  running?: boolean,
  onSaved: () => void = () => {},
  other?: Domain,
): Promise<void> {
  const monitor = domain.monitor()
  const { is, guest } = domain.active()
  const ran = is === 'running'
  const temporary = unfinished(path)
  if (guest.blockJobs.size > 0) throw new LibvirtError('OPERATION_INVALID', 'domain has active block job')
  if (other) refuseOtherMachine(other, guest.definition)
  await refuseNoFile(path)
  const document = formatDomain(other ?? guest.definition, { secure: true, migratable: true })
  try {
    await leaveLastMigration(monitor)
    guest.pauseReason = 'SAVE'
    // Before it is stopped: a daemon that comes back could not tell who stopped it.
    guest.saving = { path, ran }
    await recordStatus(context, domain)
    if (ran) await monitor.execute('stop')
    const fd = await begin(temporary, formatSavedImage(document, running ?? ran))
    await runAsyncJob(context, domain, savingJob(monitor), () => writeState(monitor, context.host.clock, fd))
    await complete(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    if (ran && domain.guest === guest) await monitor.execute('cont')
    guest.saving = undefined
    await recordStatus(context, domain)
    throw error
  }
  onSaved()
  await killGuest(context, guest, { ending: 'SAVED' })
}

/**
 * Writes a guest that stands still into a file from which it can be restored, and leaves it standing still.
 * @param running whether it is to go on when it is restored
 * @throws LibvirtError when it cannot be written; then there is no file
 */
export async function writeSavedImage(
  context: QemuDriverContext,
  domain: QemuDomain,
  path: string,
  running: boolean,
): Promise<void> {
  const monitor = domain.monitor()
  const temporary = unfinished(path)
  const document = formatDomain(domain.active().guest.definition, { secure: true, migratable: true })
  await refuseNoFile(path)
  try {
    const fd = await begin(temporary, formatSavedImage(document, running))
    await runAsyncJob(context, domain, { ...savingJob(monitor), operation: 'SNAPSHOT' }, () =>
      writeState(monitor, context.host.clock, fd),
    )
    await complete(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

const savingJob = (monitor: QmpMonitor) =>
  ({
    operation: 'SAVE',
    progress: migrationProgress(monitor),
    abort: async () => void (await monitor.execute('migrate_cancel')),
  }) as const

/** Name of the file while it is being written. */
export function unfinished(path: string): string {
  return `${path}.new`
}

/** @returns a descriptor behind the header, for QEMU */
async function begin(path: string, header: Buffer): Promise<number> {
  let fd: number | undefined
  try {
    fd = await openFile(path, openFlags.replace, 0o600)
    await writeFile(fd, header, 0, header.length, null)
    return fd
  } catch (error) {
    if (fd !== undefined) await closeFile(fd)
    throw systemError(`Failed to create file '${path}'`, error)
  }
}

/** The finished file takes the name, which would be the end of a device. @throws LibvirtError OPERATION_UNSUPPORTED */
async function refuseNoFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (!found || found.isFile()) return
  throw new LibvirtError('OPERATION_UNSUPPORTED', `'${path}' is there and is no file`, {
    hint: 'Guests are saved into files: name one on a file system',
  })
}

/** Marks the file as whole, sees to it that it is on disk, and gives it its name. */
async function complete(temporary: string, path: string): Promise<void> {
  try {
    const fd = await openFile(temporary, openFlags.change)
    try {
      await writeFile(fd, wholeMagic, 0, wholeMagic.length, 0)
      await syncFile(fd)
    } finally {
      await closeFile(fd)
    }
    await rename(temporary, path)
  } catch (error) {
    throw systemError(`cannot write data to file '${path}'`, error)
  }
}

/** A saved guest, opened for being restored. */
export interface SavedGuest {
  readonly document: string
  readonly running: boolean
  /** Bytes that the file has room for. */
  readonly documentLength: number
  /** Where QEMU's part begins; the caller's to close. */
  readonly fd: number
}

/** @throws LibvirtError SYSTEM_ERROR, or OPERATION_FAILED for what is no saved guest */
export async function openSaved(path: string): Promise<SavedGuest> {
  const fd = await openFile(path, openFlags.read).catch(error => {
    throw systemError(`Failed to open file '${path}'`, error)
  })
  try {
    const { documentLength, running } = parseSavedHeader(await take(fd, savedHeaderBytes), path)
    const document = (await take(fd, documentLength)).toString('utf8')
    const end = document.indexOf('\0')
    return { document: end < 0 ? document : document.slice(0, end), running, documentLength, fd }
  } catch (error) {
    await closeFile(fd)
    throw error
  }
}

/** The next bytes of a file. */
async function take(fd: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  let have = 0
  while (have < length) {
    const { bytesRead } = await readFile(fd, buffer, have, length - have, null)
    if (bytesRead === 0)
      throw new LibvirtError('OPERATION_FAILED', 'failed to read the saved guest: the file is cut off')
    have += bytesRead
  }
  return buffer
}

/**
 * The definition a saved guest ran by.
 * @param expected what it has to be the guest of
 * @throws LibvirtError as `openSaved`, and OPERATION_FAILED for another guest's file
 */
export async function readSaved(context: QemuDriverContext, path: string, expected?: Domain): Promise<Domain> {
  const { document, fd } = await openSaved(path)
  await closeFile(fd)
  const definition = parseDomain(document, context.emulators.plainContext, {
    inactive: true,
    skipValidate: true,
    skipPostParse: true,
  })
  if (expected && (expected.name !== definition.name || expected.uuid !== definition.uuid)) {
    const [is, should] = [definition, expected].map(({ name, uuid }) => `'${name}' (${uuid})`)
    throw new LibvirtError('OPERATION_FAILED', `the guest saved in '${path}' is ${is}, and not ${should}`)
  }
  return definition
}

/**
 * Puts another document into the file of a saved guest.
 * @param running whether it is to go on when it is restored; as it was when left out
 * @throws LibvirtError as `openSaved`, CONFIG_UNSUPPORTED for another machine, OPERATION_FAILED when it does not fit
 */
export async function changeSaved(
  context: QemuDriverContext,
  path: string,
  definition: Domain,
  running: boolean | undefined,
): Promise<void> {
  refuseOtherMachine(definition, await readSaved(context, path))
  const saved = await openSaved(path)
  await closeFile(saved.fd)
  const text = formatDomain(definition, { secure: true, migratable: true })
  const header = formatChangedHeader(text, running ?? saved.running, saved.documentLength)
  try {
    const fd = await openFile(path, openFlags.change)
    try {
      await writeFile(fd, header, 0, header.length, 0)
      await syncFile(fd)
    } finally {
      await closeFile(fd)
    }
  } catch (error) {
    throw systemError(`cannot write data to file '${path}'`, error)
  }
}
