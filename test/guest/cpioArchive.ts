import type { CpioEntry } from './CpioEntry.js'

// The kernel's "newc" format (Documentation/driver-api/early-userspace/buffer-format.rst): a header of 110 ASCII characters
// (magic, then 13 numbers of 8 hexadecimal digits), the path with its NUL, and the data; each padded to 4 bytes.
const MAGIC = '070701'
const FILE_TYPE = { folder: 0o040000, file: 0o100000, link: 0o120000, device: 0o020000 } as const

const padding = (length: number): Buffer => Buffer.alloc((4 - (length % 4)) % 4)

function dataOf(entry: CpioEntry): Buffer {
  if (entry.is === 'file') return entry.data
  return Buffer.from(entry.is === 'link' ? entry.target : '')
}

function record(entry: CpioEntry, inode: number): Buffer[] {
  const data = dataOf(entry)
  const path = Buffer.from(`${entry.path}\0`)
  const device = entry.is === 'device' ? entry : { major: 0, minor: 0 }
  const numbers = [
    inode,
    FILE_TYPE[entry.is] | entry.mode,
    0, // uid
    0, // gid
    1, // links
    0, // time
    data.length,
    0, // major and minor of the device that held the file
    0,
    device.major,
    device.minor,
    path.length,
    0, // checksum, not used by this variant
  ]
  const header = Buffer.from(MAGIC + numbers.map(number => number.toString(16).padStart(8, '0')).join(''))
  return [header, path, padding(header.length + path.length), data, padding(data.length)]
}

/** An initramfs, not compressed. Folders must come before what is in them. */
export function cpioArchive(entries: readonly CpioEntry[]): Buffer {
  const trailer: CpioEntry = { is: 'file', path: 'TRAILER!!!', mode: 0, data: Buffer.alloc(0) }
  return Buffer.concat([...entries, trailer].flatMap((entry, index) => record(entry, index + 1)))
}
