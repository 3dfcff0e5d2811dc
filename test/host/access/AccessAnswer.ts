/** What came of a call: `done`, or the error's text. */
export interface AccessAnswer {
  readonly rpc: string
  /** By member of org.libvirt that stands for the call. */
  readonly bus: Readonly<Record<string, string>>
}

/** What says that nobody here does such a thing: no driver, no migration in it, no daemon for it. */
const unsupported =
  /^(this function is not supported|argument unsupported: p2p migration is not supported|Failed to connect socket to .*: No such file)/

/** `through`, `denied ACTION` or `unsupported`. */
export function verdict(came: string): string {
  const action = /access denied: '.*' denied access\. polkit action (\S+)/.exec(came)?.[1]
  if (action !== undefined) return `denied ${action}`
  return unsupported.test(came) ? 'unsupported' : 'through'
}
