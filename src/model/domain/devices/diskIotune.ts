// Owns `<iotune>` and `<throttlefilters>`: limits on a disk's traffic.
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { needAttribute } from './attributeTable.js'
import { size, string } from './attributeTypes.js'

/** Limits by name, in libvirt's order up to the group and behind it. */
const limitsBeforeGroup = [
  'total_bytes_sec',
  'read_bytes_sec',
  'write_bytes_sec',
  'total_iops_sec',
  'read_iops_sec',
  'write_iops_sec',
  'total_bytes_sec_max',
  'read_bytes_sec_max',
  'write_bytes_sec_max',
  'total_iops_sec_max',
  'read_iops_sec_max',
  'write_iops_sec_max',
  'size_iops_sec',
] as const
export const iotuneLimitsBehindGroup = [
  'total_bytes_sec_max_length',
  'read_bytes_sec_max_length',
  'write_bytes_sec_max_length',
  'total_iops_sec_max_length',
  'read_iops_sec_max_length',
  'write_iops_sec_max_length',
] as const
export const iotuneLimits = [...limitsBeforeGroup, ...iotuneLimitsBehindGroup] as const
export type IotuneLimit = (typeof iotuneLimits)[number]

/** Bytes or operations per second, seconds for lengths; absent and 0 mean no limit. */
export type Iotune = Partial<Record<IotuneLimit, number>> & { group_name?: string | undefined }

/** Reads `<iotune>` or a throttle group's limits. @throws LibvirtError XML_ERROR for limits that contradict each other */
export function parseIotune(element: XmlElement): Iotune {
  const iotune: Iotune = {}
  for (const name of iotuneLimits) {
    const child = element.child(name)
    if (child === undefined) continue
    const value = size.read(child.text.trim())
    if (value === undefined) {
      throw new LibvirtError('XML_ERROR', `disk iotune field '${name}' must be an integer`)
    }
    if (value > 0) iotune[name] = value
  }
  const group = element.child('group_name')?.text
  if (group) iotune.group_name = group
  checkIotune(iotune)
  return iotune
}

/** @throws LibvirtError XML_ERROR for limits that contradict each other */
export function checkIotune(iotune: Iotune): void {
  const both = (total: IotuneLimit, read: IotuneLimit, write: IotuneLimit) =>
    iotune[total] !== undefined && (iotune[read] !== undefined || iotune[write] !== undefined)
  const conflicts = [
    { kind: 'bytes_sec', text: 'total and read/write bytes_sec cannot be set at the same time' },
    { kind: 'iops_sec', text: 'total and read/write iops_sec cannot be set at the same time' },
    { kind: 'bytes_sec_max', text: 'total and read/write bytes_sec_max cannot be set at the same time' },
    { kind: 'iops_sec_max', text: 'total and read/write iops_sec_max cannot be set at the same time' },
  ] as const
  for (const { kind, text } of conflicts) {
    if (both(`total_${kind}`, `read_${kind}`, `write_${kind}`)) throw new LibvirtError('XML_ERROR', text)
  }
}

/** Writes the limits as children of the element the caller has open. */
export function formatIotuneLimits(writer: XmlWriter, iotune: Iotune): void {
  for (const name of limitsBeforeGroup) writer.text(name, iotune[name])
  writer.text('group_name', iotune.group_name)
  for (const name of iotuneLimitsBehindGroup) writer.text(name, iotune[name])
}

export function formatIotune(writer: XmlWriter, iotune: Iotune | undefined): void {
  if (iotune === undefined || Object.keys(iotune).length === 0) return
  writer.element('iotune', {}, () => formatIotuneLimits(writer, iotune))
}

/** Names of throttle groups, in the order in which requests pass them. */
export function parseThrottleFilters(disk: XmlElement): string[] {
  const filters = disk.child('throttlefilters')?.elements('throttlefilter') ?? []
  return filters.map(filter => needAttribute(filter, 'group', string))
}

export function formatThrottleFilters(writer: XmlWriter, filters: readonly string[]): void {
  if (filters.length === 0) return
  writer.element('throttlefilters', {}, () => {
    for (const group of filters) writer.element('throttlefilter', { group })
  })
}
