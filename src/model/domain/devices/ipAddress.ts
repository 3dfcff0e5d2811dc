// Tells addresses of the two families apart, without names and without brackets.

/** Four decimal numbers of 0 to 255. */
export function isIPv4(text: string): boolean {
  const parts = text.split('.')
  return parts.length === 4 && parts.every(part => /^\d{1,3}$/.test(part) && Number(part) <= 255)
}

/** Hexadecimal groups with colons, at most one `::`, possibly ending in an IPv4 address. */
export function isIPv6(text: string): boolean {
  const halves = text.split('::')
  if (halves.length > 2 || !text.includes(':')) return false
  const groups = halves.flatMap(half => (half === '' ? [] : half.split(':')))
  const last = groups.at(-1)
  const dotted = last !== undefined && isIPv4(last)
  const count = groups.length + (dotted ? 1 : 0)
  const hexadecimal = (dotted ? groups.slice(0, -1) : groups).every(group => /^[0-9a-f]{1,4}$/i.test(group))
  return hexadecimal && (halves.length === 2 ? count < 8 : count === 8)
}
