import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** Images that stand on each other, each with a sector of its own that says which it is. */
export interface ImageChain {
  /** Paths, the lowest first: base, mid, top. */
  readonly base: string
  readonly mid: string
  readonly top: string
  /** The disk `vda` on the topmost. */
  readonly disk: string
  /** Paths of an image and of what it says stands below, from qemu-img. */
  readonly chainOf: (path: string) => string[]
  /** Which of the three have left their sector in what an image shows: `base mid top`. */
  readonly contents: (path: string) => string
}

const patterns = { base: [0x11, '0'], mid: [0x22, '64k'], top: [0x33, '128k'] } as const

export function imageChain(folder: string): ImageChain {
  const path = (name: string) => join(folder, `${name}.qcow2`)
  const [base, mid, top] = [path('base'), path('mid'), path('top')]
  const image = (file: string, below?: string) =>
    execFileSync('qemu-img', [
      'create',
      '-q',
      '-f',
      'qcow2',
      ...(below ? ['-b', below, '-F', 'qcow2'] : []),
      file,
      ...(below ? [] : ['1M']),
    ])
  const io = (file: string, command: string) =>
    // Its status tells as well whether the pattern was there, as an error.
    spawnSync('qemu-io', ['-U', '-r', '-f', 'qcow2', '-c', command, file], { encoding: 'utf8' }).stdout
  image(base)
  image(mid, base)
  image(top, mid)
  for (const [name, [pattern, offset]] of Object.entries(patterns)) {
    execFileSync('qemu-io', ['-f', 'qcow2', '-c', `write -P ${pattern} ${offset} 64k`, path(name)])
  }
  return {
    base,
    mid,
    top,
    disk: `<disk type='file'><driver name='qemu' type='qcow2'/><source file='${top}'/><target dev='vda' bus='virtio'/></disk>`,
    chainOf(file) {
      const text = execFileSync('qemu-img', ['info', '-U', '--backing-chain', '--output=json', file], {
        encoding: 'utf8',
      })
      return (JSON.parse(text) as { filename: string }[]).map(({ filename }) => filename)
    },
    contents(file) {
      const found = Object.entries(patterns).filter(([, [pattern, offset]]) => {
        return !io(file, `read -P ${pattern} ${offset} 64k`).includes('verification failed')
      })
      return found.map(([name]) => name).join(' ')
    },
  }
}
