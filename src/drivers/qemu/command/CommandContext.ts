// Owns what the command line depends on besides the domain: what the emulator can do, where things are, and what the
// driver prepared for this guest (descriptors, secrets). Everything is looked up, nothing is opened here.
import type { QemuCapabilities } from '../../../model/capabilities/QemuCapabilities.js'
import type { SmbiosInfo } from '../../../model/domain/sysinfo.js'
import type { ScsiHostdevSource } from '../../../model/domain/devices/hostdev.js'
import type { SecretReference } from '../../../model/domain/devices/storageAuth.js'

/** A set of descriptors that QEMU opens by the path `/dev/fdset/N`. */
export interface FdSet {
  readonly number: number
  readonly fds: readonly number[]
  /** At least one of the descriptors may be written through. */
  readonly writable?: boolean | undefined
}

/** What the driver opened for the guest. Names are libvirt's own for the same descriptors. */
export interface Descriptors {
  /**
   * Descriptors passed by number: `monitor`, `charserial0` (a listening UNIX socket of that chardev), `net0` (taps),
   * `net0-vhost`, `vsock0`, `hostdev0-vhost`, `video0` (vhost-user).
   */
  readonly fds: ReadonlyMap<string, readonly number[]>
  /** Sets by name: `serial0-source`, `serial0-log`, `net0-vdpa`, `tpm0-tpm`, `tpm0-cancel`, `libvirt-1-storage`. */
  readonly sets: ReadonlyMap<string, FdSet>
}

/** Plugins of nbdkit that can serve an image. */
export type NbdkitPlugin = 'curl' | 'ssh'

/** A secret, encrypted for QEMU with the guest's master key. */
export interface EncryptedSecret {
  /** Base64. */
  readonly data: string
  /** Initialisation vector, base64. */
  readonly iv: string
}

/** Secrets looked up before the guest starts. */
export interface GuestSecrets {
  /**
   * @param usageType `iscsi`, `ceph`, `volume`, `tls` or `vtpm`
   * @throws LibvirtError NO_SECRET when there is none
   */
  encrypted(reference: SecretReference, usageType: string): EncryptedSecret
  /** Encrypts text that is no stored secret, such as HTTP cookies. */
  encryptText(text: string): EncryptedSecret
}

/** X.509 material of one service. */
export interface TlsConfig {
  readonly directory: string
  readonly verify: boolean
  /** UUID of the secret that opens the private key. */
  readonly secretUuid?: string | undefined
}

export type TlsService = 'vnc' | 'spice' | 'chardev' | 'nbd' | 'vxhs' | 'rdp'

/** The part of qemu.conf and of the host the command line depends on. */
export interface CommandSettings {
  readonly tls: Readonly<Record<TlsService, TlsConfig>>
  readonly vncTls: boolean
  readonly vncSasl: boolean
  readonly spiceTls: boolean
  readonly spiceSasl: boolean
  /** Folder with SASL configuration for VNC and SPICE. */
  readonly saslDirectory?: string | undefined
  /** The same for one of the two only. */
  readonly vncSaslDirectory?: string | undefined
  readonly spiceSaslDirectory?: string | undefined
  readonly vncAllowHostAudio: boolean
  readonly nographicsAllowHostAudio: boolean
  readonly vncPassword?: string | undefined
  readonly spicePassword?: string | undefined
  /** Guest memory goes into core dumps unless the domain says otherwise. */
  readonly dumpGuestCore: boolean
  /** 0 switches the sandbox off, 1 and undefined switch it on. */
  readonly seccompSandbox: boolean
  readonly setProcessName: boolean
  /** What QEMU does about deprecated commands, unless the domain says; undefined lets them pass unseen. */
  readonly deprecationBehavior?: 'omit' | 'reject' | 'crash' | undefined
  /** Mount points of huge pages, sizes in KiB. */
  readonly hugetlbfs: readonly {
    readonly path: string
    readonly size: number
    readonly default?: boolean | undefined
  }[]
  /** KiB of a transparent huge page; undefined when the host has none. */
  readonly transparentHugePage?: number | undefined
  /** KiB of a page. */
  readonly pageSize: number
  readonly memoryBackingDirectory: string
  /** Folder of the sockets of passt. */
  readonly passtDirectory: string
  /** Folder of the buses of guests' displays. */
  readonly dbusDirectory: string
  /** Host NUMA nodes that exist. */
  readonly numaNodes: readonly number[]
  /** The host runs with FIPS 140 enforced. */
  readonly fips: boolean
  /** `standalone` for the embedded driver: no `-S`. */
  readonly privileged: boolean
}

/** Where QEMU listens for its monitor. */
export type MonitorEnd = { readonly fd: number } | { readonly path: string }

export interface CommandContext {
  readonly capabilities: QemuCapabilities
  readonly settings: CommandSettings
  /** `/var/lib/libvirt/qemu/domain-ID-NAME`. */
  readonly privateDirectory: string
  /** `ID-NAME`, cut as in the folder's name. */
  readonly shortName: string
  readonly monitor: MonitorEnd
  readonly descriptors: Descriptors
  readonly secrets: GuestSecrets
  /** Seconds since the epoch and the host's offset from UTC, for clocks relative to them. */
  readonly now: number
  /** Seconds local time is ahead of UTC; 0 when left out. */
  readonly utcOffset?: number | undefined
  /** What the host's own SMBIOS says, for guests that show it. */
  readonly hostSmbios?: SmbiosInfo | undefined
  /** Nodes the placement advisor chose, for placement='auto'. */
  readonly autoNodeset?: readonly number[] | undefined
  /** Incoming migration: what QEMU is told to read. */
  readonly incoming?: { readonly uri: string; readonly deferred: boolean } | undefined
  /** `/run/libvirt/qemu/swtpm/…` socket of the TPM emulator, by alias. */
  readonly tpmSockets: ReadonlyMap<string, string>
  /** Name such as `sg0` of a SCSI device of the host's. @throws LibvirtError when there is none */
  scsiGenericName(source: ScsiHostdevSource): string
  /** Plugins of the nbdkit that serves network images in place of QEMU; undefined when it is not to be used. */
  readonly nbdkit?: ReadonlySet<NbdkitPlugin> | undefined
  /** Device nodes that are CD-ROM drives of the host's. */
  readonly hostCdroms?: ReadonlySet<string> | undefined
  /** Environment handed down from the driver (PATH and the like). */
  readonly environment: Readonly<Record<string, string>>
}

/** Whether the emulator has a capability, by libvirt's name. */
export function has(context: Pick<CommandContext, 'capabilities'>, flag: string): boolean {
  return context.capabilities.flags.has(flag)
}
