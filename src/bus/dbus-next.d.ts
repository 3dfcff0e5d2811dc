// The two inner modules of dbus-next 0.10.2 that are used: authentication by the connection, marshalling by tests.

declare module 'dbus-next/lib/handshake.js' {
  import type { Duplex } from 'node:stream'
  /** Authenticates on a connected stream; with `supportsUnixFd` it asks for descriptors as well, and clears it when refused. */
  function handshake(
    stream: Duplex & { supportsUnixFd?: boolean },
    options: { authMethods?: readonly string[] },
    callback: (error: unknown, guid?: string) => void,
  ): void
  export = handshake
}

declare module 'dbus-next/lib/message.js' {
  interface LibraryMessage {
    type: number
    flags: number
    serial: number
    path?: string | undefined
    interface?: string | undefined
    member?: string | undefined
    errorName?: string | undefined
    replySerial?: number | undefined
    destination?: string | undefined
    signature?: string | undefined
    body?: unknown[]
  }
  /** The whole message and its descriptors. Dictionaries are arrays of pairs, variants [signature, value]. */
  export function marshall(message: LibraryMessage): [Buffer, unknown[]]
}
