import { readFile } from 'node:fs/promises'

/** Memory of the host that a process has, KiB; undefined when it is gone. */
export async function processMemory(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '')
  const match = /^VmRSS:\s+(\d+) kB/m.exec(text)
  return match ? Number(match[1]) : undefined
}
