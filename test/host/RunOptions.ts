/** How a command runs on a host. */
export interface RunOptions {
  /** Who runs it; root unless told. The hosts have the users ann and bob, and lena who is in the group libvirt. */
  user?: string
  /** Standard input; none unless told. */
  input?: string
  env?: Readonly<Record<string, string>>
  /** Milliseconds until it is killed and the call fails; 30,000 unless told. */
  timeout?: number
}
