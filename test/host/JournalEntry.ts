/** A record of the host's journal. journald gives every field as text; one that is not text comes as an array of bytes. */
export interface JournalEntry {
  readonly [field: string]: string | readonly number[] | undefined
  readonly MESSAGE?: string
}
