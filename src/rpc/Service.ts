import type { Values } from '../access/perform.js'
import type { Call, Program } from '../api/call.js'
import type { ClientConnection } from './ClientConnection.js'

/** Answers a call without a driver. @throws LibvirtError for whatever the caller can cause */
export type OwnCall = (connection: ClientConnection, args: Values, row: Call) => Promise<Values> | Values

/** What a kind of socket serves. */
export interface Service {
  /** Programs by their numbers. */
  readonly programs: ReadonlyMap<number, Program>
  /** Calls that are answered here, by row name; all others go to the drivers of the opened connection. */
  readonly own: ReadonlyMap<string, OwnCall>
}
