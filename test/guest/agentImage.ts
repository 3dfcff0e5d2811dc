import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { guestIsCurrent, replaceFile } from './buildGuest.js'
import type { CpioEntry } from './CpioEntry.js'
import { cpioArchive } from './cpioArchive.js'
import { guestFolder } from './guestFolder.js'
import { type GuestImage, guestImage } from './guestImage.js'

const project = fileURLToPath(new URL('../../../', import.meta.url))

// tools/setup.sh unpacks it there.
const AGENTS = ['usr/sbin/qemu-ga', 'usr/bin/qemu-ga'].map(path => join(project, 'build/guest/agent', path))

/**
 * The guest with QEMU's own guest agent, which `virtbus.agent` on its command line starts: an archive of the agent and its
 * libraries behind the guest's, which the kernel unpacks one after the other. Throws when the agent was not unpacked.
 */
export function agentImage(): GuestImage {
  const { kernel, initramfs } = guestImage()
  const agent = AGENTS.find(path => existsSync(path))
  if (agent === undefined) throw new Error('no guest agent for the guest of the tests: run npm run setup')
  const path = join(guestFolder(), 'initramfs-agent.gz')
  const code = fileURLToPath(import.meta.url)
  if (!guestIsCurrent(guestFolder(), [agent, initramfs, code], ['initramfs-agent.gz'])) {
    replaceFile(
      path,
      Buffer.concat([readFileSync(initramfs), gzipSync(cpioArchive(agentEntries(agent)), { level: 1 })]),
    )
  }
  return { kernel, initramfs: path }
}

/** The agent, and what its dynamic linker loads for it on this machine, each where it looks for it. */
function agentEntries(agent: string): CpioEntry[] {
  const linked = execFileSync('ldd', [agent], { encoding: 'utf8' })
  const libraries = [...linked.matchAll(/(\/\S+) \(0x/g)].flatMap(([, library]) => library ?? [])
  const folders = new Set(libraries.flatMap(parentsOf))
  return [
    ...[...folders].map((folder): CpioEntry => ({ is: 'folder', path: folder.slice(1), mode: 0o755 })),
    { is: 'file', path: 'bin/qemu-ga', mode: 0o755, data: readFileSync(agent) },
    ...libraries.map(
      (library): CpioEntry => ({ is: 'file', path: library.slice(1), mode: 0o755, data: readFileSync(library) }),
    ),
  ]
}

/** `/lib` and `/lib/x` for `/lib/x/y`. */
function parentsOf(path: string): string[] {
  const parent = dirname(path)
  return parent === '/' ? [] : [...parentsOf(parent), parent]
}
