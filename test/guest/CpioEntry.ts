/** One file of an initramfs. Owner is always root, and the time is always zero, so that equal input gives equal bytes. */
export type CpioEntry = { path: string; mode: number } & (
  | { is: 'folder' }
  | { is: 'file'; data: Buffer }
  | { is: 'link'; target: string }
  | { is: 'device'; major: number; minor: number }
)
