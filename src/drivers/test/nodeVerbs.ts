// The pretended machine itself.
import type { Verbs } from '../../api/Driver.js'
import type { TestObjects } from './TestHost.js'

/** virNodeInfo; memory in KiB. */
export interface TestNode {
  readonly model: string
  readonly memory: bigint
  readonly cpus: number
  readonly mhz: number
  readonly nodes: number
  readonly sockets: number
  readonly cores: number
  readonly threads: number
}

/** The machine of libvirt's test:///default: two cells of two sockets, dual cores, two threads each. */
export const defaultNode: TestNode = {
  model: 'i686',
  memory: 3145728n,
  cpus: 16,
  mhz: 1400,
  nodes: 2,
  sockets: 2,
  cores: 2,
  threads: 2,
}

export const nodeVerbs = (node: TestNode): Verbs<TestObjects> => ({
  nodeGetInfo: () => node,
  connectGetVersion: () => ({ hv_ver: 2n }),
  connectGetMaxVcpus: () => ({ max_vcpus: 32 }),
})
