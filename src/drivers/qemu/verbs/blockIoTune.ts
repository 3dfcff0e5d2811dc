// Limits on the traffic of disks: one by one, and of groups that several disks go through.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Disk } from '../../../model/domain/devices/disk.js'
import { type Iotune, iotuneLimits } from '../../../model/domain/devices/diskIotune.js'
import { isStorageEmpty } from '../../../model/domain/devices/storageSource.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { blockIoTune, diskToTune } from '../../domainSettings/blockIoTune.js'
import { asked } from '../../domainSettings/impact.js'
import {
  checkBursts,
  limitsTraffic,
  readBlockIoTune,
  replaceBlockIoTune,
} from '../../domainSettings/replaceBlockIoTune.js'
import { text } from '../../domainSettings/typedParameters.js'
import { diskQomName, throttleCommand, throttleName } from '../command/initialCommands.js'
import { throttleGroupOption, throttleLimits } from '../command/throttle.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { sendOption } from '../hotplug/sendOption.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'
import { aliasIn } from '../statistics/blockFigures.js'
import { changeDefinitions } from './changeDefinitions.js'

export const blockIoTuneVerbs = (context: QemuDriverContext): QemuVerbs => ({
  async domainGetBlockIoTune({ dom, disk: name, nparams, flags }) {
    const definition = asked(dom.definitions, flags)
    const room = Math.max(0, nparams)
    if (room === 0 || name === undefined) return { params: [], nparams: blockIoTune({}).length }
    const disk = diskToTune(definition, name)
    refuseUntunable(disk)
    const params = blockIoTune(definition === dom.guest?.definition ? { iotune: await liveLimits(dom, disk) } : disk)
    return { params: params.slice(0, room), nparams: params.length }
  },
  async domainSetBlockIoTune({ dom, disk: name, params, flags }, call) {
    const given = readBlockIoTune(params)
    const tuned = (definition: Domain): { disk: Disk; iotune: Iotune } => {
      const disk = diskToTune(definition, name)
      refuseUntunable(disk)
      const group = given.get('group_name')
      const peer = definition.devices.disk.find(each => group !== undefined && each.iotune?.group_name === group)
      return { disk, iotune: settled(replaceBlockIoTune((peer ?? disk).iotune ?? {}, given), disk) }
    }
    let told = false
    const config = (definition: Domain) => {
      const { disk, iotune } = tuned(definition)
      setLimits(definition, disk, iotune)
    }
    const live = async (definition: Domain) => {
      const { disk, iotune } = tuned(definition)
      checkBursts(iotune)
      if (!isStorageEmpty(disk.source)) {
        const command = throttleCommand({ ...disk, iotune }) ?? unlimited(disk)
        await dom.monitor().execute(command.execute, command.arguments)
      }
      setLimits(definition, disk, iotune)
      told = true
    }
    const fields = ['domainGetBlockIoTune']
    await changeDefinitions(context, dom, { name: 'domainSetBlockIoTune', flags, config, live, fields }, call)
    if (!told) return
    const changed = params.map(parameter => ({ ...parameter, field: `blkdeviotune.${parameter.field}` }))
    context.feed.emit('domainTunableEvent', { dom, params: [text('blkdeviotune.disk', name), ...changed] })
  },
  async domainSetThrottleGroup({ dom, group: name, params, flags }, call) {
    const given = readBlockIoTune(params)
    const limitsIn = ({ throttleGroups }: Domain) =>
      replaceBlockIoTune(throttleGroups.find(each => each.group_name === name) ?? {}, given)
    const config = (definition: Domain) => setGroup(definition, name, limitsIn(definition))
    const live = async (definition: Domain) => {
      const limits = limitsIn(definition)
      checkBursts(limits)
      await setLiveGroup(dom, definition, name, limits)
      setGroup(definition, name, limits)
    }
    await changeDefinitions(context, dom, { name: 'domainSetThrottleGroup', flags, config, live }, call)
  },
  async domainDelThrottleGroup({ dom, group: name = '', flags }, call) {
    const config = (definition: Domain) => removeGroup(definition, name)
    const live = async (definition: Domain) => {
      refuseUsedGroup(definition, name)
      await dom.monitor().execute('object-del', { id: `throttle-${name}` })
      removeGroup(definition, name)
    }
    await changeDefinitions(context, dom, { name: 'domainDelThrottleGroup', flags, config, live }, call)
  },
})

/** The limits as QEMU has them. @throws LibvirtError INVALID_ARG for an empty drive */
async function liveLimits(dom: QemuDomain, disk: Disk): Promise<Iotune> {
  if (isStorageEmpty(disk.source)) {
    throw new LibvirtError('INVALID_ARG', `disk '${disk.target}' does not currently have a source assigned`)
  }
  const devices = (await dom.monitor().execute('query-block')).items()
  const inserted = devices.find(each => aliasIn(each) === disk.info.alias)?.field('inserted')
  const iotune: Iotune = {}
  for (const name of iotuneLimits) {
    const value = inserted?.field(throttleName(name)).value
    if (typeof value === 'number' && value > 0) iotune[name] = value
  }
  const group = inserted?.field('group').optionalString()
  return group ? { ...iotune, group_name: group } : iotune
}

/** @throws LibvirtError CONFIG_UNSUPPORTED for disks QEMU does not limit this way */
function refuseUntunable({ source, bus, target, throttleFilters }: Disk): void {
  if (source.type === 'vhostuser' || bus === 'sd') {
    throw new LibvirtError('CONFIG_UNSUPPORTED', `block I/O throttling is not supported for disk '${target}'`)
  }
  if (throttleFilters.length > 0) {
    const detail = `block 'iotune' can't be used together with 'throttlefilters' for disk '${target}'`
    throw new LibvirtError('CONFIG_UNSUPPORTED', detail)
  }
}

/** Without any limit, a disk leaves its group. @throws LibvirtError CONFIG_UNSUPPORTED for a group that would limit nothing */
function settled(iotune: Iotune, disk: Disk): Iotune {
  if (limitsTraffic(iotune)) return iotune
  if (iotune.group_name !== undefined && iotune.group_name !== disk.iotune?.group_name) {
    const detail = 'creating a new group/updating existing with all tune parameters zero is not supported'
    throw new LibvirtError('CONFIG_UNSUPPORTED', detail)
  }
  return {}
}

/** Notes the limits, for all disks of the group. */
function setLimits(definition: Domain, disk: Disk, iotune: Iotune): void {
  const { group_name: group } = iotune
  const among = (each: Disk) => each === disk || (group !== undefined && each.iotune?.group_name === group)
  for (const each of definition.devices.disk) if (among(each)) each.iotune = { ...iotune }
}

/** Takes all limits away. */
const unlimited = (disk: Disk) => ({
  execute: 'block_set_io_throttle',
  arguments: { id: diskQomName(disk), bps: 0, bps_rd: 0, bps_wr: 0, iops: 0, iops_rd: 0, iops_wr: 0 },
})

function setGroup(definition: Domain, name: string, limits: Iotune): void {
  const group = { ...limits, group_name: name }
  const others = definition.throttleGroups
  const known = others.some(each => each.group_name === name)
  definition.throttleGroups = known ? others.map(each => (each.group_name === name ? group : each)) : [...others, group]
}

/** Limits that are no more have to be said as 0. */
async function setLiveGroup(dom: QemuDomain, definition: Domain, name: string, limits: Iotune): Promise<void> {
  const known = definition.throttleGroups.some(each => each.group_name === name)
  if (!known) {
    await sendOption(throttleGroupOption({ ...limits, group_name: name }), dom.monitor())
    return
  }
  const cleared = throttleLimits(Object.fromEntries(iotuneLimits.map(limit => [limit, 1])))
  const zeros = Object.fromEntries(
    Object.keys(cleared)
      .filter(key => !key.endsWith('-length'))
      .map(key => [key, 0]),
  )
  const value = { ...zeros, ...throttleLimits(limits) }
  await dom.monitor().execute('qom-set', { path: `/objects/throttle-${name}`, property: 'limits', value })
}

/** @throws LibvirtError INVALID_ARG when there is none of that name, OPERATION_INVALID when a disk goes through it */
function refuseUsedGroup(definition: Domain, name: string): void {
  if (!definition.throttleGroups.some(each => each.group_name === name)) {
    throw new LibvirtError('INVALID_ARG', `throttlegroup '${name}' not found`)
  }
  const user = definition.devices.disk.find(each => each.throttleFilters.includes(name))
  if (user) {
    throw new LibvirtError('OPERATION_INVALID', `throttlegroup '${name}' is still being used by disk ${user.target}`)
  }
}

function removeGroup(definition: Domain, name: string): void {
  refuseUsedGroup(definition, name)
  definition.throttleGroups = definition.throttleGroups.filter(each => each.group_name !== name)
}
