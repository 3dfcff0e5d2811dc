// Files that must survive a crash of the daemon or the host. No synchronous I/O but in `readMany`, which says why.
import { constants, readFileSync } from 'node:fs'
import {
  access,
  chown,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
  unlink,
} from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { replaceFile } from './native.js'
import { hasCode, systemError } from './systemError.js'

export interface Owner {
  readonly uid: number
  readonly gid: number
}
export interface FileFacts {
  /** Permission bits, 0600 when left out. */
  readonly mode?: number
  readonly owner?: Owner
}

/** What the rest of the program asks of the file system. */
export interface Files {
  /** Text of a file, undefined when there is none. @throws LibvirtError SYSTEM_ERROR for other obstacles */
  read(path: string): Promise<string | undefined>
  /**
   * Replaces a file as a whole: whoever is killed, or fills the disk, at any instant leaves the old data or the new.
   * @throws LibvirtError SYSTEM_ERROR when it could not be written; the old data are still there
   */
  replace(path: string, data: string | Uint8Array, facts?: FileFacts): Promise<void>
  /** Makes a file that need not survive a crash of the host, replacing one that is there. @throws LibvirtError SYSTEM_ERROR */
  create(path: string, data: string | Uint8Array, facts?: FileFacts): Promise<void>
  /** Removes a file durably; one that is not there is fine. */
  remove(path: string): Promise<void>
  /** Removes a folder with everything in it. */
  removeFolder(path: string): Promise<void>
  /** Gives a file another name in the same folder, durably. */
  rename(from: string, to: string): Promise<void>
  /**
   * Texts of many files of a folder, by name; each that cannot be read is handed to `onFailure` and left out. For state of
   * our own on local disks only, see `readMany`.
   */
  readMany(
    folder: string,
    names: readonly string[],
    onFailure: (path: string, error: unknown) => void,
  ): Promise<Map<string, string>>
  /** Names in a folder, sorted; none when there is no such folder. */
  list(folder: string): Promise<string[]>
  /** Makes a folder, and its parents with mode 0755. An existing one keeps its mode. */
  makeFolder(path: string, facts?: FileFacts): Promise<void>
  exists(path: string): Promise<boolean>
  /** Where a symbolic link points, undefined when there is none. */
  linkTarget(path: string): Promise<string | undefined>
  /** Makes a symbolic link, replacing one that is there. */
  link(path: string, target: string): Promise<void>
  /** Moves a file that cannot be read out of the way, so that it is neither read again nor overwritten. @returns its new name */
  setAside(path: string): Promise<string>
}

/** Sees to it that a new, renamed or removed name is on disk. Not every file system can. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    await folder.sync()
  } catch (error) {
    if (!hasCode(error, 'EINVAL', 'ENOTSUP')) throw error
  } finally {
    await folder.close()
  }
}

/** Runs file calls and words their refusals as libvirt does. */
async function worded<T>(detail: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    throw systemError(detail, error)
  }
}

/** As `worded`, with an answer of its own for what is not there. */
async function unlessAbsent<T>(detail: string, act: () => Promise<T>, absent: T): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return absent
    throw systemError(detail, error)
  }
}

async function create(path: string, data: string | Uint8Array, { mode = 0o600, owner }: FileFacts = {}): Promise<void> {
  // What a killed predecessor left there is nobody's.
  await rm(path, { force: true })
  const file = await worded(`cannot create file '${path}'`, () => open(path, 'wx', mode))
  try {
    await worded(`cannot write data to file '${path}'`, () => file.writeFile(data))
    if (owner) await worded(`cannot chown '${path}'`, () => file.chown(owner.uid, owner.gid))
  } finally {
    await file.close()
  }
}

/** What failed, in libvirt's words, by the system call it failed at. */
const replaceSteps: Readonly<Record<string, (path: string) => string>> = {
  open: path => `cannot create file '${path}.new'`,
  write: path => `cannot write data to file '${path}.new'`,
  fsync: path => `cannot write data to file '${path}.new'`,
  fchown: path => `cannot chown '${path}.new'`,
  rename: path => `cannot rename file '${path}.new' as '${path}'`,
}

async function replace(
  path: string,
  data: string | Uint8Array,
  { mode = 0o600, owner }: FileFacts = {},
): Promise<void> {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data
  try {
    await replaceFile(path, bytes, mode, owner?.uid ?? -1, owner?.gid ?? -1)
  } catch (error) {
    const step = error instanceof Error && 'syscall' in error ? String(error.syscall) : 'write'
    throw systemError((replaceSteps[step] ?? replaceSteps['write'] ?? String)(path), error)
  }
}

/** Files read between two turns of the event loop: a millisecond or two. */
const readAtOnce = 50

/**
 * A thousand small files one by one through the thread pool take most of a second, and 40 ms when read in place: so they are
 * read in place, a few at a time.
 */
async function readMany(
  folder: string,
  names: readonly string[],
  onFailure: (path: string, error: unknown) => void,
): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  for (const [index, name] of names.entries()) {
    if (index % readAtOnce === readAtOnce - 1) await new Promise(resolve => setImmediate(resolve))
    const path = join(folder, name)
    try {
      texts.set(name, readFileSync(path, 'utf8'))
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) onFailure(path, systemError(`Failed to read file '${path}'`, error))
    }
  }
  return texts
}

async function link(path: string, target: string): Promise<void> {
  await worded(`Failed to create symlink '${path}' to '${target}'`, async () => {
    await rm(path, { force: true })
    await symlink(target, path)
    await syncFolder(dirname(path))
  })
}

async function makeFolder(path: string, { mode = 0o700, owner }: FileFacts = {}): Promise<void> {
  await worded(`cannot create directory '${path}'`, async () => {
    await mkdir(dirname(path), { recursive: true, mode: 0o755 })
    try {
      await mkdir(path, mode)
    } catch (error) {
      if (hasCode(error, 'EEXIST')) return
      throw error
    }
    if (owner) await chown(path, owner.uid, owner.gid)
  })
}

async function setAside(path: string): Promise<string> {
  for (let number = 0; ; number++) {
    const aside = join(dirname(path), `${basename(path)}.damaged${number === 0 ? '' : `-${number}`}`)
    if (await systemFiles.exists(aside)) continue
    await systemFiles.rename(path, aside)
    return aside
  }
}

export const systemFiles: Files = {
  read: path => unlessAbsent(`Failed to read file '${path}'`, () => readFile(path, 'utf8'), undefined),
  replace,
  readMany,
  create,
  remove: path =>
    unlessAbsent(
      `cannot remove file '${path}'`,
      async () => {
        await unlink(path)
        await syncFolder(dirname(path))
      },
      undefined,
    ),
  removeFolder: path => worded(`cannot remove directory '${path}'`, () => rm(path, { recursive: true, force: true })),
  rename: (from, to) =>
    worded(`cannot rename file '${from}' as '${to}'`, async () => {
      await rename(from, to)
      await syncFolder(dirname(to))
    }),
  list: folder => unlessAbsent(`cannot open directory '${folder}'`, async () => (await readdir(folder)).toSorted(), []),
  makeFolder,
  exists: path =>
    lstat(path).then(
      () => true,
      () => false,
    ),
  linkTarget: path => unlessAbsent(`cannot read link '${path}'`, () => readlink(path).catch(notALink), undefined),
  link,
  setAside,
}

/** EINVAL says that the file is no symbolic link. */
function notALink(error: unknown): undefined {
  if (hasCode(error, 'EINVAL')) return undefined
  throw error
}

/** May this process read the file? */
export async function isReadable(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  )
}
