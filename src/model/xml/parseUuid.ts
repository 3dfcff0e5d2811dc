/** Canonical lower-case UUID from 32 hex digits with dashes anywhere between bytes and blanks around (virUUIDParse). */
export function parseUuid(text: string): string | undefined {
  const trimmed = text.trim()
  if (!/^(?:[0-9a-fA-F]{2}-*){16}$/.test(trimmed) || trimmed.startsWith('-')) return undefined
  return formatUuid(trimmed.replaceAll('-', '').toLowerCase())
}

/** Dashes into 32 hex digits. */
export function formatUuid(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
