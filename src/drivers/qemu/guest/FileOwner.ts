/** Whom a file belonged to before it was given to QEMU's user. */
export interface FileOwner {
  readonly path: string
  readonly uid: number
  readonly gid: number
}
