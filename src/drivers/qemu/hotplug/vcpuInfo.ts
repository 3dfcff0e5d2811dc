// Which vCPUs a running guest has and could have: query-hotpluggable-cpus names the places, query-cpus-fast the threads.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { JsonReader } from '../monitor/JsonReader.js'

const coordinates = ['socket', 'die', 'cluster', 'core', 'thread', 'node'] as const
// NUMA nodes follow from the rest.
const sortedBy = ['socket', 'die', 'cluster', 'core', 'thread'] as const
type Coordinate = (typeof coordinates)[number]

/** Where a CPU object sits, as far as the machine has such a level. */
export type VcpuPlace = { readonly [coordinate in Coordinate]?: number }

/** One vCPU of the guest, present or not. */
export interface VcpuInfo {
  readonly online: boolean
  /** Can be unplugged, or plugged in. */
  readonly hotpluggable: boolean
  /** Host thread that runs it. */
  readonly thread?: number
  /** Position in the order of plugging, from 1. On the first vCPU of an object only, as what follows. */
  readonly enableOrder?: number
  /** QEMU's `cpu-index`. */
  readonly index?: number
  /** QOM type for device_add. */
  readonly type?: string
  /** Id it was plugged in with. */
  readonly alias?: string
  readonly qomPath?: string
  readonly place: VcpuPlace
  /** vCPUs that come and go together; 0 on all but the first of them. */
  readonly group: number
}

interface CpuObject {
  readonly type: string
  readonly qomPath: string | undefined
  readonly place: VcpuPlace
  readonly count: number
}

interface CpuThread {
  readonly qomPath: string
  readonly thread: number
  readonly index: number
}

/**
 * Brings the two replies together, in the order guests number CPUs in.
 * @param maximum vCPUs the guest is defined with
 * @throws LibvirtError INTERNAL_ERROR when QEMU's places are not that many
 */
export function parseVcpuInfo(hotpluggable: JsonReader, cpus: JsonReader, maximum: number): VcpuInfo[] {
  const objects = hotpluggable.items().map(parseObject).toSorted(byPlace)
  const total = objects.reduce((sum, { count }) => sum + count, 0)
  if (total !== maximum) {
    throw new LibvirtError('INTERNAL_ERROR', `QEMU has places for ${total} vCPUs, the domain ${maximum}`)
  }
  const threads = cpus.items().map(parseThread)
  const order = [...new Set(threads.map(({ qomPath }) => qomPath))]
  return objects.flatMap(object => {
    const own = threads.filter(({ qomPath }) => qomPath === object.qomPath)
    return Array.from({ length: object.count }, (_, member) =>
      vcpu(object, member, own[member], order.indexOf(object.qomPath ?? '') + 1),
    )
  })
}

function vcpu(object: CpuObject, member: number, own: CpuThread | undefined, enableOrder: number): VcpuInfo {
  const { qomPath, place, type, count } = object
  const alias = qomPath === undefined ? undefined : aliasIn(qomPath)
  const first = member === 0
  return {
    online: qomPath !== undefined,
    hotpluggable: alias !== undefined || qomPath === undefined,
    ...(own && { thread: own.thread, index: own.index }),
    ...(first && enableOrder > 0 && { enableOrder }),
    ...(first && { type }),
    ...(first && alias !== undefined && { alias }),
    ...(first && qomPath !== undefined && { qomPath }),
    place,
    group: first ? count : 0,
  }
}

// Built-in CPUs are children of /machine/unattached and have no id.
function aliasIn(qomPath: string): string | undefined {
  return /^\/machine\/peripheral\/([^/]+)$/.exec(qomPath)?.[1]
}

function parseObject(entry: JsonReader): CpuObject {
  const props = entry.field('props')
  const place: Partial<Record<Coordinate, number>> = {}
  for (const coordinate of coordinates) {
    const id = props.field(`${coordinate}-id`)
    if (id.present) place[coordinate] = id.integer()
  }
  return {
    type: entry.field('type').string(),
    qomPath: entry.field('qom-path').optionalString(),
    place,
    count: entry.field('vcpus-count').integer(),
  }
}

function parseThread(entry: JsonReader): CpuThread {
  return {
    qomPath: entry.field('qom-path').string(),
    thread: entry.field('thread-id').integer(),
    index: entry.field('cpu-index').integer(),
  }
}

function byPlace(a: CpuObject, b: CpuObject): number {
  for (const coordinate of sortedBy) {
    const difference = (a.place[coordinate] ?? -1) - (b.place[coordinate] ?? -1)
    if (difference !== 0) return difference
  }
  return 0
}
