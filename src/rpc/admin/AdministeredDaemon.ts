import type { RpcServer } from '../RpcServer.js'

/** Figures of `min_workers`, `max_workers` and `prio_workers`. There are no worker threads: they bound nothing. */
export interface Workers {
  readonly min: number
  readonly max: number
  readonly priority: number
}

/** One server of a daemon: `virtqemud`, `admin`. */
export interface AdministeredServer {
  readonly name: string
  readonly server: RpcServer
  workers: Workers
  /** Reads certificates and keys again; absent where there is no TLS. @throws LibvirtError when they cannot be used */
  updateTlsFiles?(): void
}

/** A list in the form of `log_filters` or `log_outputs`, and how many items it has. */
export interface LogSetting {
  readonly text: string
  readonly count: number
}

/** What virt-admin may see and change of a daemon. */
export interface AdministeredDaemon {
  readonly servers: readonly AdministeredServer[]
  readonly log: {
    readonly outputs: LogSetting
    readonly filters: LogSetting
    /** An empty text brings the defaults back. @throws Error naming the part that is wrong */
    setOutputs(text: string): void
    setFilters(text: string): void
  }
  /** Seconds without clients until the daemon ends, 0 never. */
  setTimeout(seconds: number): void
  /** Ends the daemon in order. @param preserve guests are put away first, as when the host goes down */
  shutdown(preserve: boolean): void
}
