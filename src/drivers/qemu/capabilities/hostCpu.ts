// The CPU of this host, found out by asking it.
import type { Files } from '../../../host/Files.js'
import type { KvmFacts } from '../../../host/native.js'
import type { CpuidAnswer, CpuidQuestion } from '../../../host/readCpuid.js'
import type { HostNumaCell } from '../../../model/capabilities/HostCapabilities.js'
import type { CpuDefinition, CpuTopology } from '../../../model/cpu/CpuDefinition.js'
import { traitsOfCpuData } from '../../../model/cpu/cpuData.js'
import { type CpuInfo, parseCpuInfo } from '../../../model/cpu/cpuinfo.js'
import { cpuFeatures } from '../../../model/cpu/cpuMap.js'
import type { CpuTraits } from '../../../model/cpu/CpuTraits.js'
import { decodeCpu } from '../../../model/cpu/decodeCpu.js'

export interface HostCpuSource {
  readonly files: Pick<Files, 'read'>
  /** Undefined where CPUID cannot be asked. */
  cpuid(questions: readonly CpuidQuestion[]): Promise<readonly CpuidAnswer[] | undefined>
  /** Undefined where there is no KVM to ask. */
  kvm(msrs: readonly number[]): Promise<KvmFacts | undefined>
}

/** What one look at the host's CPU gives. */
export interface HostCpu {
  /** With the topology of the cells. */
  readonly definition: CpuDefinition
  readonly physAddrBits?: number
  /** Registers of leaf 0x8000001F (AMD's memory encryption), where there is one. */
  readonly encryption?: CpuidAnswer
}

const encryptionLeaf = 0x8000_001f
/** IA32_ARCH_CAPABILITIES: weaknesses the CPU does not have. */
const architectureMsr = 0x10a

/**
 * Describes the host's CPU; undefined when it is no x86.
 * @throws LibvirtError INTERNAL_ERROR when no model fits
 */
export async function hostCpu(
  arch: string,
  source: HostCpuSource,
  cells: readonly HostNumaCell[],
): Promise<HostCpu | undefined> {
  const [cpuinfo, answers, kvm] = await Promise.all([
    source.files.read('/proc/cpuinfo'),
    source.cpuid(questions()),
    source.kvm([architectureMsr]),
  ])
  const info = parseCpuInfo(cpuinfo ?? '')
  const traits = answers ? traitsOfAnswers(answers, kvm?.msrs ?? []) : info
  if (!traits) return undefined
  const encryption = answers?.find(({ leaf }) => leaf === encryptionLeaf)
  const { physAddrBits } = info ?? {}
  return {
    definition: { ...define(arch, traits, info, cells), ...tscOf(kvm) },
    ...(physAddrBits !== undefined && { physAddrBits }),
    ...(encryption && { encryption }),
  }
}

/** Only CPUs that say so have the register, which KVM knows even for others. */
function traitsOfAnswers(cpuid: readonly CpuidAnswer[], msrs: KvmFacts['msrs']): CpuTraits {
  const plain = traitsOfCpuData({ cpuid, msrs: [] })
  return plain.features.has('arch-capabilities') ? traitsOfCpuData({ cpuid, msrs }) : plain
}

function tscOf(kvm: KvmFacts | undefined): Pick<CpuDefinition, 'tsc'> {
  if (kvm?.tscKhz === undefined) return {}
  const scaling = kvm.tscScaling === undefined ? {} : { scaling: kvm.tscScaling }
  return { tsc: { frequency: BigInt(kvm.tscKhz) * 1000n, ...scaling } }
}

function define(
  arch: string,
  traits: CpuTraits,
  info: CpuInfo | undefined,
  cells: readonly HostNumaCell[],
): CpuDefinition {
  const topology = topologyOf(cells)
  return {
    type: 'host',
    mode: 'custom',
    fallback: 'allow',
    arch,
    ...decodeCpu(traits, 'host'),
    ...(info?.microcodeVersion !== undefined && { microcodeVersion: info.microcodeVersion }),
    ...(topology && { topology }),
    ...(info?.physAddrBits !== undefined && { maxPhysAddr: { mode: 'emulate', bits: info.physAddrBits } }),
  }
}

/** Every leaf some feature is in, and those with the vendor, the signature and SEV's numbers. */
function questions(): CpuidQuestion[] {
  const wanted = new Map<string, CpuidQuestion>()
  const add = (leaf: number, subleaf: number) => wanted.set(`${leaf}/${subleaf}`, { leaf, subleaf })
  for (const leaf of [0, 1, encryptionLeaf]) add(leaf, 0)
  for (const { place } of cpuFeatures.values()) if (place.kind === 'cpuid') add(place.leaf, place.subleaf)
  return [...wanted.values()]
}

/** Counts per level, sockets being those of one node; undefined for hosts that are not regular. */
function topologyOf(cells: readonly HostNumaCell[]): CpuTopology | undefined {
  const cpus = cells.flatMap(cell => cell.cpus)
  const count = (place: (cpu: (typeof cpus)[number]) => readonly number[]) =>
    new Set(cpus.map(cpu => place(cpu).join(' '))).size
  const sockets = count(({ socket }) => [socket])
  const dies = count(({ socket, die }) => [socket, die])
  const cores = count(({ socket, die, core }) => [socket, die, core])
  const topology = {
    sockets: sockets / (cells.length || 1),
    dies: dies / sockets,
    clusters: 1,
    cores: cores / dies,
    threads: cpus.length / cores,
  }
  return Object.values(topology).every(value => Number.isInteger(value) && value > 0) ? topology : undefined
}
