// Whether another user can reach a file, found out before a program is started as that user, so that the refusal can name
// the folder in the way.
import { execFile } from 'node:child_process'
import type { Stats } from 'node:fs'
import { realpath, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { LibvirtError } from '../api/LibvirtError.js'
import type { ProcessUser } from './Processes.js'
import { systemError } from './systemError.js'

/** Made when it is called: loading what starts programs takes a daemon that needs none a while. */
const run = (program: string, args: readonly string[]) => promisify(execFile)(program, args)

/** A file that the program will open. */
export interface NeededFile {
  readonly path: string
  readonly writable: boolean
  /** The user will be made its owner, so that only the way to it has to be open. */
  readonly owned: boolean
}

/** Permission bits of one class of users. */
const bit = { read: 4, write: 2, search: 1 } as const

/**
 * @param user whom the program runs as; undefined for our own user
 * @throws LibvirtError SYSTEM_ERROR naming the file and, for a refusal, what is in the way and the command that opens it
 */
export async function checkAccess({ path, writable, owned }: NeededFile, user: ProcessUser | undefined): Promise<void> {
  const facts = await statOf(path, user)
  if (!user || user.uid === 0) return
  for (const folder of foldersAbove(await realpath(path))) {
    if (mayByMode(await stat(folder), user, bit.search) || (await mayReally(folder, '-x', user))) continue
    throw refusal(path, user, `may not search ${folder}`, `x ${folder}`, 'Move the file to a storage pool, or: ')
  }
  if (owned) return
  if (!(await isReadableBy(path, user))) {
    throw refusal(path, user, 'may not read it', `${writable ? 'rw' : 'r'} ${path}`, '')
  }
  if (writable && !mayByMode(facts, user, bit.write) && !(await mayReally(path, '-w', user))) {
    throw refusal(path, user, 'may not write it', `rw ${path}`, 'Make the disk <readonly/>, or: ')
  }
}

/** Whether a user may read a file, given that the way to it is open. @throws LibvirtError SYSTEM_ERROR when there is none */
export async function isReadableBy(path: string, user: ProcessUser): Promise<boolean> {
  return mayByMode(await statOf(path, user), user, bit.read) || (await mayReally(path, '-r', user))
}

async function statOf(path: string, user: ProcessUser | undefined): Promise<Stats> {
  try {
    return await stat(path)
  } catch (error) {
    const who = user ? ` (as uid:${user.uid}, gid:${user.gid})` : ''
    throw systemError(`Cannot access storage file '${path}'${who}`, error)
  }
}

/** `/a/b/c` → `/`, `/a`, `/a/b`. */
function foldersAbove(path: string): string[] {
  const parent = dirname(path)
  return parent === path ? [] : [...foldersAbove(parent), parent]
}

function mayByMode({ mode, uid, gid }: Stats, user: ProcessUser, wanted: number): boolean {
  const shift = uid === user.uid ? 6 : user.gid === gid || user.groups.includes(gid) ? 3 : 0
  return ((mode >> shift) & wanted) === wanted
}

/** Asks the kernel as that user: access lists, and what a file server thinks, count as well. Only asked when the mode says no. */
async function mayReally(path: string, test: '-x' | '-r' | '-w', { uid, gid, groups }: ProcessUser): Promise<boolean> {
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, `--groups=${groups.join(',')}`]
  return run('/usr/bin/setpriv', [...identity, '--', '/usr/bin/test', test, path]).then(
    () => true,
    () => false,
  )
}

function refusal(
  path: string,
  { uid, gid }: ProcessUser,
  obstacle: string,
  grant: string,
  other: string,
): LibvirtError {
  const [rights = '', target = ''] = grant.split(/ (.*)/)
  return new LibvirtError(
    'SYSTEM_ERROR',
    `Cannot access storage file '${path}' (as uid:${uid}, gid:${gid}): Permission denied`,
    {
      errno: 13,
      hint: `User ${uid} ${obstacle}. ${other}setfacl -m u:${uid}:${rights} ${quoted(target)}`,
    },
  )
}

/** A path as a shell takes it. */
function quoted(path: string): string {
  return /^[\w./@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`
}
