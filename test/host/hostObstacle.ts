import { spawnSync } from 'node:child_process'

/** Why no throw-away host can be booted here, or undefined when it can. On the project's CI a test must not skip for it. */
export function hostObstacle(): string | undefined {
  if (process.platform !== 'linux') return 'only Linux has systemd'
  if (process.getuid?.() !== 0) return 'booting a host takes root'
  if (spawnSync('systemd-nspawn', ['--version']).error)
    return 'systemd-nspawn is not installed (npm run setup installs it)'
  const own = spawnSync('unshare', ['--mount', '--pid', '--fork', '--mount-proc', 'true'])
  if (own.status !== 0) return 'no mount and PID namespaces of its own (is this a container without privileges?)'
  return undefined
}
