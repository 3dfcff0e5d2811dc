// Control groups of version 2 (Documentation/admin-guide/cgroup-v2.rst of the kernel): a folder each, with a file for everything
// that can be asked and set. Version 1 is not used: systemd sees to its limits there, and threads cannot be told apart.
import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hasCode, systemError } from './systemError.js'

/** Where the kernel shows itself; tests pass another place. */
const procFolder = '/proc'

export class ControlGroup {
  constructor(
    /** Absolute path of the folder. */
    readonly path: string,
  ) {}

  child(name: string): ControlGroup {
    return new ControlGroup(join(this.path, name))
  }

  /** Text of a file without its last line feed; undefined where there is no such file, as for a controller that is not on. */
  async read(file: string): Promise<string | undefined> {
    try {
      return (await readFile(join(this.path, file), 'utf8')).trimEnd()
    } catch (error) {
      if (hasCode(error, 'ENOENT', 'ENODEV', 'EOPNOTSUPP')) return undefined
      throw systemError(`Unable to read from '${join(this.path, file)}'`, error)
    }
  }

  /** @throws LibvirtError SYSTEM_ERROR when the kernel refuses the value */
  async write(file: string, value: string | number | bigint): Promise<void> {
    try {
      await writeFile(join(this.path, file), String(value))
    } catch (error) {
      throw systemError(`Unable to write to '${join(this.path, file)}'`, error)
    }
  }

  /** Makes the group; one that exists is fine. @throws LibvirtError SYSTEM_ERROR */
  async make(): Promise<void> {
    try {
      await mkdir(this.path)
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw systemError(`Failed to create v2 cgroup '${this.path}'`, error)
    }
  }

  /** Removes the group, which must hold no thread; one that is gone is fine. @throws LibvirtError SYSTEM_ERROR */
  async remove(): Promise<void> {
    try {
      await rmdir(this.path)
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw systemError(`Unable to remove '${this.path}'`, error)
    }
  }

  /** Names of the groups below. */
  async children(): Promise<string[]> {
    const entries = await readdir(this.path, { withFileTypes: true }).catch(() => [])
    return entries.filter(entry => entry.isDirectory()).map(({ name }) => name)
  }

  /** Controllers that can be used in it, e.g. `cpu`, `memory`. */
  async controllers(): Promise<ReadonlySet<string>> {
    const text = (await this.read('cgroup.controllers')) ?? ''
    return new Set(text.split(' ').filter(name => name !== ''))
  }
}

/** Path of a process's or a thread's group below the root of version 2; undefined when it is gone. */
export async function groupPathOf(pid: number, thread?: number, proc = procFolder): Promise<string | undefined> {
  const file = thread === undefined ? `${pid}/cgroup` : `${pid}/task/${thread}/cgroup`
  const text = await readFile(join(proc, file), 'utf8').catch(() => '')
  return /^0::(.*)$/m.exec(text)?.[1]
}

/** Where version 2 is mounted; undefined on a host without it. Beside version 1 it is, but without that one's controllers. */
export async function groupRoot(proc = procFolder): Promise<ControlGroup | undefined> {
  const text = await readFile(join(proc, 'self/mountinfo'), 'utf8').catch(() => '')
  const line = text.split('\n').find(each => each.includes(' - cgroup2 '))
  const path = line?.split(' ')[4]
  return path === undefined ? undefined : new ControlGroup(path)
}
