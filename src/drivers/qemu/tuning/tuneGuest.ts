// What a definition says of a guest's share of the host, brought to where it has an effect when the guest starts.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { groupPathOf } from '../../../host/ControlGroup.js'
import { log } from '../../../log/log.js'
import { formatNumberSet, type NumberSet } from '../../../model/domain/bitmap.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { messageOf } from '../../messageOf.js'
import type { Guest } from '../domain/Guest.js'
import type { QmpMonitor } from '../monitor/QmpMonitor.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { writeBandwidth } from './bandwidth.js'
import { countEvents } from './countEvents.js'
import { type GroupContext, type GuestGroups, guestGroups } from './GuestGroups.js'
import { guestThreads, type ThreadGroup } from './guestThreads.js'
import { unitProperties } from './unitProperties.js'

type TuningContext = Pick<QemuDriverContext, 'host' | 'threads'> & GroupContext

/** Limits that need control groups, by the controller, with libvirt's refusal where there is none. */
const needs = [
  {
    controller: 'cpu',
    what: 'CPU tuning',
    text: 'CPU tuning is not available on this host',
    of: ({ cpuTuning: { shares, periods, quotas } }: Domain) =>
      shares !== undefined || [...Object.values(periods), ...Object.values(quotas)].some(value => value !== 0n),
  },
  {
    controller: 'memory',
    what: 'Memory tuning',
    text: 'Memory cgroup is not available on this host',
    of: (definition: Domain) => limitsMemory(definition),
  },
  {
    controller: 'io',
    what: 'Block I/O tuning',
    text: 'Block I/O tuning is not available on this host',
    of: ({ blockTuning: { weight, devices } }: Domain) => weight > 0 || devices.length > 0,
  },
] as const

/** Refuses what guests of this driver cannot have. @throws LibvirtError CONFIG_UNSUPPORTED */
export function refuseTuning({ privileged }: Pick<QemuDriverContext, 'privileged'>, definition: Domain): void {
  const { caches, bandwidths } = definition.cpuTuning.resources
  if (caches.length > 0 || bandwidths.length > 0) {
    throw new LibvirtError('CONFIG_UNSUPPORTED', 'Resource control is not supported on this host', {
      hint: 'Guests cannot have parts of caches or memory bandwidth yet: leave out <cachetune> and <memorytune>',
    })
  }
  if (privileged) return
  const need = needs.find(({ of }) => of(definition))
  if (need) throw new LibvirtError('CONFIG_UNSUPPORTED', `${need.what} is not available in session mode`)
}

/** Whether the guest's memory is limited. */
export const limitsMemory = ({ memoryTuning: { hardLimit, softLimit, swapHardLimit } }: Domain): boolean =>
  [hardLimit, softLimit, swapHardLimit].some(limit => limit !== undefined)

/**
 * Brings into force what is said of the guest as a whole; needs its scope.
 * @throws LibvirtError CONFIG_UNSUPPORTED for what this host has no controller for, DBUS_SERVICE when systemd refuses
 */
export async function tuneScope(context: TuningContext, { definition, process }: Guest): Promise<void> {
  const groups = await guestGroups(context, process.pid)
  for (const { controller, text, of } of needs) {
    if (of(definition) && !groups?.has(controller)) throw new LibvirtError('CONFIG_UNSUPPORTED', text)
  }
  const properties = unitProperties(definition)
  if (groups && properties.length > 0) await context.host.scopes.set(groups.unit, properties)
}

/**
 * Brings into force what is said of single threads; needs the guest's scope, and that QEMU has told of its threads.
 * @throws LibvirtError SYSTEM_ERROR when the kernel refuses
 */
export async function tuneThreads(
  context: TuningContext,
  guest: Guest,
  monitor: Pick<QmpMonitor, 'execute'>,
): Promise<void> {
  const { definition, process } = guest
  await arrangeThreads(context, guest, monitor, await guestGroups(context, process.pid))
  await countEvents(context, guest, definition.perf)
}

/** Puts every thread of a guest where it belongs; threads that are there already stay. */
export async function arrangeThreads(
  context: TuningContext,
  guest: Pick<Guest, 'definition' | 'process' | 'vcpuThreads'>,
  monitor: Pick<QmpMonitor, 'execute'>,
  groups: GuestGroups | undefined,
): Promise<void> {
  const { definition, process } = guest
  const all = await guestThreads(guest, monitor, context.threads)
  const grouped = groups && groups.threaded.length > 0 ? await layOut(groups, process.pid, definition) : undefined
  for (const group of all) {
    if (grouped) await moveThreads(grouped, process.pid, group)
    placeThreads(context, group)
    if (grouped) await limitThreads(grouped, group, memoryNodes(definition))
  }
  if (grouped) await removeOthers(grouped, all)
}

/** Groups of threads that have ended. One that is not empty yet stays for the next time. */
async function removeOthers(groups: GuestGroups, all: readonly ThreadGroup[]): Promise<void> {
  const wanted = new Set(all.map(({ kind, id }) => groups.of(kind, id).path))
  for (const name of await groups.process.children()) {
    const group = groups.process.child(name)
    if (/^(vcpu|iothread)\d+$/.test(name) && !wanted.has(group.path)) await group.remove().catch(() => {})
  }
}

/**
 * Makes the groups for all of QEMU, and moves it there. Where that cannot be, a guest that does not depend on it runs all the same.
 * @throws LibvirtError SYSTEM_ERROR
 */
async function layOut(groups: GuestGroups, pid: number, definition: Domain): Promise<GuestGroups | undefined> {
  const { whole, process: inner } = groups
  const emulator = groups.of('emulator')
  try {
    if ((await groupPathOf(pid))?.endsWith(emulator.path.slice(whole.path.length))) return groups
    // The guest's helpers as well: a group that hands controllers on may hold no process.
    const processes = new Set([
      pid,
      ...((await whole.read('cgroup.procs')) ?? '').split('\n').filter(Boolean).map(Number),
    ])
    await inner.make()
    for (const each of processes) await inner.write('cgroup.procs', each)
    await whole.write('cgroup.subtree_control', enabling(groups.shared))
    await emulator.make()
    await emulator.write('cgroup.type', 'threaded')
    await inner.write('cgroup.subtree_control', enabling(groups.threaded))
    for (const each of processes) await emulator.write('cgroup.procs', each)
    return groups
  } catch (error) {
    if (limitsThreads(definition)) throw error
    const { name } = definition
    log.warning({ error }, `The threads of guest '${name}' cannot be told apart by control groups: ${messageOf(error)}`)
    return undefined
  }
}

/** Whether single threads are limited by groups; pins and schedulers need none. */
function limitsThreads({ cpuTuning: { periods, quotas }, numaTuning }: Domain): boolean {
  const { global_period: _period, ...ofThreads } = periods
  const { global_quota: _quota, ...threadQuotas } = quotas
  const limits = [...Object.values(ofThreads), ...Object.values(threadQuotas)]
  return limits.some(limit => limit !== 0n) || numaTuning.memory?.mode === 'restrictive'
}

const enabling = (controllers: readonly string[]): string => controllers.map(name => `+${name}`).join(' ')

async function moveThreads(groups: GuestGroups, pid: number, { kind, id, threads }: ThreadGroup): Promise<void> {
  // All that are nothing else have been moved with the process.
  if (kind === 'emulator') return
  const group = groups.of(kind, id)
  const place = group.path.slice(groups.whole.path.length)
  for (const thread of threads) {
    if ((await groupPathOf(pid, thread))?.endsWith(place)) continue
    await group.make()
    await group.write('cgroup.type', 'threaded')
    await group.write('cgroup.threads', thread)
  }
}

function placeThreads({ threads: host }: TuningContext, { threads, cpus, scheduler }: ThreadGroup): void {
  for (const thread of threads) {
    if (cpus) host.pin(thread, cpus)
    if (scheduler) host.schedule(thread, scheduler.policy, scheduler.priority ?? 0)
  }
}

async function limitThreads(
  groups: GuestGroups,
  { kind, id, cpus, bandwidth }: ThreadGroup,
  nodes: NumberSet | undefined,
): Promise<void> {
  const group = groups.of(kind, id)
  if (groups.has('cpuset')) {
    if (nodes) await group.write('cpuset.mems', formatNumberSet(nodes))
    if (cpus) await group.write('cpuset.cpus', formatNumberSet(cpus))
  }
  if (groups.has('cpu')) await writeBandwidth(group, bandwidth)
}

/** Nodes that the guest's memory is held on by its control group: QEMU itself sees to the other modes. */
function memoryNodes({ numaTuning: { memory } }: Domain): NumberSet | undefined {
  return memory?.mode === 'restrictive' ? memory.nodeset : undefined
}
