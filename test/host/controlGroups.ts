// The control groups that launchHost.sh makes for a host, one in every hierarchy of this machine, named as the host.
import { existsSync, readdirSync, readFileSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** The group of this process in each hierarchy; `unified` is where systemd mounts version 2 beside version 1. */
function ownGroups(): string[] {
  const lines = readFileSync('/proc/self/cgroup', 'utf8').trim().split('\n')
  return lines.flatMap(line => {
    const [, controllers = '', path = ''] = line.split(':')
    const mounts = controllers === '' ? ['unified', '.'] : [controllers.replace(/^name=/, '')]
    return mounts.map(mount => join('/sys/fs/cgroup', mount, path)).filter(group => existsSync(group))
  })
}

function foldersIn(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap(entry => (entry.isDirectory() ? [entry.name] : []))
  } catch {
    return [] // gone meanwhile
  }
}

/** A group can be removed once its last process is gone, which takes the kernel a moment. */
async function removeGroup(group: string): Promise<void> {
  for (const child of foldersIn(group)) await removeGroup(join(group, child))
  for (let attempt = 0; existsSync(group) && attempt < 100; attempt++) {
    try {
      rmdirSync(group)
    } catch {
      await sleep(10)
    }
  }
}

/** Removes what a host leaves in the hierarchies, after its last process has been killed. */
export async function removeControlGroups(host: string): Promise<void> {
  for (const group of ownGroups()) await removeGroup(join(group, host))
}

/** Hosts whose test was killed before it could tidy up: their processes died with it, their empty groups did not. */
export function abandonedHosts(): string[] {
  const hosts = ownGroups().flatMap(foldersIn)
  return [...new Set(hosts)].filter(host => {
    const owner = /^virtbus-(\d+)-\d+$/.exec(host)?.[1]
    return owner !== undefined && !existsSync(`/proc/${owner}`)
  })
}
