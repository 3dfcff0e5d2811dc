// `-cpu`: model, features, timers and enlightenments.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { CpuDefinition, CpuFeature } from '../../../model/cpu/CpuDefinition.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { type Hyperv, hypervFeatures } from '../../../model/domain/features/hyperv.js'
import { isX86 } from './machine.js'

/** Features no guest gets from QEMU: facts about the host, or set by the guest itself. */
export const hostOnlyFeatures = new Set(['cmt', 'mbm_total', 'mbm_local', 'osxsave', 'ospke'])

/** Names QEMU has for features libvirt calls otherwise; the rest only differ in `_` and `-`. */
const qemuNames: Record<string, string> = {
  pclmuldq: 'pclmulqdq',
  fxsr_opt: 'fxsr-opt',
  nodeid_msr: 'nodeid-msr',
  perfctr_core: 'perfctr-core',
  perfctr_nb: 'perfctr-nb',
  tsc_scale: 'tsc-scale',
  ds_cpl: 'ds-cpl',
  pbe: 'pbe',
  ffxsr: 'fxsr-opt',
}

const onOff = (on: boolean) => (on ? 'on' : 'off')

function featureText({ name, policy }: CpuFeature): string | undefined {
  if (hostOnlyFeatures.has(name)) return undefined
  const off = policy === 'disable' || policy === 'forbid'
  // Emulators that once knew the feature no longer do, and need not be told to leave it off.
  if (off && name === 'pconfig') return undefined
  const qemu = (qemuNames[name] ?? name).replaceAll('_', '-')
  // An optional feature was settled when the CPU was fitted to the host.
  if (policy === 'optional') return undefined
  return `${qemu}=${onOff(!off)}`
}

function model(cpu: CpuDefinition, domain: Domain): string[] {
  switch (cpu.mode) {
    case 'host-passthrough':
    case 'maximum': {
      const name = cpu.mode === 'maximum' ? 'max' : 'host'
      return cpu.migratable === undefined ? [name] : [name, `migratable=${onOff(cpu.migratable)}`]
    }
    case 'host-model':
      if (isX86(domain)) {
        throw new LibvirtError('INTERNAL_ERROR', 'host-model CPU was not expanded before the guest starts')
      }
      return ['host']
    case 'custom':
      return [cpu.model ?? '']
  }
}

function definition(cpu: CpuDefinition, domain: Domain): string[] {
  const vendor = cpu.vendorId === undefined ? [] : [`vendor=${cpu.vendorId}`]
  const features = cpu.features.map(featureText).filter(text => text !== undefined)
  return [...model(cpu, domain), ...vendor, ...features]
}

function timers({ clock, features }: Domain): string[] {
  const texts: string[] = []
  for (const { name, present, frequency } of clock.timers) {
    if (name === 'kvmclock' && present !== undefined) texts.push(`kvmclock=${onOff(present)}`)
    if (name === 'hypervclock' && present) texts.push('hv-time=on')
    if (name === 'tsc' && frequency) texts.push(`tsc-freq=${frequency}`)
  }
  if (features.apic?.eoi !== undefined) texts.push(`kvm-pv-eoi=${onOff(features.apic.eoi)}`)
  const spinlock = features.switches.get('pvspinlock')
  if (spinlock !== undefined) texts.push(`kvm-pv-unhalt=${onOff(spinlock)}`)
  return texts
}

function hyperv(given: Hyperv | undefined): string[] {
  if (given === undefined) return []
  const texts = given.mode === 'passthrough' ? ['hv-passthrough=on'] : []
  for (const name of hypervFeatures) {
    if (!given.features.get(name)) continue
    switch (name) {
      case 'spinlocks':
        texts.push(`hv-spinlocks=0x${given.spinlockRetries.toString(16)}`)
        break
      case 'vendor_id':
        texts.push(`hv-vendor-id=${given.vendorId}`)
        break
      case 'stimer':
        texts.push('hv-stimer=on', ...(given.stimerDirect ? ['hv-stimer-direct=on'] : []))
        break
      case 'tlbflush':
        texts.push('hv-tlbflush=on')
        if (given.tlbflushDirect) texts.push('hv-tlbflush-direct=on')
        if (given.tlbflushExtended) texts.push('hv-tlbflush-ext=on')
        break
      default:
        texts.push(`hv-${name.replaceAll('_', '-')}=on`)
    }
  }
  return texts
}

function kvm({ features, devices }: Domain): string[] {
  const texts = devices.panic.some(panic => panic.model === 'hyperv') ? ['hv-crash'] : []
  const state = (name: 'hidden' | 'hint-dedicated' | 'poll-control' | 'pv-ipi') => features.kvm?.features.get(name)
  if (state('hidden')) texts.push('kvm=off')
  if (state('hint-dedicated')) texts.push('kvm-hint-dedicated=on')
  if (state('poll-control')) texts.push('kvm-poll-control=on')
  if (state('pv-ipi') === false) texts.push('kvm-pv-ipi=off')
  const pmu = features.switches.get('pmu')
  if (pmu !== undefined) texts.push(`pmu=${onOff(pmu)}`)
  return texts
}

function cache({ cpu }: Domain): string[] {
  // A CPU that copies the host would copy its caches, too.
  const copies = cpu?.mode === 'host-passthrough' || cpu?.mode === 'maximum'
  const noHost = copies ? ['host-cache-info=off'] : []
  switch (cpu?.cache?.mode) {
    case 'emulate':
      return ['l3-cache=on', ...noHost]
    case 'passthrough':
      return ['host-cache-info=on', 'l3-cache=off']
    case 'disable':
      return [...noHost, 'l3-cache=off']
    case undefined:
      return []
  }
}

function physicalAddresses({ cpu }: Domain): string[] {
  const limits = cpu?.maxPhysAddr
  if (limits === undefined) return []
  if (limits.mode === 'emulate') return limits.bits ? [`phys-bits=${limits.bits}`] : []
  return ['host-phys-bits=on', ...(limits.limit ? [`host-phys-bits-limit=${limits.limit}`] : [])]
}

/** The CPU QEMU gives a guest that says nothing about it, when something must be said all the same. */
function defaultModel({ os }: Domain): string {
  return os.arch === 'i686' ? 'qemu32' : 'qemu64'
}

/** QEMU splits the value at every comma, doubled or not: none of the words may bring one of its own. */
function checkWords(words: readonly string[]): void {
  const bad = words.find(word => word.includes(','))
  if (bad !== undefined) throw new LibvirtError('CONFIG_UNSUPPORTED', `CPU model or feature '${bad}' is not valid`)
}

/** Value of `-cpu`, undefined when there is nothing to say. @throws LibvirtError for a CPU that was not expanded */
export function cpuArgument(domain: Domain): string | undefined {
  const { cpu } = domain
  const named = cpu && (cpu.model !== undefined || cpu.mode !== 'custom') ? definition(cpu, domain) : []
  const rest = [
    ...timers(domain),
    ...hyperv(domain.features.hyperv),
    ...kvm(domain),
    ...cache(domain),
    ...physicalAddresses(domain),
  ]
  if (named.length === 0 && rest.length === 0) return undefined
  const words = [...(named.length > 0 ? named : [defaultModel(domain)]), ...rest]
  checkWords(words)
  return words.join(',')
}
