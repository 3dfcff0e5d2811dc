// Lets QEMU judge a command line: it starts as far as it does before the first instruction of the guest, and says so over QMP.
import { spawn, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { shellWord } from '../../../src/drivers/qemu/command/commandText.js'
import { type NeededFile, neededFiles, standIns } from './standIns.js'

const script = fileURLToPath(new URL('../../../../test/conformance/acceptance/judge.sh', import.meta.url))
/** Milliseconds that QEMU may take on a busy machine. */
const patience = 60_000
/** One monitor more than the guest's own. */
const judge = ['-chardev', 'socket,id=judge,fd=3', '-mon', 'chardev=judge,mode=control']
const greeting = '{"execute":"qmp_capabilities"}\n{"execute":"query-status"}\n{"execute":"quit"}\n'

export interface Verdict {
  readonly accepted: boolean
  /** What QEMU wrote. */
  readonly words: string
  /** What QEMU was given, word by word. */
  readonly argv: readonly string[]
}

/** Throw-away images, made once per format. */
export class Images implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'virtbus-images-'))

  /** @returns path of an empty image; a format that qemu-img cannot make is left to QEMU to complain of */
  image(format: string): string {
    const path = join(this.folder, format)
    if (existsSync(path)) return path
    const made = spawnSync('qemu-img', ['create', '-q', '-f', format, path, '64M'])
    if (made.status !== 0) spawnSync('qemu-img', ['create', '-q', '-f', 'raw', path, '64M'])
    return path
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** The words a shell reads in a command, its environment left out. */
function wordsOf(command: string): string[] {
  const { stdout } = spawnSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' })
  const words = stdout.split('\0').slice(0, -1)
  return words.slice(words.findIndex(word => !/^[A-Z_0-9a-z]+=/.test(word)))
}

function make({ path, content }: NeededFile, files: string, images: Images): void {
  // What the machine has is good enough, unless it is a drive or a socket.
  if (!path.startsWith('/') || (existsSync(path) && !path.startsWith('/dev/'))) return
  if (/^\/dev\/(u?random|zero|null|hwrng|kvm|net\/tun|shm\/?)$/.test(path)) return
  const place = join(files, path)
  if (existsSync(place)) return
  if (content === 'folder') {
    mkdirSync(place, { recursive: true })
    return
  }
  mkdirSync(dirname(place), { recursive: true })
  if (content === 'firmware') copyFileSync('/usr/share/OVMF/OVMF_CODE_4M.fd', place)
  else if (content === 'variables') copyFileSync('/usr/share/OVMF/OVMF_VARS_4M.fd', place)
  else if ('image' in content) copyFileSync(images.image(content.image), place)
  else {
    writeFileSync(place, '')
    truncateSync(place, content.bytes)
  }
}

/** @param command as a shell takes it */
export async function askQemu(command: string, privateFolder: string, images: Images): Promise<Verdict> {
  const argv = wordsOf(command).map((word, at, words) => {
    const option = words[at - 1] ?? ''
    return standIns.reduce((changed, { change }) => change(changed, option), word)
  })
  const folder = mkdtempSync(join(tmpdir(), 'virtbus-judge-'))
  const files = join(folder, 'files')
  try {
    mkdirSync(join(folder, 'scratch'))
    mkdirSync(join(files, 'dev'), { recursive: true })
    mkdirSync(join(files, privateFolder), { recursive: true })
    // AES-256.
    writeFileSync(join(files, privateFolder, 'master-key.aes'), new Uint8Array(32))
    for (const file of neededFiles(argv)) make(file, files, images)
    const environment = ['LC_ALL=C', 'PATH=/usr/bin:/bin', `HOME=${privateFolder}`]
    writeFileSync(join(folder, 'command'), [...environment, ...[...argv, ...judge].map(shellWord)].join(' '))
    return { argv, ...(await run(folder)) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function run(folder: string): Promise<Omit<Verdict, 'argv'>> {
  const args = ['--mount', '--net', '--pid', '--fork', '--kill-child', 'sh', script, folder]
  const child = spawn('unshare', args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] })
  let [answers, words] = ['', '']
  const monitor = child.stdio[3]
  if (!(monitor instanceof Socket)) throw new Error('the fourth descriptor is no socket')
  monitor.on('data', (bytes: Buffer) => (answers += bytes.toString()))
  child.stderr?.on('data', (bytes: Buffer) => (words += bytes.toString()))
  monitor.on('error', () => {})
  monitor.write(greeting)
  const late = setTimeout(() => {
    words += 'QEMU was not up in time\n'
    child.kill('SIGKILL')
  }, patience)
  const status = await new Promise<number | null>(resolve => child.once('close', resolve))
  clearTimeout(late)
  return { accepted: status === 0 && answers.includes('"status": "prelaunch"'), words: words.trim() }
}
