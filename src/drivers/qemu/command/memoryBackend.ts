// The objects that hold guest memory: which kind, where, on which host nodes.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { NumberSet } from '../../../model/domain/bitmap.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { Memory } from '../../../model/domain/devices/memory.js'
import type { NumaMode } from '../../../model/domain/numa/numaTuning.js'
import { type CommandOption, object, type ObjectProperties, type Properties } from './CommandOption.js'
import { aliasOf } from './characterDevices.js'
import { type CommandContext, has } from './CommandContext.js'
import { hugePageDirectory, hugePageSize } from './hugePages.js'

/** A piece of guest memory. */
export interface MemoryRequest {
  id: string
  /** KiB. */
  size: number
  /** Guest NUMA node; undefined outside NUMA. */
  node?: number | undefined
  access?: 'shared' | 'private' | undefined
  discard?: boolean | undefined
  /** The memory device, for pages plugged in. */
  device?: Memory | undefined
  /** The memory of a machine without NUMA nodes. */
  systemMemory?: boolean | undefined
}

const policies: Record<Exclude<NumaMode, 'restrictive'>, string> = {
  strict: 'bind',
  preferred: 'preferred',
  interleave: 'interleave',
}

interface HostNodes {
  nodeset: NumberSet
  mode: NumaMode
  /** The nodes are those of the domain, and not the device's own. */
  inherited: boolean
}

/** Host nodes the memory is to come from. */
function hostNodes(domain: Domain, context: CommandContext, request: MemoryRequest): HostNodes | undefined {
  const own = request.device?.source.nodemask
  const { memory, cells } = domain.numaTuning
  const cell = cells.find(each => each.cell === request.node)
  const mode = cell?.mode ?? memory?.mode ?? 'strict'
  if (own !== undefined) return { nodeset: expandNodes(own), mode, inherited: false }
  if (cell) return { nodeset: cell.nodeset, mode, inherited: true }
  if (memory === undefined) return undefined
  const nodeset = memory.placement === 'auto' ? context.autoNodeset : memory.nodeset
  return nodeset && { nodeset, mode, inherited: true }
}

function expandNodes(text: string): number[] {
  return text.split(',').flatMap(part => {
    const [first = 0, last = first] = part.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, index) => first + index)
  })
}

function checkNodes({ nodeset }: HostNodes, context: CommandContext): void {
  for (const node of nodeset) {
    if (!context.settings.numaNodes.includes(node)) {
      throw new LibvirtError('CONFIG_UNSUPPORTED', `NUMA node ${node} is unavailable`)
    }
  }
}

/** Page size asked for, by the device or by the domain's backing; undefined for ordinary pages. */
function pageSize(domain: Domain, context: CommandContext, request: MemoryRequest): number | undefined {
  const own = request.device?.source.pagesize
  if (own) return own === context.settings.pageSize ? undefined : own
  return hugePageSize(domain, context, request.node)
}

/** Memory that is plugged in follows the node it belongs to. */
function cellOf({ numa }: Domain, { node }: MemoryRequest) {
  return node === undefined ? undefined : numa.cells[node]
}

function shared(domain: Domain, request: MemoryRequest): boolean | undefined {
  const access =
    request.device?.access ?? request.access ?? cellOf(domain, request)?.memoryAccess ?? domain.memoryBacking?.access
  return access === undefined ? undefined : access === 'shared'
}

/** Where the memory lives: properties of its kind of object. */
function place(domain: Domain, context: CommandContext, request: MemoryRequest, pages: number | undefined) {
  const backing = domain.memoryBacking
  if (request.device?.model === 'sgx-epc') return { type: 'memory-backend-epc', properties: {} }
  const path = request.device?.source.path
  if (path !== undefined) return { type: 'memory-backend-file', properties: { 'mem-path': path } }
  if (backing?.source === 'memfd') {
    const huge = pages === undefined ? {} : { hugetlb: true, hugetlbsize: pages * 1024 }
    return { type: 'memory-backend-memfd', properties: huge }
  }
  if (pages !== undefined) {
    return { type: 'memory-backend-file', properties: { 'mem-path': hugePageDirectory(context, pages) } }
  }
  // Only a file can be shared, or told not to be.
  if (backing?.source === 'file' || shared(domain, request) !== undefined) {
    const name = request.device ? aliasOf(request.device.info) : request.id
    const file = `${context.settings.memoryBackingDirectory}/${context.shortName}/${name}`
    return { type: 'memory-backend-file', properties: { 'mem-path': file } }
  }
  return { type: 'memory-backend-ram', properties: {} }
}

function preallocation(
  domain: Domain,
  context: CommandContext,
  request: MemoryRequest,
  pages: number | undefined,
): Properties {
  const { device } = request
  const backing = domain.memoryBacking
  // virtio-mem allocates what it gives out, not what it could.
  if (device?.model === 'virtio-mem') return { reserve: false }
  // Real persistent memory would only be worn by it.
  const nvdimm = device?.model === 'nvdimm' && !device.source.pmem
  const huge = pages !== undefined && device?.source.path === undefined
  const wanted = huge || backing?.allocation === 'immediate' || nvdimm || device?.model === 'sgx-epc'
  if (!wanted) return {}
  const threads = has(context, 'memory-backend-file.prealloc-threads') ? backing?.allocationThreads : undefined
  return { prealloc: true, 'prealloc-threads': threads }
}

/**
 * The object for a piece of memory, preceded by its thread context when it is allocated on particular nodes.
 * @throws LibvirtError CONFIG_UNSUPPORTED for host nodes that do not exist
 */
export function memoryBackend(domain: Domain, context: CommandContext, request: MemoryRequest): CommandOption[] {
  const pages = pageSize(domain, context, request)
  const { type, properties } = place(domain, context, request, pages)
  const nodes = hostNodes(domain, context, request)
  if (nodes) checkNodes(nodes, context)
  // A restriction is put on QEMU from outside; it is not told of it.
  const bound = nodes && nodes.mode !== 'restrictive' ? { nodes, policy: policies[nodes.mode] } : undefined
  const discard =
    request.device?.discard ??
    request.discard ??
    cellOf(domain, request)?.discard ??
    (domain.memoryBacking?.discard || undefined)
  const file = type === 'memory-backend-file'
  const allocation = preallocation(domain, context, request, pages)
  const threadContext =
    bound?.nodes.inherited && allocation.prealloc === true && has(context, 'thread-context')
      ? `tc-${request.id}`
      : undefined
  const backend: ObjectProperties = {
    'qom-type': type,
    id: request.id,
    ...properties,
    'discard-data': file ? discard : undefined,
    share: shared(domain, request),
    'x-use-canonical-path-for-ramblock-id': request.systemMemory && type !== 'memory-backend-ram' ? false : undefined,
    ...allocation,
    size: request.size * 1024,
    align: request.device?.source.alignsize ? request.device.source.alignsize * 1024 : undefined,
    pmem: request.device?.source.pmem ? true : undefined,
    'host-nodes': bound && [...bound.nodes.nodeset],
    policy: bound?.policy,
    'prealloc-context': threadContext,
  }
  const options = [object(backend)]
  if (threadContext !== undefined && bound) {
    options.unshift(
      object({ 'qom-type': 'thread-context', id: threadContext, 'node-affinity': [...bound.nodes.nodeset] }),
    )
  }
  return options
}
