import { lstatSync, mkdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const build = fileURLToPath(new URL('../../guest', import.meta.url))

/** Whether everybody may search a folder and all above it. */
function isOpen(folder: string): boolean {
  const mayEnter = (statSync(folder).mode & 0o001) !== 0
  return mayEnter && (folder === '/' || isOpen(dirname(folder)))
}

/**
 * Where the guest is kept: build/guest, or a folder below the temporary one when the project lies where the user that QEMU
 * runs as cannot get, such as below /root.
 */
export function guestFolder(): string {
  mkdirSync(build, { recursive: true })
  if (isOpen(build)) return build
  const uid = process.getuid?.() ?? 0
  const folder = join(tmpdir(), `virtbus-guest-${uid}`)
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  if (lstatSync(folder).uid !== uid) throw new Error(`${folder} belongs to somebody else; remove it`)
  return folder
}
