// The pretended machine itself.
import type { Verbs } from '../../api/Driver.js'
import { LibvirtError } from '../../api/LibvirtError.js'
import { mapOfCpus } from '../domainSettings/cpuMap.js'
import { pageSizes, testCapabilities } from './testCapabilities.js'
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

/** vCPUs that a pretended guest may have. */
export const mostVcpus = 32

/** Bytes that are free in each cell: half of it. */
export const cellFree = ({ memory, nodes }: TestNode): bigint => (memory * 1024n) / BigInt(nodes) / 2n
/** Free memory is in ordinary pages; nobody has set larger ones aside. */
const freePages = (node: TestNode, size: number) => (size === pageSizes[0] ? cellFree(node) / BigInt(size * 1024) : 0n)
/** The pretended machine has eight CPUs present, of which these are on. */
const presentCpus = 8
const onlineCpus = [0, 2, 4]
/** What firmware would say of the pretended machine. */
const sysinfo = `<sysinfo type='smbios'>
  <bios>
    <entry name='vendor'>Libvirt</entry>
    <entry name='version'>Test driver</entry>
    <entry name='date'>01/22/2007</entry>
  </bios>
  <system>
    <entry name='manufacturer'>Libvirt</entry>
    <entry name='product'>Test driver</entry>
  </system>
</sysinfo>
`
/** Nanoseconds of each CPU, as steady as a picture. */
const cpuTimes = [
  ['user', 9797400000n],
  ['kernel', 34678723400000n],
  ['idle', 87264900000n],
  ['iowait', 763600000n],
] as const

export const nodeVerbs = (node: TestNode): Verbs<TestObjects> => ({
  connectGetCapabilities: () => ({ capabilities: testCapabilities(node) }),
  nodeGetFreePages: ({ pages, startCell, cellCount }) => {
    const last = startCell + cellCount
    if (startCell < 0 || last > node.nodes) {
      throw new LibvirtError('INVALID_ARG', 'Range exceeds available cells')
    }
    const unknown = pages.find(size => !pageSizes.includes(size))
    if (unknown !== undefined) {
      throw new LibvirtError('INVALID_ARG', `page size ${unknown} KiB is not available on node ${startCell}`)
    }
    return { counts: Array.from({ length: cellCount }, () => pages.map(size => freePages(node, size))).flat() }
  },
  nodeGetInfo: () => node,
  connectGetSysinfo: () => ({ sysinfo }),
  connectGetVersion: () => ({ hv_ver: 2n }),
  connectGetMaxVcpus: () => ({ max_vcpus: mostVcpus }),
  nodeGetSecurityModel: () => ({ model: 'testSecurity', doi: '' }),
  nodeGetFreeMemory: () => ({ freeMem: cellFree(node) * BigInt(node.nodes) }),
  nodeGetCellsFreeMemory: ({ startCell, maxcells }) => {
    if (startCell < 0 || startCell >= node.nodes) {
      throw new LibvirtError('INVALID_ARG', 'Range exceeds available cells')
    }
    const cells = Math.max(0, Math.min(maxcells, node.nodes - startCell))
    return { cells: Array.from({ length: cells }, () => cellFree(node)) }
  },
  nodeGetCpuMap: () => {
    const online = onlineCpus.filter(cpu => cpu < node.cpus)
    return { cpumap: mapOfCpus(online, Math.ceil(presentCpus / 8)), online: online.length, ret: presentCpus }
  },
  nodeGetCpuStats: ({ cpuNum }) => {
    if (cpuNum < -2 || cpuNum >= node.cpus) {
      throw new LibvirtError('INVALID_ARG', `Range exceeds available cpu count: ${cpuNum}`)
    }
    return { params: cpuTimes.map(([field, value]) => ({ field, value })), nparams: cpuTimes.length }
  },
})
