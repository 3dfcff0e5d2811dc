/** What goes into a reply. */
export interface Answer {
  readonly signature: string
  readonly values: readonly unknown[]
  /** Descriptors that `h` values index; the reply takes them. */
  readonly descriptors?: readonly number[]
}

export const nothing: Answer = { signature: '', values: [] }
