import type { Identity } from '../api/Caller.js'

/** What goes with a question besides subject and action. */
export interface Question {
  readonly details: Readonly<Record<string, string>>
  /** The authority may prompt. */
  readonly interactive: boolean
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal
}

/** Somebody who decides what a caller may do: polkit, or a fake of ten lines in a test. */
export interface Authority {
  /**
   * @param action polkit action id
   * @throws LibvirtError AUTH_CANCELLED when the user dismissed the prompt, ACCESS_DENIED when the authority cannot be asked
   */
  allows(identity: Identity, action: string, question: Question): Promise<boolean>
}
