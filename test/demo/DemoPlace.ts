import type { GuestImage } from '../guest/guestImage.js'
import type { RunningCommand } from '../host/RunningCommand.js'
import type { RunOptions } from '../host/RunOptions.js'
import type { RunResult } from '../host/RunResult.js'

/** Where the demo works: virtqemud on a bus, and somebody to run commands there. */
export interface DemoPlace {
  /** In a sentence, for the reader. */
  readonly description: string
  readonly bus: 'system' | 'session'
  /** Whether systemd runs the daemon, and the journal keeps its records. */
  readonly systemd: boolean
  /** The guest's files as QEMU sees them. */
  readonly guest: GuestImage
  /** Folders in which nothing of the guest may be left; its log is kept elsewhere, as always. */
  readonly folders: readonly string[]
  /** Somebody who may do nothing in particular, when there is such a user. */
  readonly ordinaryUser: string | undefined
  start(command: readonly string[], options?: RunOptions): RunningCommand
  run(command: readonly string[], options?: RunOptions): Promise<RunResult>
  close(): Promise<void>
}

/** The system's places. */
export const systemFolders = ['/etc/libvirt', '/run/libvirt', '/var/lib/libvirt/qemu']
