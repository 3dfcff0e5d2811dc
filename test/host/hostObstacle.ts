import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Why no throw-away host can be booted here, or undefined when it can. On the project's CI a test must not skip for it. */
export function hostObstacle(): string | undefined {
  if (process.platform !== 'linux') return 'only Linux has systemd'
  if (process.getuid?.() !== 0) return 'booting a host takes root'
  if (spawnSync('systemd-nspawn', ['--version']).error)
    return 'systemd-nspawn is not installed (npm run setup installs it)'
  if (!existsSync('/proc/self/ns/mnt')) return 'no mount namespaces'
  return undefined
}
