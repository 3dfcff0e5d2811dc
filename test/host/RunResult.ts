/** What a command on a host gave back. */
export interface RunResult {
  /** Exit status; a command killed by a signal has 128 and the signal's number. */
  status: number
  stdout: string
  stderr: string
}
