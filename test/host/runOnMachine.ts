// A throw-away host as a virtual machine, for what needs a kernel of its own: control groups of version 2 with all controllers, which
// this machine may have given to version 1.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { kvmObstacle } from '../guest/kvmObstacle.js'
import { machineImage } from '../guest/machineImage.js'

const project = fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, '')

/** An emulated machine boots and works in half a minute, when this one has nothing else to do; which it seldom has. */
const DEADLINE = 450_000

/**
 * Boots the machine, runs a shell script there as root, and ends it.
 * @returns what the script printed, by the sections that it began with `== NAME` lines
 */
export async function runOnMachine(script: string): Promise<ReadonlyMap<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'virtbus-machine-'))
  try {
    const job = join(folder, 'job')
    writeFileSync(job, `#!/bin/sh\n${script}`)
    const { kernel, initramfs } = machineImage()
    const accelerator = kvmObstacle() === undefined ? 'kvm' : 'tcg,thread=multi'
    const own = '--pdeathsig KILL unshare --mount --propagation private --pid --fork --kill-child --mount-proc sh'
    const launch = [join(project, 'test/host/launchMachine.sh'), project, process.execPath, job, accelerator]
    const child = spawn('setpriv', [...own.split(' '), ...launch, kernel, initramfs], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let console = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (bytes: Buffer) => (console += bytes.toString('utf8')))
    }
    const late = setTimeout(() => child.kill('SIGKILL'), DEADLINE)
    const [code] = await once(child, 'close')
    clearTimeout(late)
    if (code !== 0) throw new Error(`the machine ended with ${String(code)}:\n${console}`)
    return sectionsOf(console)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function sectionsOf(console: string): Map<string, string> {
  const parts = console.replaceAll('\r', '').split(/^== (.*)$/m)
  const sections = new Map<string, string>()
  for (let index = 1; index < parts.length; index += 2) {
    sections.set(parts[index] ?? '', (parts[index + 1] ?? '').trim())
  }
  return sections
}
