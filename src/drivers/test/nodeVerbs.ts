// The pretended machine: two sockets of two hyperthreaded dual cores in two cells, as in libvirt's test:///default.
import type { Verbs } from '../../api/Driver.js'
import type { TestObjects } from './TestHost.js'

/** virNodeInfo; memory in KiB. */
export const testNode = {
  model: 'i686',
  memory: 3145728n,
  cpus: 16,
  mhz: 1400,
  nodes: 2,
  sockets: 2,
  cores: 2,
  threads: 2,
} as const

export const nodeVerbs: Verbs<TestObjects> = {
  nodeGetInfo: () => testNode,
  connectGetVersion: () => ({ hv_ver: 2n }),
  connectGetMaxVcpus: () => ({ max_vcpus: 32 }),
}
