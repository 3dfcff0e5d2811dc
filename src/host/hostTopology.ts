// The host's NUMA nodes, CPUs and caches, as the kernel tells of them below /sys/devices/system.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CacheBank, HostCpuPlace, HostNumaCell, PageCount } from '../model/capabilities/HostCapabilities.js'
import { numaNodes } from './hostMemory.js'

/** KiB of an ordinary page where Node runs. */
const ordinaryPage = 4

async function text(...path: string[]): Promise<string | undefined> {
  return readFile(join(...path), 'utf8').then(
    content => content.trim(),
    () => undefined,
  )
}

async function number(...path: string[]): Promise<number | undefined> {
  const content = await text(...path)
  return content === undefined || !/^-?\d+$/.test(content) ? undefined : Number(content)
}

async function names(folder: string, pattern: RegExp): Promise<string[]> {
  const found = await readdir(folder).catch(() => [])
  return found.filter(name => pattern.test(name)).toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}

/** All NUMA nodes with their memory and CPUs that are on. @param root `/sys/devices/system` */
export async function hostCells(root = '/sys/devices/system'): Promise<HostNumaCell[]> {
  const nodes = await numaNodes()
  return Promise.all(nodes.map(id => cell(root, id, nodes)))
}

async function cell(root: string, id: number, nodes: readonly number[]): Promise<HostNumaCell> {
  const folder = join(root, 'node', `node${id}`)
  const [meminfo, distance, cpuNames] = await Promise.all([
    text(folder, 'meminfo'),
    text(folder, 'distance'),
    names((await text(folder, 'cpulist')) === undefined ? join(root, 'cpu') : folder, /^cpu\d+$/),
  ])
  const total = /MemTotal:\s*(\d+) kB/.exec(meminfo ?? '')?.[1]
  const memory = total === undefined ? undefined : BigInt(total)
  const distances = distance?.split(/\s+/).map((value, index) => ({ id: nodes[index] ?? index, value: Number(value) }))
  const cpus = await Promise.all(cpuNames.map(name => cpuPlace(join(root, 'cpu', name), Number(name.slice(3)))))
  return {
    id,
    ...(memory !== undefined && { memory }),
    pages: await pages(folder, memory),
    distances: distances ?? [],
    cpus: cpus.flatMap(place => place ?? []),
  }
}

/** Huge pages are what the pools hold, ordinary ones what is left of the memory. */
async function pages(folder: string, memory: bigint | undefined): Promise<PageCount[]> {
  const pools = await names(join(folder, 'hugepages'), /^hugepages-\d+kB$/)
  const huge = await Promise.all(
    pools.map(async pool => ({
      size: Number(/\d+/.exec(pool)?.[0]),
      count: BigInt((await number(folder, 'hugepages', pool, 'nr_hugepages')) ?? 0),
    })),
  )
  const held = huge.reduce((sum, { size, count }) => sum + BigInt(size) * count, 0n)
  const ordinary = { size: ordinaryPage, count: ((memory ?? 0n) - held) / BigInt(ordinaryPage) }
  return [...(memory === undefined ? [] : [ordinary]), ...huge.toSorted((a, b) => a.size - b.size)]
}

/** Where a CPU sits; undefined when it is off. Levels the kernel does not know are 0. */
async function cpuPlace(folder: string, id: number): Promise<HostCpuPlace | undefined> {
  const [socket, die, cluster, core, siblings] = await Promise.all([
    number(folder, 'topology', 'physical_package_id'),
    number(folder, 'topology', 'die_id'),
    number(folder, 'topology', 'cluster_id'),
    number(folder, 'topology', 'core_id'),
    text(folder, 'topology', 'thread_siblings_list'),
  ])
  if (core === undefined) return undefined
  // The kernel writes -1 for a level it does not know, and for clusters once did so in 16 bits.
  const known = (level: number | undefined) => (level === undefined || level < 0 || level === 0xffff ? 0 : level)
  return { id, socket: known(socket), die: known(die), cluster: known(cluster), core, siblings: siblings ?? String(id) }
}

const cacheTypes: Readonly<Record<string, CacheBank['type']>> = { Unified: 'both', Instruction: 'code', Data: 'data' }

/** Caches of the third level, each once. @param root `/sys/devices/system` */
export async function hostCaches(root = '/sys/devices/system'): Promise<CacheBank[]> {
  const cpus = await names(join(root, 'cpu'), /^cpu\d+$/)
  const found = await Promise.all(
    cpus.map(async cpu => {
      const folder = join(root, 'cpu', cpu, 'cache')
      return Promise.all((await names(folder, /^index\d+$/)).map(index => cacheBank(join(folder, index))))
    }),
  )
  const banks = new Map<string, CacheBank>()
  for (const bank of found.flat()) if (bank?.level === 3) banks.set(`${bank.id} ${bank.type}`, bank)
  return [...banks.values()].toSorted((a, b) => a.id - b.id)
}

async function cacheBank(folder: string): Promise<CacheBank | undefined> {
  const [id, level, type, size, cpus] = await Promise.all([
    number(folder, 'id'),
    number(folder, 'level'),
    text(folder, 'type'),
    text(folder, 'size'),
    text(folder, 'shared_cpu_list'),
  ])
  const kind = cacheTypes[type ?? '']
  const kib = /^(\d+)K$/.exec(size ?? '')?.[1]
  if (id === undefined || level === undefined || !kind || kib === undefined) return undefined
  return { id, level, type: kind, size: BigInt(kib) * 1024n, cpus: cpus ?? '' }
}

/** Sleep states the kernel can enter. */
export async function hostSleepStates(
  path = '/sys/power/state',
): Promise<('suspend_mem' | 'suspend_disk' | 'suspend_hybrid')[]> {
  const states = (await text(path))?.split(' ') ?? []
  const [memory, disk] = [states.includes('mem'), states.includes('disk')]
  return [
    ...(memory ? (['suspend_mem'] as const) : []),
    ...(disk ? (['suspend_disk'] as const) : []),
    ...(memory && disk ? (['suspend_hybrid'] as const) : []),
  ]
}

/** Whether devices are behind an IOMMU. */
export async function hostHasIommu(path = '/sys/kernel/iommu_groups'): Promise<boolean> {
  return (await names(path, /^\d+$/)).length > 0
}
