/** JSON objects that stand one after the other in a text, separated by blank lines. */
export function jsonDocuments(text: string): unknown[] {
  return text
    .split(/\n\n+/)
    .filter(part => part.trim() !== '')
    .map((part): unknown => JSON.parse(part))
}
