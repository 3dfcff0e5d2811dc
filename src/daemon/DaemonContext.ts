import type { EventFeed } from '../drivers/EventFeed.js'
import type { Activation } from './Activation.js'
import type { DaemonConfig, NetworkConfig } from './daemonConfig.js'
import type { DaemonMode, Directories } from '../config/directories.js'

/** What drivers and doors may know of the daemon they are in, and ask of it. */
export interface DaemonContext {
  /** `virtqemud`. */
  readonly name: string
  readonly mode: DaemonMode
  readonly directories: Directories
  readonly config: DaemonConfig
  /** Keys about TCP and TLS; undefined in programs without these doors. */
  readonly network: NetworkConfig | undefined
  /** --listen was given: open the TCP and TLS ports. */
  readonly listen: boolean
  /** Sockets passed by systemd. */
  readonly activation: Activation
  /** The one sequence of events that all drivers of the daemon tell into. */
  readonly feed: EventFeed
  /** Aborted when the daemon begins to stop. */
  readonly stopping: AbortSignal
  /** Seconds without clients until the daemon ends, 0 never; can be changed while it runs. */
  idleTimeout: number

  /**
   * Claims a driver's state for this process, by the lock in its folder that libvirt's daemons take as well.
   * @param folder such as `/run/libvirt/qemu`, made when it is missing
   * @throws StartError naming the daemon that has the driver
   */
  claimDriver(folder: string): void
  /** To be called when a door's `clients` has changed. */
  clientsChanged(): void
  /** Keeps an idle daemon from ending until the function that comes back is called. */
  hold(): () => void
  /** Asks for more time than the usual 30 seconds to stop, counted from now; for guests being saved. Milliseconds. */
  extendStop(milliseconds: number): void
  /**
   * Ends the daemon in order, as a signal would.
   * @param preserve drivers put their guests away first, as when the host goes down
   */
  stop(reason: string, options?: { readonly preserve?: boolean }): void
  /** The bus connection is gone: ends the daemon, as a failure where the whole host depends on it. */
  busLost(error?: Error): void
}
