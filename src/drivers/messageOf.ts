/** What a failure says, without its stack; for the text of a log record that carries the failure as a field. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
