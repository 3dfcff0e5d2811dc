// Limits on traffic: groups of limits as objects, and the filter nodes that apply them to a disk.
import type { Disk } from '../../../model/domain/devices/disk.js'
import { iotuneLimits, type Iotune } from '../../../model/domain/devices/diskIotune.js'
import type { ThrottleGroup } from '../../../model/domain/throttleGroups.js'
import { type BlockdevProperties, type CommandOption, object, type Properties } from './CommandOption.js'

/** `read_bytes_sec_max_length` is QEMU's `bps-read-max-length`. */
function qemuName(name: (typeof iotuneLimits)[number]): string {
  if (name === 'size_iops_sec') return 'iops-size'
  const [, who, what, tail = ''] = /^(total|read|write)_(bytes|iops)_sec(.*)$/.exec(name) ?? []
  return `${what === 'bytes' ? 'bps' : 'iops'}-${who}${tail.replaceAll('_', '-')}`
}

/** Limits in QEMU's words, those that are set. */
export function throttleLimits(limits: Iotune): Properties {
  return Object.fromEntries(iotuneLimits.flatMap(name => (limits[name] ? [[qemuName(name), limits[name]]] : [])))
}

const groupId = (name: string) => `throttle-${name}`

export function throttleGroupOption(group: ThrottleGroup): CommandOption {
  return object({ 'qom-type': 'throttle-group', id: groupId(group.group_name), limits: throttleLimits(group) })
}

/** Name of the nth filter above a disk's image. */
export function filterNode(disk: Disk, index: number): string {
  return `${disk.source.node}-filter${index}`
}

/** One filter per group, each above the one before. */
export function throttleFilters(disk: Disk, image: string): BlockdevProperties[] {
  return disk.throttleFilters.map((group, index) => ({
    driver: 'throttle',
    'node-name': filterNode(disk, index),
    'throttle-group': groupId(group),
    file: index === 0 ? image : filterNode(disk, index - 1),
  }))
}
