// What the host does right now: time of its CPUs, free pages of its memory.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Nanoseconds since boot. */
export interface CpuTimes {
  readonly kernel: bigint
  readonly user: bigint
  readonly idle: bigint
  readonly iowait: bigint
}

/** The kernel tells CPU times in hundredths of a second, whatever its own clock. */
const nanosecondsPerTick = 10_000_000n
const ordinaryPage = 4

/** Times of one CPU, or of all together for -1; undefined for one that is not there or off. proc(5), /proc/stat. */
export async function cpuTimes(cpu: number): Promise<CpuTimes | undefined> {
  const name = cpu === -1 ? 'cpu' : `cpu${cpu}`
  const lines = (await readFile('/proc/stat', 'latin1')).split('\n')
  const line = lines.find(text => text.startsWith(`${name} `))
  if (line === undefined) return undefined
  const ticks = line.trim().split(/\s+/).slice(1).map(BigInt)
  const [user = 0n, nice = 0n, system = 0n, idle = 0n, iowait = 0n, irq = 0n, softirq = 0n] = ticks
  return {
    kernel: (system + irq + softirq) * nanosecondsPerTick,
    user: (user + nice) * nanosecondsPerTick,
    idle: idle * nanosecondsPerTick,
    iowait: iowait * nanosecondsPerTick,
  }
}

/** Free pages of a NUMA node by size in KiB; a kernel without NUMA has node 0. */
export async function freePages(node: number): Promise<ReadonlyMap<number, bigint>> {
  const own = `/sys/devices/system/node/node${node}`
  const ofNode = await readFile(join(own, 'meminfo'), 'latin1').catch(() => undefined)
  const pools = ofNode === undefined ? '/sys/kernel/mm/hugepages' : join(own, 'hugepages')
  const memory = ofNode ?? (await readFile('/proc/meminfo', 'latin1'))
  const free = BigInt(/MemFree:\s+(\d+)/.exec(memory)?.[1] ?? 0)
  const found = new Map([[ordinaryPage, free / BigInt(ordinaryPage)]])
  for (const pool of await readdir(pools).catch(() => [])) {
    const size = /^hugepages-(\d+)kB$/.exec(pool)?.[1]
    if (size === undefined) continue
    found.set(Number(size), BigInt((await readFile(join(pools, pool, 'free_hugepages'), 'latin1')).trim()))
  }
  return found
}
