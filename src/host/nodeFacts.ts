// The host as nodes of a cluster are described: CPUs and memory.
import { readdir, readFile } from 'node:fs/promises'
import { arch } from 'node:os'
import { memoryFacts, numaNodes } from './hostMemory.js'

export interface NodeFacts {
  /** libvirt's name of the architecture. */
  readonly model: string
  /** KiB. */
  readonly memory: number
  /** CPUs that are on. */
  readonly cpus: number
  readonly mhz: number
  readonly nodes: number
  /** Sockets in each node. */
  readonly sockets: number
  /** Cores in each socket. */
  readonly cores: number
  /** Threads in each core. */
  readonly threads: number
}

const cpuFolder = '/sys/devices/system/cpu'

/** libvirt's names for Node's architectures, where they differ. */
const architectures: Readonly<Record<string, string>> = {
  x64: 'x86_64',
  ia32: 'i686',
  arm64: 'aarch64',
  arm: 'armv7l',
  ppc64: 'ppc64le',
  loong64: 'loongarch64',
}

/** libvirt's name of the host's architecture. */
export function hostArchitecture(): string {
  return architectures[arch()] ?? arch()
}

/** Reads the topology. Counts that do not multiply to the number of CPUs are told as one socket of cores, as libvirt does. */
export async function nodeFacts(): Promise<NodeFacts> {
  const names = (await readdir(cpuFolder)).filter(name => /^cpu\d+$/.test(name))
  const places = (await Promise.all(names.map(cpuPlace))).filter(place => place !== undefined)
  const nodes = (await numaNodes()).length
  const sockets = new Set(places.map(({ socket }) => socket)).size / nodes
  const cores = new Set(places.map(({ socket, core }) => `${socket} ${core}`)).size / (sockets * nodes)
  const threads = places.length / (sockets * nodes * cores)
  const whole = [sockets, cores, threads].every(Number.isInteger)
  return {
    model: hostArchitecture(),
    memory: (await memoryFacts()).get('MemTotal') ?? 0,
    cpus: places.length,
    mhz: await clockRate(),
    ...(whole ? { nodes, sockets, cores, threads } : { nodes: 1, sockets: 1, cores: places.length, threads: 1 }),
  }
}

/** Where a CPU sits; undefined when it is off. */
async function cpuPlace(name: string): Promise<{ socket: number; core: number } | undefined> {
  const read = async (file: string) => Number(await readFile(`${cpuFolder}/${name}/topology/${file}`, 'utf8'))
  try {
    return { socket: await read('physical_package_id'), core: await read('core_id') }
  } catch {
    return undefined
  }
}

async function clockRate(): Promise<number> {
  const text = await readFile('/proc/cpuinfo', 'utf8')
  return Math.floor(Number(/^cpu MHz\s*:\s*([\d.]+)/m.exec(text)?.[1] ?? 0))
}

/** Numbers of the host's CPUs, and of those that are on. */
export async function cpuNumbers(): Promise<{ present: number[]; online: number[] }> {
  const read = async (file: string) => numbersIn(await readFile(`${cpuFolder}/${file}`, 'utf8'))
  return { present: await read('present'), online: await read('online') }
}

/** The kernel's lists: `0-3,8`. */
function numbersIn(list: string): number[] {
  return list
    .trim()
    .split(',')
    .filter(range => range !== '')
    .flatMap(range => {
      const [first = 0, last = first] = range.split('-').map(Number)
      return Array.from({ length: last - first + 1 }, (_, index) => first + index)
    })
}

/** How many CPUs of the host are on. */
export async function onlineCpus(): Promise<number> {
  return (await nodeFacts()).cpus
}

/** Free memory in bytes. */
export async function freeMemory(): Promise<bigint> {
  return BigInt((await memoryFacts()).get('MemFree') ?? 0) * 1024n
}
