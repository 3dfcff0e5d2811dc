import { spawnSync } from 'node:child_process'

/** Opening bytes of a compressed stream → the program that reads it. */
const FORMATS: readonly { magic: Buffer; command: readonly [string, ...string[]] }[] = [
  { magic: Buffer.from('fd377a585a00', 'hex'), command: ['xz', '-dc', '--single-stream'] },
  { magic: Buffer.from('28b52ffd', 'hex'), command: ['zstd', '-dcq'] },
  { magic: Buffer.from('1f8b', 'hex'), command: ['gzip', '-dcq'] },
]

/** The bytes as they were before they were compressed; bytes in no known format come back as they are. */
export function decompress(data: Buffer): Buffer {
  const format = FORMATS.find(({ magic }) => data.subarray(0, magic.length).equals(magic))
  if (!format) return data
  const [program, ...args] = format.command
  const child = spawnSync(program, args, { input: data, maxBuffer: 256 << 20 })
  // What comes after the stream (a kernel's payload ends with its own length) makes zstd and gzip complain after a whole result.
  if (child.error ?? child.stdout.length === 0)
    throw new Error(`${program}: ${child.error?.message ?? child.stderr.toString()}`)
  return child.stdout
}
