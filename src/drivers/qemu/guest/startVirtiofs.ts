// Folders that a guest shares by virtiofs: one virtiofsd each, which listens on a socket in the guest's folder before QEMU is there,
// serves that one client, and ends when it lets go.
import { lchown, readdir, readFile } from 'node:fs/promises'
import { closeSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { connectUnix, listenUnix, setBlocking } from '../../../host/native.js'
import { OutputFile } from '../../../host/OutputFile.js'
import { firstDescriptor } from '../../../host/Processes.js'
import { systemError } from '../../../host/systemError.js'
import type { Undo } from '../../../host/Undo.js'
import type { Filesystem } from '../../../model/domain/devices/filesystem.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { keyValue } from '../command/keyValue.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'

/** Where programs for devices outside of QEMU are described; a file of the first folder hides one of the same name in the second. */
const descriptions = ['/etc/qemu/vhost-user', '/usr/share/qemu/vhost-user']

const switched = (name: string, value: boolean | undefined): string[] =>
  value === undefined ? [] : [value ? name : `no_${name}`]

/** The filesystems of a guest that need a virtiofsd of ours. */
function served({ devices }: Pick<Domain, 'devices'>): Filesystem[] {
  return devices.filesystem.filter(({ driver, source }) => driver?.type === 'virtiofs' && source.socket === undefined)
}

const socketOf = ({ info }: Filesystem, folder: string) => join(folder, `${info.alias}-fs.sock`)

/** What virtiofsd is told; every one since QEMU 5.0 understands this. @param fd its listening socket */
export function virtiofsdArguments({ source, binary, readonly }: Filesystem, fd: number): string[] {
  const { cache, sandbox, xattr, lock, threadPoolSize, openfiles } = binary ?? {}
  const options = [
    keyValue({ source: source.dir, cache, sandbox }),
    ...switched('xattr', xattr),
    ...switched('flock', lock?.flock),
    ...switched('posix_lock', lock?.posix),
  ]
  return [
    `--fd=${fd}`,
    '-o',
    options.join(','),
    ...(threadPoolSize === undefined ? [] : [`--thread-pool-size=${threadPoolSize}`]),
    ...(openfiles === undefined ? [] : [`--rlimit-nofile=${openfiles}`]),
    ...(readonly ? ['--readonly'] : []),
  ]
}

/** Starts what serves a guest's folders. @throws LibvirtError OPERATION_FAILED without virtiofsd, SYSTEM_ERROR */
export async function startVirtiofs(
  context: QemuDriverContext,
  definition: Pick<Domain, 'name' | 'devices'>,
  folder: string,
  undo: Undo,
): Promise<void> {
  for (const filesystem of served(definition)) await serve(context, definition, filesystem, folder, undo)
}

async function serve(
  { host, user, directories, environment, stopping }: QemuDriverContext,
  { name }: Pick<Domain, 'name'>,
  filesystem: Filesystem,
  folder: string,
  undo: Undo,
): Promise<void> {
  const path = socketOf(filesystem, folder)
  const program = filesystem.binary?.path ?? (await describedProgram('fs'))
  if (program === undefined) {
    throw new LibvirtError('OPERATION_FAILED', 'Unable to find a satisfying virtiofsd', {
      hint: 'Debian: apt install virtiofsd, or qemu-system-common before Debian 13; Fedora: dnf install virtiofsd',
    })
  }
  await using output = await OutputFile.open(
    join(directories.qemuLog, `${name}-${filesystem.info.alias}-virtiofsd.log`),
    '',
  )
  const listening = listenUnix(path, 1)
  try {
    // It waits in accept.
    setBlocking(listening, true)
    // QEMU's user may put other things there.
    if (user) await lchown(path, user.uid, user.gid)
    const child = await host.processes.launch({
      program,
      args: virtiofsdArguments(filesystem, firstDescriptor),
      environment,
      output: output.fd,
      descriptors: [listening],
    })
    undo.defer(() => void child.process.signal(constants.signals.SIGTERM))
    stopping.addEventListener('abort', () => child.process.forget(), { once: true })
  } catch (error) {
    throw systemError(`Unable to serve '${filesystem.source.dir}' on '${path}'`, error)
  } finally {
    closeSync(listening)
  }
}

/** A virtiofsd whose QEMU never came takes us for it, and ends with us. */
export async function endVirtiofs(definition: Pick<Domain, 'devices'>, folder: string): Promise<void> {
  for (const filesystem of served(definition)) {
    try {
      closeSync(connectUnix(socketOf(filesystem, folder)))
    } catch {
      // It has ended with its QEMU.
    }
  }
}

/** Path of the program for a type of device; undefined when none is installed. */
async function describedProgram(type: string): Promise<string | undefined> {
  const files = new Map<string, string>()
  for (const folder of descriptions.toReversed()) {
    for (const name of await readdir(folder).catch(() => [])) {
      if (name.endsWith('.json')) files.set(name, join(folder, name))
    }
  }
  for (const [, path] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const description: unknown = JSON.parse(await readFile(path, 'utf8').catch(() => 'null'))
    if (typeof description !== 'object' || description === null) continue
    if ('type' in description && description.type === type && 'binary' in description) return String(description.binary)
  }
  return undefined
}
