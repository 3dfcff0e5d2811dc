/** Bytes of a name that go into the names of run-time folders. */
const shortNameBytes = 20

/** `ID-NAME` with the name cut to 20 bytes, and never in the middle of a character. */
export function shortName(id: number, name: string): string {
  let bytes = Buffer.from(name)
  if (bytes.length > shortNameBytes) {
    let end = shortNameBytes
    // Bytes 10xxxxxx continue a character.
    while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--
    bytes = bytes.subarray(0, end)
  }
  return `${id}-${bytes.toString()}`
}
