// Writes docs/security.md: how exposed systemd finds each service of the programs that were built, and why it is so.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemdVersion } from './distribution.mjs'
import { payload } from './payload.mjs'

const head = `# Security of the units

What \`systemd-analyze security\` of systemd ${systemdVersion()} says of each service: 0 is shut off from everything, 10 from nothing.
Written by \`node tools/record-security.mjs\`; a test fails when a service becomes more exposed than it says here.

Daemons that run guests cannot be shut off from much. QEMU is their child and inherits what they are denied, and mounts, devices,
networks and files of the host are what guests are made of: so they have no mount namespace of their own (a pool that they mount is
for everybody), no device policy and no other users. What nothing of this needs is taken from all of them (\`units/daemon.service\`).
QEMU itself runs as its own user, with its own seccomp filter, in a scope of its own. virtproxyd has no driver and is confined
(\`units/daemons.json\`). V8 makes code while it runs, so that \`MemoryDenyWriteExecute=\` is out of the question for all.

| Service | Exposure |
| --- | --- |
`

/** @returns {[service: string, exposure: number][]} */
export function exposures() {
  const folder = mkdtempSync(join(tmpdir(), 'virtbus-units-'))
  try {
    const services = payload().filter(
      ({ to, text }) => to.startsWith('/usr/lib/systemd/system/') && to.endsWith('.service') && text,
    )
    for (const { to, text } of services) writeFileSync(join(folder, basename(to)), text)
    return services.map(({ to }) => {
      const name = basename(to)
      const words = ['security', '--offline=yes', '--no-pager', join(folder, name)]
      const { stdout } = spawnSync('systemd-analyze', words, { encoding: 'utf8' })
      return [name, Number(/exposure level for .*?: ([\d.]+)/.exec(stdout)?.[1])]
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!existsSync('build/bin')) throw new Error('npm run build first')
  const rows = exposures().map(([service, exposure]) => `| ${service} | ${exposure.toFixed(1)} |\n`)
  writeFileSync(fileURLToPath(new URL('../docs/security.md', import.meta.url)), head + rows.join(''))
}
