import { join } from 'node:path'
import type { Directories } from '../../../config/directories.js'

/** Where the process id of a guest's QEMU can be read. */
export function pidFile({ qemuState }: Pick<Directories, 'qemuState'>, guest: string): string {
  return join(qemuState, `${guest}.pid`)
}
