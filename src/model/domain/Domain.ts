// The whole domain: everything `<domain>` says, typed. Element families have a file each; devices are in devices/.
import type { CpuDefinition } from '../cpu/CpuDefinition.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { BlockTuning } from './blockTuning.js'
import type { Clock } from './clock.js'
import type { CpuTuning } from './cpuTuning.js'
import type { Device } from './devices/Device.js'
import type { Features } from './features/Features.js'
import type { IdMap } from './idMap.js'
import type { Identity } from './identity.js'
import type { IoThreads } from './ioThreads.js'
import type { KeyWrap } from './keyWrap.js'
import type { LaunchSecurity } from './launchSecurity.js'
import type { Lifecycle, PowerManagement } from './lifecycle.js'
import type { Memory } from './memory.js'
import type { MemoryBacking } from './memoryBacking.js'
import type { MemoryTuning } from './memoryTuning.js'
import type { NumaTopology } from './numa/numaCells.js'
import type { NumaTuning } from './numa/numaTuning.js'
import type { OperatingSystem } from './os/OperatingSystem.js'
import type { PerfEvents } from './perf.js'
import type { QemuNamespace } from './qemuNamespace.js'
import type { Resource } from './resource.js'
import type { SecurityLabel } from './securityLabels.js'
import type { Sysinfo } from './sysinfo.js'
import type { ThrottleGroup } from './throttleGroups.js'
import type { Vcpus } from './vcpus.js'

/** The device type of one family, e.g. `DeviceOf<'disk'>`. */
export type DeviceOf<K extends Device['kind']> = Extract<Device, { kind: K }>

/** Devices by family. Families of which a domain has at most one are lists as well. */
export type DomainDevices = { [K in Device['kind']]: DeviceOf<K>[] }

/** Families in the order libvirt writes them. */
export const deviceKinds = [
  'disk',
  'controller',
  'lease',
  'filesystem',
  'interface',
  'smartcard',
  'serial',
  'parallel',
  'console',
  'channel',
  'input',
  'tpm',
  'graphics',
  'sound',
  'audio',
  'video',
  'hostdev',
  'redirdev',
  'redirfilter',
  'hub',
  'watchdog',
  'memballoon',
  'rng',
  'nvram',
  'panic',
  'shmem',
  'memory',
  'crypto',
  'iommu',
  'vsock',
  'pstore',
] as const satisfies readonly Device['kind'][]

/** virDomainDef. */
export interface Domain extends Identity {
  metadata: XmlElement | undefined
  memory: Memory
  blockTuning: BlockTuning
  memoryTuning: MemoryTuning
  memoryBacking: MemoryBacking | undefined
  vcpus: Vcpus
  ioThreads: IoThreads
  cpuTuning: CpuTuning
  numaTuning: NumaTuning
  resource: Resource | undefined
  sysinfo: Sysinfo[]
  os: OperatingSystem
  idMap: IdMap
  features: Features
  cpu: CpuDefinition | undefined
  numa: NumaTopology
  clock: Clock
  lifecycle: Lifecycle
  powerManagement: PowerManagement
  perf: PerfEvents
  throttleGroups: ThrottleGroup[]
  /** Program that runs the guest; undefined until the default was filled in. */
  emulator: string | undefined
  devices: DomainDevices
  securityLabels: SecurityLabel[]
  keyWrap: KeyWrap
  launchSecurity: LaunchSecurity | undefined
  qemu: QemuNamespace | undefined
}

/** Every device in the order of `deviceKinds`; those that are added meanwhile, too, if their turn has not passed. */
export function* allDevices({ devices }: Pick<Domain, 'devices'>): Generator<Device> {
  // Counted: most families are empty, and an iterator for each of them is what the garbage of reading a document was made of.
  for (let family = 0; family < deviceKinds.length; family++) {
    const ofFamily: readonly Device[] = devices[deviceKinds[family] ?? 'disk']
    for (let index = 0; index < ofFamily.length; index++) {
      const device = ofFamily[index]
      if (device) yield device
    }
  }
}
