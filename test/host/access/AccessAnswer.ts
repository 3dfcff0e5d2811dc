/** What came of a call: `done`, or the error's text. */
export interface AccessAnswer {
  readonly rpc: string
  /** By member of org.libvirt that stands for the call. */
  readonly bus: Readonly<Record<string, string>>
}

/** `through`, `denied ACTION` or `unsupported`. */
export function verdict(came: string): string {
  const action = /access denied: '.*' denied access\. polkit action (\S+)/.exec(came)?.[1]
  if (action !== undefined) return `denied ${action}`
  return came.startsWith('this function is not supported by the connection driver') ? 'unsupported' : 'through'
}
