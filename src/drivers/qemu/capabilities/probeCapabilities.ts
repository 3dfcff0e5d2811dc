// Asks a QEMU over QMP what it can do. libvirt puts its 60 or so questions one after the other; nothing here waits for an answer
// it does not need for the next question, so QEMU gets them all in one go.
import type {
  AcceleratorCapabilities,
  QemuCapabilities,
  QemuHostCpu,
  QemuProbeOrigin,
} from '../../../model/capabilities/QemuCapabilities.js'
import type { JsonReader } from '../monitor/JsonReader.js'
import { parseCpuModelExpansion, parseCpuModels, withMigratability } from './cpuModelReplies.js'
import { parseSevCapabilities, parseSgxCapabilities } from './confidentialReplies.js'
import { hypervEnlightenments } from './hypervEnlightenments.js'
import { parseMachines } from './machineReplies.js'
import { probeFlags, whenAvailable } from './probeFlags.js'
import type { QmpExecutor } from './QmpExecutor.js'
import { targetNames } from './targetNames.js'

/** What is known without asking QEMU. */
export interface ProbedBinary {
  readonly emulator: string
  readonly origin: QemuProbeOrigin
  readonly kvmSupportsNesting?: boolean
}

/** Connections to fresh instances of the emulator, past the handshake. */
export interface ProbeSessions {
  /** An instance that may use KVM. */
  readonly main: QmpExecutor
  /** Starts an instance that may not; only asked for when the first one does use KVM. */
  tcg(): Promise<QmpExecutor>
}

/**
 * Probes an emulator.
 * @throws LibvirtError when QEMU refuses a question every supported release answers, or the connection is lost
 */
export async function probeCapabilities(binary: ProbedBinary, sessions: ProbeSessions): Promise<QemuCapabilities> {
  const { main } = sessions
  const target = (await main.execute('query-target')).field('arch').string()
  const arch = Object.keys(targetNames).find(name => targetNames[name] === target) ?? target
  const usesKvm = kvmEnabled(main)
  const [version, kvm, flags, first, second, sev, sgx, hyperv] = await Promise.all([
    main.execute('query-version').then(parseVersion),
    usesKvm,
    probeFlags(main, target),
    usesKvm.then(enabled => probeAccelerator(main, enabled ? 'host' : 'max')),
    usesKvm.then(async enabled => (enabled ? probeTcg(sessions) : undefined)),
    whenAvailable(main.execute('query-sev-capabilities').then(parseSevCapabilities)),
    whenAvailable(main.execute('query-sgx-capabilities').then(parseSgxCapabilities)),
    usesKvm.then(enabled => (enabled && isX86(arch) ? probeHyperv(main) : undefined)),
  ])
  const tcg = kvm ? second : first
  return {
    emulator: binary.emulator,
    arch,
    ...version,
    flags: completeFlags(flags, { kvm, sev: sev !== undefined, sgx: sgx !== undefined, tcg }),
    ...(kvm && { kvm: first }),
    ...(tcg && { tcg }),
    ...(sev && { sev }),
    ...(sgx && { sgx }),
    ...(hyperv && { hyperv }),
    ...(binary.kvmSupportsNesting && { kvmSupportsNesting: true }),
    origin: binary.origin,
  }
}

const isX86 = (arch: string): boolean => arch === 'x86_64' || arch === 'i686'

async function kvmEnabled(qmp: QmpExecutor): Promise<boolean> {
  const reply = await whenAvailable(qmp.execute('query-kvm'))
  return reply !== undefined && reply.field('enabled').boolean()
}

function parseVersion(reply: JsonReader): Pick<QemuCapabilities, 'version' | 'package'> {
  const part = (name: string) => reply.field('qemu').field(name).integer()
  const packageName = reply.field('package').optionalString()
  return {
    version: part('major') * 1_000_000 + part('minor') * 1000 + part('micro'),
    ...(packageName && { package: packageName }),
  }
}

async function probeTcg(sessions: ProbeSessions): Promise<AcceleratorCapabilities> {
  return probeAccelerator(await sessions.tcg(), 'max')
}

/** @param model the model that stands for everything the accelerator can give */
async function probeAccelerator(qmp: QmpExecutor, model: 'host' | 'max'): Promise<AcceleratorCapabilities> {
  const [cpus, machines, hostCpu] = await Promise.all([
    whenAvailable(qmp.execute('query-cpu-definitions')),
    qmp.execute('query-machines').then(parseMachines),
    probeHostCpu(qmp, model),
  ])
  return { ...(hostCpu && { hostCpu }), cpus: cpus === undefined ? [] : parseCpuModels(cpus), machines }
}

async function probeHostCpu(qmp: QmpExecutor, name: string): Promise<QemuHostCpu | undefined> {
  const expand = (model: object) =>
    whenAvailable(qmp.execute('query-cpu-model-expansion', { type: 'static', model }).then(parseCpuModelExpansion))
  const [migratable, full] = await Promise.all([expand({ name }), expand({ name, props: { migratable: false } })])
  return full && migratable ? withMigratability(full, migratable) : migratable
}

async function probeHyperv(qmp: QmpExecutor): Promise<string[] | undefined> {
  const model = { name: 'host', props: { migratable: false, 'hv-passthrough': true } }
  const reply = await whenAvailable(qmp.execute('query-cpu-model-expansion', { type: 'full', model }))
  return reply === undefined ? undefined : hypervEnlightenments(parseCpuModelExpansion(reply))
}

interface Findings {
  readonly kvm: boolean
  readonly sev: boolean
  readonly sgx: boolean
  readonly tcg: AcceleratorCapabilities | undefined
}

// QEMU has the types for confidential guests whether or not the host can run them.
const sevFlags = ['sev-guest', 'sev-snp-guest']

function completeFlags(probed: ReadonlySet<string>, { kvm, sev, sgx, tcg }: Findings): Set<string> {
  const flags = new Set(probed)
  if (kvm) flags.add('kvm')
  if (!sev) for (const flag of sevFlags) flags.delete(flag)
  if (!sgx) flags.delete('sgx-epc')
  // What can name unavailable features (4.2) names features in one spelling only.
  if (flags.has('cpu-unavailable-features')) flags.add('canonical-cpu-features')
  if (tcg?.cpus.some(({ name }) => name === 'max')) flags.add('cpu-max')
  return flags
}
