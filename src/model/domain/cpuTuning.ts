// `<cputune>`: where a domain's threads run on the host, how they are scheduled, and how much time they may have.
import { LibvirtError } from '../../api/LibvirtError.js'
import { parseInteger } from '../xml/parseInteger.js'
import { childText, refuseAt, uint } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import { formatNumberSet, type NumberSet, parseNumberSet } from './bitmap.js'
import type { IoThreads } from './ioThreads.js'
import type { FormatOptions, ParseOptions } from './options.js'
import { formatResourceControl, parseResourceControl, type ResourceControl } from './resourceControl.js'
import { parseScheduler, parseSchedulers, type Scheduler, schedulerAttributes, type Schedulers } from './scheduler.js'
import type { Vcpus } from './vcpus.js'

/** Periods are microseconds, 1,000 to 1,000,000; 0 is unset. */
export const periodNames = ['period', 'global_period', 'emulator_period', 'iothread_period'] as const
/** Quotas are microseconds per period; 0 is unset, negative is no limit. */
export const quotaNames = ['quota', 'global_quota', 'emulator_quota', 'iothread_quota'] as const
type PeriodName = (typeof periodNames)[number]
type QuotaName = (typeof quotaNames)[number]

export interface CpuTuning {
  /** Weight, 2 to 262,144 on cgroup v1, 1 to 10,000 on v2. */
  shares: bigint | undefined
  periods: Record<PeriodName, bigint>
  quotas: Record<QuotaName, bigint>
  vcpuPins: Map<number, NumberSet>
  emulatorPin: NumberSet | undefined
  ioThreadPins: Map<number, NumberSet>
  emulatorScheduler: Scheduler | undefined
  vcpuSchedulers: Schedulers
  ioThreadSchedulers: Schedulers
  resources: ResourceControl
}

export function parseCpuTuning(root: XmlElement, vcpus: Vcpus, ioThreads: IoThreads, options: ParseOptions): CpuTuning {
  const element = root.child('cputune')
  const elements = (name: string) => element?.elements(name) ?? []
  const hasIoThread = (id: number) => ioThreads.list.some(thread => thread.id === id)
  const mustHaveVcpu = (node: XmlElement, id: number) => {
    if (id >= vcpus.list.length) {
      throw refuseAt(node, `vCPU '${id}' is not present in domain definition`, 'CONFIG_UNSUPPORTED')
    }
  }
  const mustHaveIoThread = (node: XmlElement, id: number) => {
    if (!hasIoThread(id)) throw refuseAt(node, `Cannot find 'iothread' : ${id}`, 'CONFIG_UNSUPPORTED')
  }
  return {
    shares: parseShares(element),
    periods: {
      period: period(element, 'period'),
      global_period: period(element, 'global_period'),
      emulator_period: period(element, 'emulator_period'),
      iothread_period: period(element, 'iothread_period'),
    },
    quotas: {
      quota: quota(element, 'quota'),
      global_quota: quota(element, 'global_quota'),
      emulator_quota: quota(element, 'emulator_quota'),
      iothread_quota: quota(element, 'iothread_quota'),
    },
    vcpuPins: parseVcpuPins(elements('vcpupin'), vcpus),
    emulatorPin: parseEmulatorPin(elements('emulatorpin')),
    ioThreadPins: parseIoThreadPins(elements('iothreadpin'), mustHaveIoThread),
    emulatorScheduler: parseEmulatorScheduler(elements('emulatorsched')),
    vcpuSchedulers: parseSchedulers(elements('vcpusched'), 'vcpus', mustHaveVcpu),
    ioThreadSchedulers: parseSchedulers(elements('iothreadsched'), 'iothreads', mustHaveIoThread),
    resources: parseResourceControl(element, vcpus.list.length, options),
  }
}

const ulong = { min: 0n, max: 0xffff_ffff_ffff_ffffn, base: 10 } as const
const long = { min: -0x8000_0000_0000_0000n, max: 0x7fff_ffff_ffff_ffffn, base: 10 } as const

function parseShares(cputune: XmlElement | undefined): bigint | undefined {
  const text = childText(cputune, 'shares')
  if (!cputune || text === undefined) return undefined
  const shares = parseInteger(text, ulong)
  if (shares === undefined) throw refuseAt(cputune, "can't parse cputune shares value")
  return shares
}

function period(cputune: XmlElement | undefined, name: PeriodName): bigint {
  const text = childText(cputune, name)
  if (!cputune || text === undefined) return 0n
  const value = parseInteger(text, ulong)
  if (value === undefined) throw refuseAt(cputune, `can't parse cputune ${name.replace('_', ' ')} value`)
  return value
}

function quota(cputune: XmlElement | undefined, name: QuotaName): bigint {
  const text = childText(cputune, name)
  if (!cputune || text === undefined) return 0n
  const value = parseInteger(text, long)
  if (value === undefined) throw refuseAt(cputune, `can't parse cputune ${name.replace('_', ' ')} value`)
  return value
}

function pinSet(element: XmlElement): NumberSet {
  const text = element.attribute('cpuset')
  if (text === undefined) throw refuseAt(element, `missing cpuset for ${element.name}`, 'INTERNAL_ERROR')
  const set = parseNumberSet(text)
  if (set.length === 0) throw refuseAt(element, `Invalid value of 'cpuset': ${text}`)
  return set
}

function parseVcpuPins(elements: readonly XmlElement[], vcpus: Vcpus): Map<number, NumberSet> {
  const pins = new Map<number, NumberSet>()
  for (const element of elements) {
    const vcpu = uint(element, 'vcpu', { required: true })
    // Pins of vCPUs beyond the maximum are dropped with no more than a warning in libvirt's log.
    if (vcpu >= vcpus.list.length) continue
    if (pins.has(vcpu)) throw refuseAt(element, `duplicate vcpupin for vcpu '${vcpu}'`, 'INTERNAL_ERROR')
    pins.set(vcpu, pinSet(element))
  }
  return pins
}

function parseEmulatorPin(elements: readonly XmlElement[]): NumberSet | undefined {
  const [element, second] = elements
  if (second) throw refuseAt(second, 'only one emulatorpin is supported')
  return element && pinSet(element)
}

function parseIoThreadPins(
  elements: readonly XmlElement[],
  mustHave: (element: XmlElement, id: number) => void,
): Map<number, NumberSet> {
  const pins = new Map<number, NumberSet>()
  for (const element of elements) {
    const id = uint(element, 'iothread', { required: true, nonZero: true })
    mustHave(element, id)
    const set = pinSet(element)
    if (pins.has(id)) throw refuseAt(element, `duplicate iothreadpin for same iothread '${id}'`, 'INTERNAL_ERROR')
    pins.set(id, set)
  }
  return pins
}

function parseEmulatorScheduler(elements: readonly XmlElement[]): Scheduler | undefined {
  const [element, second] = elements
  if (second) throw refuseAt(second, 'only one emulatorsched is supported')
  return element && parseScheduler(element)
}

/** @throws LibvirtError CONFIG_UNSUPPORTED for shares, periods and quotas the kernel does not take */
export function validateCpuTuning({ shares, periods, quotas }: CpuTuning): void {
  // Both cgroup versions together; which one the host has is known only at start.
  if (shares !== undefined && (shares < 1n || shares > 262_144n)) {
    throw new LibvirtError('CONFIG_UNSUPPORTED', "Value of cputune 'shares' must be in range [1, 262144]")
  }
  const refuse = (name: string, max: bigint) => {
    throw new LibvirtError('CONFIG_UNSUPPORTED', `Value of cputune '${name}' must be in range [1000, ${max}]`)
  }
  for (const name of periodNames) {
    const value = periods[name]
    if (value > 0n && (value < 1000n || value > 1_000_000n)) refuse(name, 1_000_000n)
  }
  const quotaMax = 17_592_186_044_415n
  for (const name of quotaNames) {
    const value = quotas[name]
    if (value > 0n && (value < 1000n || value > quotaMax)) refuse(name, quotaMax)
  }
}

const byNumber = <T>(map: Map<number, T>): [number, T][] => [...map].sort(([a], [b]) => a - b)

export function formatCpuTuning(writer: XmlWriter, tuning: CpuTuning, options: FormatOptions): void {
  writer.elementIfAny('cputune', {}, () => {
    writer.text('shares', tuning.shares)
    for (const [index, name] of periodNames.entries()) {
      writer.text(name, tuning.periods[name] || undefined)
      const quotaName = quotaNames[index]
      if (quotaName) writer.text(quotaName, tuning.quotas[quotaName] || undefined)
    }
    for (const [vcpu, set] of byNumber(tuning.vcpuPins)) {
      writer.element('vcpupin', { vcpu, cpuset: formatNumberSet(set) })
    }
    if (tuning.emulatorPin) writer.element('emulatorpin', { cpuset: formatNumberSet(tuning.emulatorPin) })
    for (const [iothread, set] of byNumber(tuning.ioThreadPins)) {
      writer.element('iothreadpin', { iothread, cpuset: formatNumberSet(set) })
    }
    if (tuning.emulatorScheduler) writer.element('emulatorsched', schedulerAttributes(tuning.emulatorScheduler))
    for (const [vcpus, scheduler] of byNumber(tuning.vcpuSchedulers)) {
      writer.element('vcpusched', { vcpus, ...schedulerAttributes(scheduler) })
    }
    for (const [iothreads, scheduler] of byNumber(tuning.ioThreadSchedulers)) {
      writer.element('iothreadsched', { iothreads, ...schedulerAttributes(scheduler) })
    }
    formatResourceControl(writer, tuning.resources, options)
  })
}
