/** Names of guests as one caller sees them. */
export interface Seen {
  readonly lists: {
    readonly rpc: readonly string[]
    /** Stopped ones, by the calls of old. */
    readonly older: readonly string[]
    readonly count: number
    readonly bus: readonly string[]
    readonly managed: readonly string[]
  }
  readonly events: {
    readonly rpc: readonly string[]
    readonly bus: readonly string[]
    readonly properties: readonly string[]
  }
}
