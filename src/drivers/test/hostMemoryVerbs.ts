// The pretended machine's memory: figures of its cells, and the settings of the kernel's search for equal pages, which finds none.
import type { Verbs } from '../../api/Driver.js'
import { LibvirtError } from '../../api/LibvirtError.js'
import { readParameters, uint, ullong } from '../domainSettings/typedParameters.js'
import { cellFree, type TestNode } from './nodeVerbs.js'
import type { TestObjects } from './TestHost.js'

/** VIR_NODE_MEMORY_STATS_ALL_CELLS */
const allCells = -1
const settings = { shm_pages_to_scan: 'uint', shm_sleep_millisecs: 'uint', shm_merge_across_nodes: 'uint' } as const
type Setting = keyof typeof settings

/** KiB; half of a cell is free, and of the whole machine an eighth caches files. */
function figures({ memory, nodes }: TestNode, free: bigint, cell: number) {
  if (cell !== allCells)
    return [
      { field: 'total', value: memory / BigInt(nodes) },
      { field: 'free', value: free / 1024n },
    ]
  return [
    { field: 'total', value: memory },
    { field: 'free', value: (free * BigInt(nodes)) / 1024n },
    { field: 'buffers', value: 0n },
    { field: 'cached', value: memory / 8n },
  ]
}

export function hostMemoryVerbs(node: TestNode): Verbs<TestObjects> {
  /** What the kernel begins with. */
  const current = new Map<Setting, number>([
    ['shm_pages_to_scan', 100],
    ['shm_sleep_millisecs', 20],
    ['shm_merge_across_nodes', 1],
  ])
  const value = (name: Setting) => uint(name, current.get(name) ?? 0)
  return {
    nodeGetMemoryStats: ({ cellNum }) => {
      if (cellNum < allCells || cellNum >= node.nodes) {
        throw new LibvirtError(
          'INVALID_ARG',
          `cellNum in virNodeGetMemoryStats must be less than or equal to ${node.nodes - 1}`,
        )
      }
      const params = figures(node, cellFree(node), cellNum)
      return { params, nparams: params.length }
    },
    nodeGetMemoryParameters: () => {
      const params = [
        value('shm_pages_to_scan'),
        value('shm_sleep_millisecs'),
        ...['shared', 'sharing', 'unshared', 'volatile'].map(kind => ullong(`shm_pages_${kind}`, 0)),
        ullong('shm_full_scans', 0),
        value('shm_merge_across_nodes'),
      ]
      return { params, nparams: params.length }
    },
    nodeSetMemoryParameters: ({ params }) => {
      const given = readParameters(params, settings)
      if (Number(given.get('shm_merge_across_nodes')?.value ?? 0) > 1) {
        throw new LibvirtError('INVALID_ARG', 'shm_merge_across_nodes is 0 or 1')
      }
      for (const [name, parameter] of given) current.set(name, Number(parameter.value))
    },
  }
}
