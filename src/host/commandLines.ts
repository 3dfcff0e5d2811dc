// Command lines of running processes, as /proc has them.
import { readdir, readFile } from 'node:fs/promises'

/** Words of a process's command line; none when it is gone, or is a thread of the kernel. */
export async function commandLineOf(pid: number): Promise<string[]> {
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return text === '' ? [] : text.replace(/\0$/, '').split('\0')
}

/** Pids of all processes whose command line is as asked. */
export async function processesWhere(matches: (words: readonly string[]) => boolean): Promise<number[]> {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name)).map(Number)
  const found = await Promise.all(pids.map(async pid => (matches(await commandLineOf(pid)) ? [pid] : [])))
  return found.flat()
}
