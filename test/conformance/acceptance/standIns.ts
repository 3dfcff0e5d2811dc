// What a command line finds where no host was made for it: throw-away files in the places it names, and stand-ins for what a
// file cannot be. Devices, which are what the guest sees, are never touched.

/** A file to be made: an empty image of a format, so many zeros, firmware, or a folder. */
export interface NeededFile {
  readonly path: string
  readonly content: { readonly image: string } | { readonly bytes: number } | 'firmware' | 'variables' | 'folder'
}

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null
const text = (value: unknown) => (typeof value === 'string' ? value : undefined)

/** Arguments of an option, as objects; what is not JSON is `key=value`. */
function* optionsOf(argv: readonly string[], option: string): Generator<Json> {
  for (const [at, word] of argv.entries()) {
    const value = argv[at + 1] ?? ''
    if (word !== option) continue
    if (value.startsWith('{')) {
      const parsed: unknown = JSON.parse(value)
      if (isObject(parsed)) yield parsed
    } else {
      const pairs = value.replaceAll(',,', '\0').split(',')
      const entries = pairs.map(pair => {
        const [key = '', ...rest] = pair.split('=')
        return [key, rest.join('=').replaceAll('\0', ',')]
      })
      yield { ...Object.fromEntries(entries), type: pairs[0] }
    }
  }
}

/** Names of nodes that read or write a node: its own driver, or what a layer on top takes it for. */
function formatsOf(nodes: readonly Json[]): Map<string, string> {
  const formats = new Map<string, string>()
  for (const node of nodes) {
    const below = text(node['file'])
    const format = text(node['driver'])
    if (below !== undefined && format !== undefined) formats.set(below, format)
  }
  return formats
}

function* imageFiles(argv: readonly string[]): Generator<NeededFile> {
  const nodes = [...optionsOf(argv, '-blockdev')]
  const formats = formatsOf(nodes)
  for (const node of nodes) {
    const path = text(node['filename'])
    const name = text(node['node-name']) ?? ''
    if (path === undefined) {
      if (node['driver'] === 'vvfat') yield { path: String(node['dir']), content: 'folder' }
      continue
    }
    if (name.includes('pflash')) yield { path, content: /vars|nvram/i.test(path) ? 'variables' : 'firmware' }
    else yield { path, content: { image: formats.get(name) ?? 'raw' } }
  }
}

/** Bytes of a file that nobody looks into. */
const small = 4096

const plainFiles = ['-kernel', '-initrd', '-dtb', '-shim', '-bios']

/** Files and folders that a command line names. */
export function* neededFiles(argv: readonly string[]): Generator<NeededFile> {
  yield* imageFiles(argv)
  for (const [at, option] of argv.entries()) {
    const path = argv[at + 1]
    if (path !== undefined && plainFiles.includes(option)) yield { path, content: { bytes: small } }
  }
  for (const { file } of [
    ...optionsOf(argv, '-acpitable'),
    ...optionsOf(argv, '-fw_cfg'),
    ...optionsOf(argv, '-smbios'),
  ]) {
    if (typeof file === 'string') yield { path: file, content: { bytes: small } }
  }
  for (const object of optionsOf(argv, '-object')) {
    for (const key of ['mem-path', 'filename', 'dir', 'file'] as const) {
      const path = text(object[key])
      if (path === undefined || !path.startsWith('/')) continue
      const folder =
        key === 'dir' || (key === 'mem-path' && !path.startsWith('/dev/dax') && !/nvdimm|\.img|\.raw/.test(path))
      yield { path, content: folder ? 'folder' : { bytes: Number(object['size'] ?? small) } }
    }
  }
  for (const chardev of optionsOf(argv, '-chardev')) {
    const path = text(chardev['path'])
    if (path?.startsWith('/')) {
      // A socket and a log need their folder; what is read must be there.
      const folder = path.slice(0, path.lastIndexOf('/')) || '/'
      const made = chardev['type'] === 'socket' || chardev['type'] === 'file'
      yield made ? { path: folder, content: 'folder' } : { path, content: { bytes: small } }
    }
    const log = text(chardev['logfile'])
    if (log !== undefined) yield { path: log.slice(0, log.lastIndexOf('/')), content: 'folder' }
  }
  for (const { romfile, rootdir } of optionsOf(argv, '-device')) {
    if (typeof romfile === 'string' && romfile !== '') yield { path: romfile, content: { bytes: small } }
    if (typeof rootdir === 'string') yield { path: rootdir, content: 'folder' }
  }
  for (const { path } of optionsOf(argv, '-fsdev')) if (typeof path === 'string') yield { path, content: 'folder' }
  for (const [at, option] of argv.entries()) {
    const socket = /(?:unix:|addr=)(\/[^,]*)\//.exec(argv[at + 1] ?? '')?.[1]
    if ((option === '-vnc' || option === '-spice') && socket !== undefined) yield { path: socket, content: 'folder' }
  }
}

/** A stand-in: what it takes the place of, and how. */
export interface StandIn {
  readonly name: string
  readonly change: (word: string, option: string) => string
}

export const standIns: readonly StandIn[] = [
  {
    name: 'memory is not taken beforehand',
    change: word => word.replace('"prealloc":true', '"prealloc":false'),
  },
  {
    name: 'taps are made by QEMU, without scripts of the host',
    change: word => word.replace('{"type":"tap"', '{"type":"tap","script":"no","downscript":"no"'),
  },
  {
    name: 'a file instead of a drive of the host',
    change: word => word.replace(/^\{"driver":"host_(device|cdrom)"/, '{"driver":"file"'),
  },
  {
    name: 'a client socket listens, since nobody does on the other side',
    change: (word, option) =>
      option === '-chardev' && word.startsWith('socket,') && !word.includes(',server=on')
        ? `${word.replace(/,reconnect(-ms)?=\d+/, '')},server=on,wait=off`
        : word,
  },
]
