import type { Driver } from '../api/Driver.js'
import type { DaemonContext } from './DaemonContext.js'

/** A way in: takes calls of one kind, hands them over, and tells events. Holds no behaviour of its own. */
export interface Door {
  /** For logs: `rpc`, `admin`, `bus`. */
  readonly name: string
  /** Who is connected now; the door calls `context.clientsChanged` with every change. */
  readonly clients: number
  /** Opens sockets without serving them yet. All doors have listened when the daemon says it is ready; callers wait. */
  listen?(): Promise<void>
  /** Begins to serve; the drivers have started. */
  start(): Promise<void>
  /** Takes no new calls, and settles once those in flight have ended. Called once, whether or not the door has listened. */
  stop(): Promise<void>
  /** Picks up what changed on disk. */
  reload?(): Promise<void>
}

/** Makes a driver, quickly: work that takes time belongs into the driver's `start`. */
export type DriverFactory = (context: DaemonContext) => Promise<Driver>

/**
 * Makes a door.
 * @param drivers those of the daemon; one that fails to start is taken out of the list before the door's `start`
 */
export type DoorFactory = (drivers: readonly Driver[], context: DaemonContext) => Promise<Door>
