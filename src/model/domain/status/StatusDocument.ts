// `<domstatus>`: a running guest as libvirt's QEMU driver keeps it on disk, with everything a daemon must know to take the
// guest over. Reading and writing are next door.
import type { Domain } from '../Domain.js'
import type { BlockJob } from './blockJobs.js'
import type { StatusJob } from './statusJob.js'

/** A group of CPUs and nodes numad advised. */
export interface NumadAdvice {
  nodeset: string
  cpuset: string | undefined
}

export interface StatusDocument {
  /** virDomainState and its reason, in libvirt's words. */
  state: string
  reason: string | undefined
  pid: number
  /** What may disturb support, in libvirt's words, e.g. `high-privileges`. */
  taints: string[]
  deprecations: string[]
  monitor: { path: string; type: 'unix' }
  dbusDaemon: boolean
  dbusVmStates: string[]
  /** Kernel namespaces of the guest's own, e.g. `mount`. */
  namespaces: string[]
  vcpus: { id: number; pid: number }[]
  /** Emulator's features when it was started. */
  qemuFlags: string[] | undefined
  lockState: string | undefined
  job: StatusJob | undefined
  fakeReboot: boolean
  /** Aliases of the devices QEMU has. */
  devices: string[] | undefined
  numad: NumadAdvice | undefined
  libDir: string | undefined
  channelTargetDir: string | undefined
  memoryBackingDir: string | undefined
  chardevStdioLogd: boolean
  rememberOwner: boolean
  allowReboot: boolean | undefined
  prDaemon: boolean
  /** Next number for a node name and for a set of descriptors. */
  nodenameIndex: number
  fdsetIndex: number
  blockJobsActive: boolean
  blockJobs: BlockJob[]
  /** Seconds, -2 for libvirt's default. */
  agentTimeout: number
  /** KiB; limit of locked memory before migration raised it. */
  originalMemlock: bigint | undefined
  domain: Domain
}
