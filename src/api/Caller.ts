// Who calls, as the kernel or the bus says. Types only; doors fill them in.

/** A caller's identity; nothing in it comes from the message itself. */
export interface Identity {
  /** Numeric user; undefined for network clients. */
  readonly uid?: number
  readonly gid?: number
  readonly pid?: number
  /** Start time of the process in clock ticks since boot (field 22 of /proc/PID/stat), which makes the pid unambiguous. */
  readonly startTime?: bigint
  /** Unique name on the bus, for callers that came that way. */
  readonly busName?: string
  readonly saslUser?: string
  /** Distinguished name of a verified client certificate. */
  readonly x509Name?: string
}

export interface Caller {
  readonly identity: Identity
  /** Never asked about: the daemon itself, and the owner of a session instance. */
  readonly trusted: boolean
  /** The connection was opened read-only. */
  readonly readOnly: boolean
  /** The caller allows a prompt. */
  readonly interactive: boolean
}
