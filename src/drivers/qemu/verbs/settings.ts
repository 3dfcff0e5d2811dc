// What can be changed of a domain besides its devices.
import { domainLifecycle, domainMemoryModFlags, domainVcpuFlags } from '../../../api/enums/domain.js'
import type { CallContext } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { lifecycleActions } from '../../../model/domain/lifecycle.js'
import { getMetadata, setMetadata } from '../../domainSettings/domainMetadata.js'
import { asked } from '../../domainSettings/impact.js'
import { memorySize } from '../../domainSettings/memorySize.js'
import { setMaximumVcpus, maximumVcpus } from '../../domainSettings/vcpuCount.js'
import { withAgent } from '../agent/askAgent.js'
import { guestVcpus, switchGuestVcpus, vcpusToSwitch } from '../agent/guestVcpus.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { changeVcpus } from '../guest/changeVcpus.js'
import { defineVcpuCount, setVcpuCount } from '../hotplug/setVcpus.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'
import { changeDefinitions } from './changeDefinitions.js'

export const settingVerbs = (context: QemuDriverContext): QemuVerbs => ({
  domainGetMetadata: ({ dom, type, uri, flags }) => ({
    metadata: getMetadata(asked(dom.definitions, flags), type, uri),
  }),
  async domainSetMetadata({ dom, flags, ...change }, call) {
    const set = (definition: Domain) => setMetadata(definition, change)
    await changeDefinitions(
      context,
      dom,
      { name: 'domainSetMetadata', flags, config: set, live: set, fields: ['domainGetMetadata'] },
      call,
    )
    context.feed.emit('domainMetadataChangeEvent', { dom, type: change.type, nsuri: change.uri })
  },
  domainSetMemoryFlags: ({ dom, memory, flags }, call) =>
    changeDefinitions(
      context,
      dom,
      {
        name: 'domainSetMemoryFlags',
        flags,
        config: definition => configureMemory(definition, memorySize(memory), flags),
        live: definition => balloon(dom, definition, memorySize(memory), flags),
        fields: ['domainGetInfo', 'domainGetMaxMemory'],
      },
      call,
    ),
  domainSetMemoryStatsPeriod: ({ dom, period, flags }, call) => {
    const set = (definition: Domain) => {
      balloonOf(definition).statsPeriod = Math.max(0, period) || undefined
    }
    const live = async (definition: Domain) => {
      const { info } = balloonOf(definition)
      const path = `/machine/peripheral/${info.alias}`
      const property = { path, property: 'guest-stats-polling-interval', value: Math.max(0, period) }
      await dom.monitor().execute('qom-set', property)
      set(definition)
    }
    return changeDefinitions(context, dom, { name: 'domainSetMemoryStatsPeriod', flags, config: set, live }, call)
  },
  domainSetVcpusFlags: ({ dom, nvcpus, flags }, call) =>
    flags & domainVcpuFlags.GUEST
      ? useVcpus(context, dom, nvcpus, call)
      : changeDefinitions(
          context,
          dom,
          {
            name: 'domainSetVcpusFlags',
            flags,
            config: definition => configureVcpus(definition, nvcpus, flags),
            live: definition => plugVcpus(context, dom, definition, nvcpus, flags),
            fields: ['domainGetInfo', 'domainGetVcpusFlags'],
          },
          call,
        ),
  domainSetLifecycleAction: ({ dom, type, action, flags }, call) => {
    const key = lifecycleKeys.get(type)
    const chosen = lifecycleActions[action]
    if (!key) throw new LibvirtError('INVALID_ARG', 'Invalid lifecycle event.')
    if (!chosen) throw new LibvirtError('INVALID_ARG', 'Invalid lifecycle action.')
    const set = (definition: Domain) => {
      definition.lifecycle = { ...definition.lifecycle, [key]: chosen }
    }
    const live = async (definition: Domain) => {
      if (key === 'onReboot') {
        await dom.monitor().execute('set-action', { reboot: chosen === 'destroy' ? 'shutdown' : 'reset' })
      }
      set(definition)
    }
    return changeDefinitions(context, dom, { name: 'domainSetLifecycleAction', flags, config: set, live }, call)
  },
})

/** virDomainLifecycle, by number. */
const lifecycleKeys: ReadonlyMap<number, 'onPoweroff' | 'onReboot' | 'onCrash'> = new Map([
  [domainLifecycle.POWEROFF, 'onPoweroff'],
  [domainLifecycle.REBOOT, 'onReboot'],
  [domainLifecycle.CRASH, 'onCrash'],
])

/** @param size KiB */
function configureMemory(definition: Domain, size: number, flags: number): void {
  const { memory } = definition
  if (flags & domainMemoryModFlags.MAXIMUM) {
    definition.memory = { ...memory, total: size, current: Math.min(memory.current, size) }
    return
  }
  if (size > memory.total) throw new LibvirtError('INVALID_ARG', 'cannot set memory higher than max memory')
  definition.memory = { ...memory, current: size }
}

/** Asks the guest to live with that much; it follows when it can, and QEMU tells how far it has come. */
async function balloon(domain: QemuDomain, definition: Domain, size: number, flags: number): Promise<void> {
  if (flags & domainMemoryModFlags.MAXIMUM) {
    throw new LibvirtError('OPERATION_INVALID', 'cannot resize the maximum memory on an active domain')
  }
  if (size > definition.memory.total) throw new LibvirtError('INVALID_ARG', 'cannot set memory higher than max memory')
  await domain.monitor().execute('balloon', { value: size * 1024 })
}

/** @throws LibvirtError OPERATION_INVALID when there is none that counts */
function balloonOf({ devices }: Domain): Domain['devices']['memballoon'][number] {
  const [balloon] = devices.memballoon
  if (balloon && balloon.model !== 'none') return balloon
  throw new LibvirtError('OPERATION_INVALID', 'Memory balloon model must be virtio to set the collection period')
}

function configureVcpus(definition: Domain, count: number, flags: number): void {
  if (flags & domainVcpuFlags.MAXIMUM) return setMaximumVcpus(definition, count)
  refuseTooMany(definition, count, 'persistent')
  defineVcpuCount(definition, count, (flags & domainVcpuFlags.HOTPLUGGABLE) !== 0)
}

/** Has the guest use that many of those it has. */
async function useVcpus(
  context: QemuDriverContext,
  domain: QemuDomain,
  count: number,
  call: CallContext,
): Promise<void> {
  await withAgent(context, domain, 'domainSetVcpusFlags', call, async agent => {
    const { ids, online } = vcpusToSwitch(await guestVcpus(agent), count)
    await switchGuestVcpus(agent, ids, online)
  })
}

async function plugVcpus(
  context: QemuDriverContext,
  domain: QemuDomain,
  definition: Domain,
  count: number,
  flags: number,
): Promise<void> {
  if (flags & domainVcpuFlags.MAXIMUM) {
    throw new LibvirtError('INVALID_ARG', "maximum vcpu count of a live domain can't be modified")
  }
  refuseTooMany(definition, count, 'live')
  await changeVcpus(context, domain, guest => setVcpuCount(guest, count))
}

function refuseTooMany(definition: Domain, count: number, which: 'persistent' | 'live'): void {
  const maximum = maximumVcpus(definition)
  if (count <= maximum) return
  const text = `requested vcpus is greater than max allowable vcpus for the ${which} domain: ${count} > ${maximum}`
  throw new LibvirtError('INVALID_ARG', text)
}
