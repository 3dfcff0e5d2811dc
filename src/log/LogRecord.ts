import type { LogLevel } from './LogLevel.js'
import type { Message } from './Message.js'

/** Who called. */
export interface LoggedIdentity {
  readonly uid?: number
  readonly pid?: number
}

/** What may go with a text, for machines to search by. Anything else becomes a field `VIRTBUS_<NAME>`. */
export interface LogFields {
  readonly driver?: string | undefined
  /** Path of the object on the bus, or its name when it has no path. */
  readonly object?: string | undefined
  readonly domain?: { readonly name: string; readonly uuid: string } | undefined
  readonly caller?: LoggedIdentity | { readonly identity: LoggedIdentity } | undefined
  /** Name of the call in the call table. */
  readonly call?: string | undefined
  /** A LibvirtError gives its number; anything else is a bug and brings its stack into the text. */
  readonly error?: unknown
  readonly [extra: string]: unknown
}

/** Where in the sources a record comes from. */
export interface LogLocation {
  /** Relative to the sources' root: `src/daemon/runDaemon.ts`. */
  readonly file: string
  readonly line: number
  /** What `log_filters` match against: `daemon.runDaemon`. */
  readonly source: string
}

export interface LogRecord {
  readonly time: Date
  readonly level: LogLevel
  readonly text: string
  readonly message: Message | undefined
  readonly fields: LogFields
  readonly location: LogLocation
}

/** Where records go. `write` neither waits nor throws: a record that cannot be written is counted and lost. */
export interface LogOutput {
  /** As in `log_outputs`, without the level: `stderr`, `journald`, `syslog:name`, `file:/path`. */
  readonly name: string
  write(record: LogRecord): void
  /** Writes what is still held back and lets go of the descriptor; the process may be about to end. */
  close(): void
}
