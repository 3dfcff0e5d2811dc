import type { Directories } from '../../config/directories.js'
import type { ControlGroup } from '../../host/ControlGroup.js'
import type { Host } from '../../host/Host.js'
import type { Links } from '../../host/Links.js'
import type { PortPool } from '../../host/PortPool.js'
import type { ProcessUser } from '../../host/Processes.js'
import type { Threads } from '../../host/Threads.js'
import type { SecretReference } from '../../model/domain/devices/storageAuth.js'
import type { Domain } from '../../model/domain/Domain.js'
import type { DefinitionFolder } from '../DefinitionFolder.js'
import type { EventFeed } from '../EventFeed.js'
import type { CommandLine } from './command/buildCommandLine.js'
import type { CommandContext } from './command/CommandContext.js'
import type { DomainList } from './domain/DomainList.js'
import type { Emulators } from './Emulators.js'
import type { GuestNetworks } from './guest/GuestNetworks.js'
import type { QemuSettings } from './qemuSettings.js'
import type { QemuTimeouts } from './QemuTimeouts.js'
import type { StatusFolder } from './state/StatusFolder.js'

/** What every part of the driver shares. */
export interface QemuDriverContext {
  readonly host: Host
  readonly feed: EventFeed
  readonly directories: Directories
  readonly settings: QemuSettings
  readonly timeouts: QemuTimeouts
  readonly domains: DomainList
  readonly definitions: DefinitionFolder
  readonly statuses: StatusFolder
  readonly emulators: Emulators
  readonly buildCommand: (domain: Domain, context: CommandContext) => CommandLine
  readonly ports: { readonly display: PortPool; readonly websocket: PortPool }
  readonly links: Links
  readonly threads: Threads
  /** Where control groups 2 are; undefined on a host without them. */
  readonly groupRoot: ControlGroup | undefined
  readonly networks: GuestNetworks
  /** Value of a stored secret; undefined when there is none. Absent where there is nobody to ask. */
  readonly secretValue?: ((reference: SecretReference) => Uint8Array | undefined) | undefined
  /** Aborted when the driver lets go of its guests. */
  readonly stopping: AbortSignal
  /** Our own environment, as far as QEMU gets to see it. */
  readonly environment: Readonly<Record<string, string>>
  /** e.g. `qemu:///system`. */
  readonly uri: string
  /** Runs as root for the whole host, and not for one user. */
  readonly privileged: boolean
  /** By which hosts tell each other apart. */
  readonly hostUuid?: string | undefined
  /** Which program this is, down to its sources; undefined when that is not known. */
  readonly program: string | undefined
  /** Whom QEMU runs as; undefined for our own user. */
  readonly user: ProcessUser | undefined
}
