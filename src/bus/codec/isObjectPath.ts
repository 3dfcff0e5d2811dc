/** Compiled by V8 to machine code: every path that is sent or received is looked at, thousands in a list. */
const form = /^(?:\/|(?:\/[A-Za-z0-9_]+)+)$/

/** `/`, or elements of `[A-Za-z0-9_]+`, each behind a slash (specification, "Valid Object Paths"). */
export function isObjectPath(text: string): boolean {
  return form.test(text)
}
