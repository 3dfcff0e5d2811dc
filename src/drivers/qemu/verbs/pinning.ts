// Which CPUs of the host a guest's threads run on.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { CallContext } from '../../../api/Driver.js'
import { onlineCpus } from '../../../host/nodeFacts.js'
import { formatNumberSet, type NumberSet } from '../../../model/domain/bitmap.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { cpuMap, cpusOfMap } from '../../domainSettings/cpuMap.js'
import { asked } from '../../domainSettings/impact.js'
import { text } from '../../domainSettings/typedParameters.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'
import { guestGroups, type ThreadKind } from '../tuning/GuestGroups.js'
import { emulatorCpus, guestThreads, vcpuCpus, vcpuThreadsOf } from '../tuning/guestThreads.js'
import { changeDefinitions } from './changeDefinitions.js'

export const pinningVerbs = (context: QemuDriverContext): QemuVerbs => ({
  domainPinVcpu: ({ dom, vcpu, cpumap }, call) => pinVcpu(context, dom, vcpu, cpumap, 0, call),
  domainPinVcpuFlags: ({ dom, vcpu, cpumap, flags }, call) => pinVcpu(context, dom, vcpu, cpumap, flags, call),
  async domainGetVcpuPinInfo({ dom, ncpumaps, maplen, flags }) {
    const definition = asked(dom.definitions, flags)
    const hostCpus = await onlineCpus()
    const numbers = [...definition.vcpus.list.keys()].slice(0, Math.max(0, ncpumaps))
    const maps = numbers.map(number => cpuMap(vcpuCpus(definition, number), hostCpus, maplen))
    return { cpumaps: Buffer.concat(maps), num: numbers.length }
  },
  async domainPinEmulator({ dom, cpumap, flags }, call) {
    const cpus = cpusIn(cpumap)
    const set = (definition: Domain) => {
      definition.cpuTuning = { ...definition.cpuTuning, emulatorPin: cpus }
    }
    const target = { kind: 'emulator', id: 0, cpus } as const
    await pin(context, dom, target, { name: 'domainPinEmulator', flags, set, tunable: 'cputune.emulatorpin' }, call)
  },
  async domainGetEmulatorPinInfo({ dom, maplen, flags }) {
    const cpus = emulatorCpus(asked(dom.definitions, flags))
    return { cpumaps: cpuMap(cpus, await onlineCpus(), maplen), ret: 1 }
  },
  async domainPinIothread({ dom, iothreads_id: id, cpumap, flags }, call) {
    const cpus = cpusIn(cpumap)
    const set = (definition: Domain) => {
      if (!definition.ioThreads.list.some(thread => thread.id === id)) {
        const missing = definition === dom.guest?.definition ? `iothread ${id} not found` : `iothreadid ${id} not found`
        throw new LibvirtError('INVALID_ARG', missing)
      }
      const ioThreadPins = new Map(definition.cpuTuning.ioThreadPins).set(id, cpus)
      definition.cpuTuning = { ...definition.cpuTuning, ioThreadPins }
    }
    const target = { kind: 'iothread', id, cpus } as const
    await pin(
      context,
      dom,
      target,
      { name: 'domainPinIothread', flags, set, tunable: `cputune.iothreadpin${id}` },
      call,
    )
  },
})

/** @throws LibvirtError INVALID_ARG for a map without any CPU */
function cpusIn(map: Uint8Array): number[] {
  const cpus = cpusOfMap(map)
  if (cpus.length === 0) throw new LibvirtError('INVALID_ARG', 'Empty cpu list for pinning')
  return cpus
}

async function pinVcpu(
  context: QemuDriverContext,
  dom: QemuDomain,
  vcpu: number,
  map: Uint8Array,
  flags: number,
  call: Pick<CallContext, 'signal'>,
): Promise<void> {
  const cpus = cpusIn(map)
  const set = (definition: Domain) => {
    const { length } = definition.vcpus.list
    if (vcpu >= length) {
      const which = definition === dom.guest?.definition ? 'live' : 'persistent'
      throw new LibvirtError('INVALID_ARG', `vcpu ${vcpu} is out of range of ${which} cpu count ${length}`)
    }
    const vcpuPins = new Map(definition.cpuTuning.vcpuPins).set(vcpu, cpus)
    definition.cpuTuning = { ...definition.cpuTuning, vcpuPins }
  }
  const target = { kind: 'vcpu', id: vcpu, cpus } as const
  await pin(context, dom, target, { name: 'domainPinVcpu', flags, set, tunable: `cputune.vcpupin${vcpu}` }, call)
}

interface Target {
  readonly kind: ThreadKind
  readonly id: number
  readonly cpus: NumberSet
}
interface Pinning {
  readonly name: string
  readonly flags: number
  /** Notes it in a definition, after a look at whether it may. */
  readonly set: (definition: Domain) => void
  /** Name of the event's parameter. */
  readonly tunable: string
}

async function pin(
  context: QemuDriverContext,
  dom: QemuDomain,
  target: Target,
  { name, flags, set, tunable }: Pinning,
  call: Pick<CallContext, 'signal'>,
): Promise<void> {
  let told = false
  const live = async (definition: Domain) => {
    const before = definition.cpuTuning
    set(definition)
    try {
      await pinThreads(context, dom, target)
    } catch (error) {
      definition.cpuTuning = before
      throw error
    }
    told = true
  }
  await changeDefinitions(context, dom, { name, flags, config: set, live }, call)
  if (told) context.feed.emit('domainTunableEvent', { dom, params: [text(tunable, formatNumberSet(target.cpus))] })
}

/** Pins what there is of a kind now; a vCPU that is off will be pinned when it comes. */
async function pinThreads(context: QemuDriverContext, dom: QemuDomain, { kind, id, cpus }: Target): Promise<void> {
  const { guest } = dom.active()
  if (kind === 'vcpu' && vcpuThreadsOf(guest).size === 0) {
    throw new LibvirtError('OPERATION_INVALID', 'cpu affinity is not supported')
  }
  const all = await guestThreads(guest, dom.monitor(), context.threads)
  const group = all.find(each => each.kind === kind && each.id === id)
  if (!group) return
  const groups = await guestGroups(context, guest.process.pid)
  if (groups?.has('cpuset')) await groups.of(kind, id).write('cpuset.cpus', formatNumberSet(cpus))
  for (const thread of group.threads) context.threads.pin(thread, cpus)
}
