const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const

/** A number of bytes in the largest binary unit that divides it (virFormatIntPretty). */
export function prettyBytes(bytes: bigint): { size: bigint; unit: (typeof units)[number] } {
  let size = bytes
  let power = 0
  while (size > 0n && size % 1024n === 0n && power < units.length - 1) {
    size /= 1024n
    power++
  }
  return { size, unit: units[power] ?? 'B' }
}
