// `<throttlegroups>`: I/O limits that several disks share.
import { refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import { formatIotuneLimits, type Iotune, parseIotune } from './devices/diskIotune.js'

/** Limits with the name disks refer to them by. */
export type ThrottleGroup = Iotune & { group_name: string }

export function parseThrottleGroups(root: XmlElement): ThrottleGroup[] {
  const groups: ThrottleGroup[] = []
  for (const element of root.child('throttlegroups')?.elements('throttlegroup') ?? []) {
    const limits = parseIotune(element)
    const name = limits.group_name
    if (name === undefined) throw refuseAt(element, "Missing 'group_name' in throttlegroup")
    if (groups.some(({ group_name }) => group_name === name)) {
      throw refuseAt(element, `duplicate group name '${name}' found`, 'CONFIG_UNSUPPORTED')
    }
    groups.push({ ...limits, group_name: name })
  }
  return groups
}

export function formatThrottleGroups(writer: XmlWriter, groups: readonly ThrottleGroup[]): void {
  writer.elementIfAny('throttlegroups', {}, () => {
    for (const group of groups) writer.element('throttlegroup', {}, () => formatIotuneLimits(writer, group))
  })
}
