// What reading a domain needs to know about the host and the hypervisor. The caller finds it out; nothing here looks.
import type { QemuCapabilities } from '../capabilities/QemuCapabilities.js'
import type { Random } from '../Random.js'
import type { Domain } from './Domain.js'
import type { FirmwareDescriptor } from './firmware/FirmwareDescriptor.js'

/** What any driver provides. */
export interface DomainContext {
  readonly random: Random
  /** libvirt's name of the host's architecture, e.g. `x86_64`. */
  readonly hostArch: string
  /** First security model of the host, `none` when it has no driver; undefined skips the question. */
  readonly securityModel?: string
  /** What a driver other than QEMU's fills in after the general defaults. */
  readonly complete?: (domain: Domain) => void
  /** The QEMU driver's defaults and checks; without it only the general ones apply. */
  readonly qemu?: QemuContext
}

/** What the QEMU driver provides. */
export interface QemuContext {
  /** Emulator for a domain which names none, or undefined when there is none for the architecture. */
  defaultEmulator(arch: string): string | undefined
  /** What that emulator can do, or undefined when it is not there or cannot be asked. */
  capabilities(emulator: string): QemuCapabilities | undefined
  /** qemu.conf's `spice_tls`; undefined leaves the question to the start of the guest. */
  readonly spiceTls?: boolean
  /** Firmware descriptors in order of precedence. */
  readonly firmwares: readonly FirmwareDescriptor[]
  /** Folder of the variable stores libvirt makes. */
  readonly nvramDirectory: string
  /** Folder of everything the driver keeps, e.g. `/var/lib/libvirt/qemu`. */
  readonly libDirectory: string
  /** Folder below which file-backed memory of guests is; undefined leaves it to documents to say. */
  readonly memoryBackingDirectory?: string
  /** Folder below which sockets of channels are. */
  readonly channelTargetDirectory: string
  /** What the domain's audio is when it has no `<audio>`: the host's, if the configuration lets it. */
  readonly audio: AudioDefaults
  /** Devices the host knows more of than the document. */
  readonly host: HostDevices
}

/** qemu.conf's `vnc_allow_host_audio` and `nographics_allow_host_audio`, and QEMU_AUDIO_DRV of the daemon. */
export interface AudioDefaults {
  readonly vncAllowHostAudio: boolean
  readonly nographicsAllowHostAudio: boolean
  readonly hostDriver: string | undefined
}

/** Facts about host devices a domain refers to. */
export interface HostDevices {
  /** Whether the PCI function (`0000:06:12.5`) is PCI Express; undefined when it cannot be told. */
  isPcie(address: string): boolean | undefined
  /** Whether the network's connections are host PCI devices; undefined when there is no such network. */
  isHostdevNetwork(name: string): boolean | undefined
}
