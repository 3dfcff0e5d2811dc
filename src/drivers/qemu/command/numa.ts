// `-numa`: the guest's NUMA nodes, distances and memory attributes.
import { formatNumberSet } from '../../../model/domain/bitmap.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { Interconnect } from '../../../model/domain/numa/interconnects.js'
import type { NumaCell } from '../../../model/domain/numa/numaCells.js'
import { argument, type CommandOption } from './CommandOption.js'
import type { CommandContext } from './CommandContext.js'
import { memoryBackend } from './memoryBackend.js'

/** Whether the guest is told latencies, bandwidths and caches of its memory. */
export function hasHmat({ numa }: Pick<Domain, 'numa'>): boolean {
  return numa.interconnects.length > 0 || numa.cells.some(cell => cell.caches.length > 0)
}

/** The node closest to a node's memory: itself with vCPUs, else the one with the least latency. */
function initiator(domain: Domain, index: number): number {
  const { cells, interconnects } = domain.numa
  if (cells[index]?.cpus?.length) return index
  const seen = interconnects.filter(
    each => each.target === index && each.cache === 0 && cells[each.initiator]?.cpus?.length,
  )
  const best = (kind: Interconnect['kind'], better: (a: bigint, b: bigint) => boolean) =>
    seen
      .filter(each => each.kind === kind)
      .reduce<Interconnect | undefined>((a, b) => (a === undefined || better(b.value, a.value) ? b : a), undefined)
  const chosen = best('latency', (a, b) => a < b) ?? best('bandwidth', (a, b) => a > b)
  return (
    chosen?.initiator ??
    Math.max(
      0,
      cells.findIndex(cell => cell.cpus?.length),
    )
  )
}

function cpuRanges(cell: NumaCell): string {
  const text = formatNumberSet(cell.cpus ?? [])
  return text === ''
    ? ''
    : text
        .split(',')
        .map(range => `,cpus=${range}`)
        .join('')
}

const hierarchies = ['memory', 'first-level', 'second-level', 'third-level'] as const

function interconnect({ kind, initiator: from, target, cache, access, value }: Interconnect): string {
  const data = access === 'access' ? `access-${kind}` : `${access}-${kind}`
  const amount = kind === 'latency' ? `latency=${value}` : `bandwidth=${value}K`
  return `hmat-lb,initiator=${from},target=${target},hierarchy=${hierarchies[cache]},data-type=${data},${amount}`
}

const cachePolicies = { none: 'none', writeback: 'write-back', writethrough: 'write-through' } as const
const cacheAssociativities = { none: 'none', direct: 'direct', full: 'complex' } as const

function caches(cell: NumaCell, index: number): string[] {
  return cell.caches.map(
    ({ level, associativity, policy, size, line }) =>
      `hmat-cache,node-id=${index},size=${size}K,level=${level},associativity=${cacheAssociativities[associativity]},policy=${cachePolicies[policy]},line=${line}`,
  )
}

function distances({ cells }: Domain['numa']): string[] {
  if (cells.every(cell => cell.distances.size === 0)) return []
  return cells.flatMap((cell, src) =>
    cells.map((_, dst) => `dist,src=${src},dst=${dst},val=${cell.distances.get(dst) ?? (src === dst ? 10 : 20)}`),
  )
}

/** Memory and vCPUs of each node, with the objects that hold the memory. @throws LibvirtError for missing host nodes */
export function numaOptions(domain: Domain, context: CommandContext): CommandOption[] {
  const hmat = hasHmat(domain)
  const options: CommandOption[] = []
  domain.numa.cells.forEach((cell, index) => {
    const memdev = `ram-node${index}`
    if (cell.memory > 0) {
      const { memory: size, memoryAccess: access, discard } = cell
      options.push(...memoryBackend(domain, context, { id: memdev, size, node: index, access, discard }))
    }
    const near = hmat ? `,initiator=${initiator(domain, index)}` : ''
    const memory = cell.memory > 0 ? `,memdev=${memdev}` : ''
    options.push(argument('-numa', `node,nodeid=${index}${cpuRanges(cell)}${near}${memory}`))
  })
  const facts = [
    ...distances(domain.numa),
    ...domain.numa.interconnects.map(interconnect),
    ...domain.numa.cells.flatMap(caches),
  ]
  return [...options, ...facts.map(fact => argument('-numa', fact))]
}
