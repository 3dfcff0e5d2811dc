/** Six numbers of one or two hexadecimal digits with colons, as canonical lower-case text; undefined for anything else. */
export function parseMacAddress(text: string): string | undefined {
  if (!/^[0-9a-fA-F]{1,2}(?::[0-9a-fA-F]{1,2}){5}$/.test(text)) return undefined
  const bytes = text.split(':').map(byte => byte.toLowerCase().padStart(2, '0'))
  return bytes.join(':')
}

/** True for addresses of groups: the lowest bit of the first byte is set. */
export function isMulticastMac(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1
}
