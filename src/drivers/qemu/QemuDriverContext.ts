import type { Directories } from '../../daemon/directories.js'
import type { Host } from '../../host/Host.js'
import type { ProcessUser } from '../../host/Processes.js'
import type { DefinitionFolder } from '../DefinitionFolder.js'
import type { EventFeed } from '../EventFeed.js'
import type { DomainList } from './domain/DomainList.js'
import type { QemuTimeouts } from './QemuTimeouts.js'
import type { StatusFolder } from './state/StatusFolder.js'

/** What every part of the driver shares. */
export interface QemuDriverContext {
  readonly host: Host
  readonly feed: EventFeed
  readonly directories: Directories
  readonly domains: DomainList
  readonly definitions: DefinitionFolder
  readonly statuses: StatusFolder
  readonly timeouts: QemuTimeouts
  /** e.g. `qemu:///system`. */
  readonly uri: string
  /** Runs as root for the whole host, and not for one user. */
  readonly privileged: boolean
  /** Whom QEMU runs as; undefined for our own user. */
  readonly user: ProcessUser | undefined
}
