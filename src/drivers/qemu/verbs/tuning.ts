// A guest's share of the host's CPU time, memory and disks.
import { stat } from 'node:fs/promises'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { TypedParameter } from '../../../api/schema.js'
import { systemError } from '../../../host/systemError.js'
import type { BlockTuning } from '../../../model/domain/blockTuning.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { unlimitedMemory } from '../../../model/domain/memoryTuning.js'
import { blkioParameters, withBlkioParameters } from '../../domainSettings/blkioParameters.js'
import { asked } from '../../domainSettings/impact.js'
import { memoryParameters, withMemoryParameters } from '../../domainSettings/memoryParameters.js'
import { schedulerParameters, withSchedulerParameters } from '../../domainSettings/schedulerParameters.js'
import { uint } from '../../domainSettings/typedParameters.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'
import { type Controller, type GuestGroups, guestGroups } from '../tuning/GuestGroups.js'
import { changeLiveScheduler, cpuGroups, liveScheduler } from '../tuning/liveScheduler.js'
import { blockProperties, type MemoryLimit, memoryProperty } from '../tuning/unitProperties.js'
import { changeDefinitions } from './changeDefinitions.js'

export const tuningVerbs = (context: QemuDriverContext): QemuVerbs => ({
  async domainGetSchedulerType({ dom }) {
    refuseSession(context, 'CPU tuning', 'OPERATION_UNSUPPORTED')
    if (dom.guest) await cpuGroups(context, dom.guest)
    return { type: 'posix', nparams: schedulerParameters(dom.definition.cpuTuning).length }
  },
  domainGetSchedulerParameters: ({ dom, nparams }) => schedulerSettings(context, dom, nparams, 0),
  domainGetSchedulerParametersFlags: ({ dom, nparams, flags }) => schedulerSettings(context, dom, nparams, flags),
  domainSetSchedulerParameters: ({ dom, params }, call) => setScheduler(context, dom, params, 0, call),
  domainSetSchedulerParametersFlags: ({ dom, params, flags }, call) => setScheduler(context, dom, params, flags, call),

  async domainGetMemoryParameters({ dom, nparams, flags }) {
    refuseSession(context, 'Memory tuning', 'OPERATION_UNSUPPORTED')
    const definition = asked(dom.definitions, flags)
    const live = nparams > 0 && definition === dom.guest?.definition
    const groups = live
      ? await groupsWith(context, dom, 'memory', 'cgroup memory controller is not mounted')
      : undefined
    const memoryTuning = groups ? await liveMemory(groups) : definition.memoryTuning
    return counted(memoryParameters({ ...definition, memoryTuning }), nparams)
  },
  async domainSetMemoryParameters({ dom, params, flags }, call) {
    refuseSession(context, 'Memory tuning', 'OPERATION_UNSUPPORTED')
    const change = (definition: Domain) => withMemoryParameters(definition.memoryTuning, params)
    await changeDefinitions(
      context,
      dom,
      {
        name: 'domainSetMemoryParameters',
        flags,
        config: definition => void (definition.memoryTuning = change(definition)),
        async live(definition) {
          const groups = await groupsWith(context, dom, 'memory', 'cgroup memory controller is not mounted')
          const after = change(definition)
          const changed = memoryLimits.filter(limit => after[limit] !== definition.memoryTuning[limit])
          const properties = changed.map(limit => memoryProperty(limit, after[limit]))
          await context.host.scopes.set(groups.unit, properties)
          definition.memoryTuning = after
        },
        fields: ['domainGetMemoryParameters'],
      },
      call,
    )
  },

  async domainGetBlkioParameters({ dom, nparams, flags }) {
    refuseSession(context, 'Block I/O tuning', 'CONFIG_UNSUPPORTED')
    const definition = asked(dom.definitions, flags)
    const params = blkioParameters(definition)
    if (nparams === 0 || definition !== dom.guest?.definition) return counted(params, nparams)
    const groups = await groupsWith(context, dom, 'io', "blkio cgroup isn't mounted")
    const weight = uint('weight', await liveWeight(groups))
    return counted([weight, ...params.filter(({ field }) => field !== 'weight')], nparams)
  },
  async domainSetBlkioParameters({ dom, params, flags }, call) {
    refuseSession(context, 'Block I/O tuning', 'CONFIG_UNSUPPORTED')
    const change = (definition: Domain) => withBlkioParameters(definition.blockTuning, params)
    await changeDefinitions(
      context,
      dom,
      {
        name: 'domainSetBlkioParameters',
        flags,
        config: definition => void (definition.blockTuning = change(definition)),
        async live(definition) {
          const groups = await groupsWith(context, dom, 'io', "blkio cgroup isn't mounted")
          const before = definition.blockTuning
          const after = change(definition)
          await checkDevices(after, before)
          await context.host.scopes.set(groups.unit, blockProperties(after, before))
          definition.blockTuning = after
        },
        fields: ['domainGetBlkioParameters'],
      },
      call,
    )
  },
})

/** libvirt has no groups for the guests of one user. @throws LibvirtError with the code that libvirt's call has */
function refuseSession(
  { privileged }: QemuDriverContext,
  what: string,
  code: 'CONFIG_UNSUPPORTED' | 'OPERATION_UNSUPPORTED',
): void {
  if (!privileged) throw new LibvirtError(code, `${what} is not available in session mode`)
}

async function groupsWith(
  context: QemuDriverContext,
  domain: QemuDomain,
  controller: Controller,
  refusal: string,
): Promise<GuestGroups> {
  const groups = await guestGroups(context, domain.active().guest.process.pid)
  if (groups?.has(controller)) return groups
  throw new LibvirtError('OPERATION_INVALID', refusal)
}

/** A client that passes no room asks how much it needs. */
function counted(params: TypedParameter[], room: number): { params: TypedParameter[]; nparams: number } {
  return { params: params.slice(0, Math.max(0, room)), nparams: params.length }
}

async function schedulerSettings(
  context: QemuDriverContext,
  domain: QemuDomain,
  room: number,
  flags: number,
): Promise<{ params: TypedParameter[] }> {
  refuseSession(context, 'CPU tuning', 'CONFIG_UNSUPPORTED')
  const definition = asked(domain.definitions, flags)
  const { guest } = domain
  const live = guest && definition === guest.definition
  const settings = live ? await liveScheduler(await cpuGroups(context, guest), guest) : definition.cpuTuning
  return { params: schedulerParameters(settings).slice(0, Math.max(0, room)) }
}

async function setScheduler(
  context: QemuDriverContext,
  dom: QemuDomain,
  params: readonly TypedParameter[],
  flags: number,
  call: Parameters<typeof changeDefinitions>[3],
): Promise<void> {
  const change = (definition: Domain) => withSchedulerParameters(definition.cpuTuning, params)
  refuseSession(context, 'CPU tuning', 'CONFIG_UNSUPPORTED')
  // Zero leaves a running guest as it is.
  const told = params.filter(({ field, value }) => field === 'cpu_shares' || Number(value) !== 0)
  let live = false
  await changeDefinitions(
    context,
    dom,
    {
      name: 'domainSetSchedulerParameters',
      flags,
      config: definition => void (definition.cpuTuning = change(definition)),
      async live(definition) {
        const { guest } = dom.active()
        const groups = await cpuGroups(context, guest)
        change(definition)
        const after = withSchedulerParameters(definition.cpuTuning, told)
        await changeLiveScheduler(context, groups, guest, after)
        definition.cpuTuning = after
        live = true
      },
      fields: ['domainGetSchedulerParametersFlags'],
    },
    call,
  )
  if (!live || told.length === 0) return
  const named = told.map(parameter => ({ ...parameter, field: `cputune.${parameter.field}` }))
  context.feed.emit('domainTunableEvent', { dom, params: named })
}

const memoryLimits = ['softLimit', 'swapHardLimit', 'hardLimit'] as const satisfies readonly MemoryLimit[]
const memoryFiles = {
  softLimit: 'memory.high',
  swapHardLimit: 'memory.swap.max',
  hardLimit: 'memory.max',
} as const

/** Limits in force, KiB; a host without accounting of swap has none for it. */
async function liveMemory({ whole }: GuestGroups): Promise<Domain['memoryTuning']> {
  const read = async (limit: MemoryLimit) => {
    const text = await whole.read(memoryFiles[limit])
    return text === undefined || text === 'max' ? unlimitedMemory : Number(BigInt(text) / 1024n)
  }
  const [softLimit, swapHardLimit, hardLimit] = await Promise.all(memoryLimits.map(read))
  return { softLimit, swapHardLimit, hardLimit, minGuarantee: undefined }
}

/** @throws LibvirtError OPERATION_INVALID where disks are not shared by weight */
async function liveWeight({ whole }: GuestGroups): Promise<number> {
  const text = (await whole.read('io.weight')) ?? (await whole.read('io.bfq.weight'))
  const weight = /(?:^|default )(\d+)/m.exec(text ?? '')?.[1]
  if (weight !== undefined) return Number(weight)
  throw new LibvirtError('OPERATION_INVALID', 'blkio weight is valid only for bfq or cfq scheduler')
}

/** Devices that were not limited before must be disks of the host. @throws LibvirtError SYSTEM_ERROR, INVALID_ARG */
async function checkDevices(after: BlockTuning, before: BlockTuning): Promise<void> {
  const known = new Set(before.devices.map(({ path }) => path))
  for (const { path } of after.devices.filter(device => !known.has(device.path))) {
    const facts = await stat(path).catch((error: unknown) => {
      throw systemError(`Path '${path}' is not accessible`, error)
    })
    if (!facts.isBlockDevice()) throw new LibvirtError('INVALID_ARG', `Path '${path}' must be a block device`)
  }
}
