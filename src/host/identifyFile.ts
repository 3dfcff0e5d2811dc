import { stat } from 'node:fs/promises'
import { hasCode, systemError } from './systemError.js'

/** What changes when a file is replaced or written to. */
export interface FileIdentity {
  readonly device: bigint
  readonly inode: bigint
  /** Bytes. */
  readonly size: bigint
  /** Nanoseconds since 1970, of the content and of the inode. */
  readonly mtimeNs: bigint
  readonly ctimeNs: bigint
  readonly mode: bigint
  readonly uid: bigint
  readonly gid: bigint
}

/** Identity of a file, links followed; undefined when there is none. @throws LibvirtError SYSTEM_ERROR */
export async function identifyFile(path: string): Promise<FileIdentity | undefined> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs, mode, uid, gid } = await stat(path, { bigint: true })
    return { device: dev, inode: ino, size, mtimeNs, ctimeNs, mode, uid, gid }
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined
    throw systemError(`cannot stat '${path}'`, error)
  }
}
