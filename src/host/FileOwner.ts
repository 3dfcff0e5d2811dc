// Giving files to another user for a while, and back afterwards.
import { chown, stat } from 'node:fs/promises'
import type { Owner } from './Files.js'
import { hasCode, systemError } from './systemError.js'

/** Whom a file belonged to before it was lent. */
export interface FileOwner extends Owner {
  readonly path: string
}

/** Whom files belong to, apart from those that belong to that user already. @throws LibvirtError SYSTEM_ERROR */
export async function ownersOf(paths: readonly string[], user: Owner): Promise<FileOwner[]> {
  const owners: FileOwner[] = []
  for (const path of paths) {
    try {
      const { uid, gid } = await stat(path)
      if (uid !== user.uid) owners.push({ path, uid, gid })
    } catch (error) {
      throw systemError(`Cannot access storage file '${path}'`, error)
    }
  }
  return owners
}

/**
 * Makes a user the owner of files. Read-only media and file servers that map users refuse, which is fine: whether the file
 * can be opened is another question.
 * @throws LibvirtError SYSTEM_ERROR
 */
export async function lendFiles(files: readonly { readonly path: string }[], user: Owner): Promise<void> {
  for (const { path } of files) await changeOwner(path, user, ['EROFS', 'EPERM', 'ENOTSUP'])
}

/** Gives files back to whom they belonged to; one that is gone is fine. @throws LibvirtError SYSTEM_ERROR */
export async function giveBackFiles(files: readonly FileOwner[]): Promise<void> {
  for (const owner of files) await changeOwner(owner.path, owner, ['EROFS', 'EPERM', 'ENOTSUP', 'ENOENT'])
}

async function changeOwner(path: string, { uid, gid }: Owner, harmless: readonly string[]): Promise<void> {
  try {
    await chown(path, uid, gid)
  } catch (error) {
    if (!hasCode(error, ...harmless)) {
      throw systemError(`unable to set user and group to '${uid}:${gid}' on '${path}'`, error)
    }
  }
}
