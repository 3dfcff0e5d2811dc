import type { GuestImage } from '../guest/guestImage.js'
import type { RunningCommand } from '../host/RunningCommand.js'
import type { RunOptions } from '../host/RunOptions.js'
import type { RunResult } from '../host/RunResult.js'

/** A host with virtqemud on its system bus, on which the demo works. */
export interface DemoPlace {
  /** In a sentence, for the reader. */
  readonly description: string
  /** The guest's files as the host sees them. */
  readonly guest: GuestImage
  /** Somebody who may do nothing in particular, when the host has such a user. */
  readonly ordinaryUser: string | undefined
  start(command: readonly string[], options?: RunOptions): RunningCommand
  run(command: readonly string[], options?: RunOptions): Promise<RunResult>
  close(): Promise<void>
}
