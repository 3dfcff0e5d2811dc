// Unmodified virsh against our own daemon: the test driver it has inside never sees these URIs, a session daemon of ours does.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inputOf, type Operation, type Request } from './Operation.js'

const program = fileURLToPath(new URL('../../../bin/libvirtd', import.meta.url))

interface Daemon {
  readonly child: ChildProcess
  readonly folder: string
  readonly socket: string
}

/** A fresh daemon for each case: its default objects change under a script's hands. */
async function startDaemon(): Promise<Daemon> {
  const folder = mkdtempSync(join(tmpdir(), 'virsh-'))
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    XDG_RUNTIME_DIR: folder,
    XDG_CONFIG_HOME: folder,
    XDG_CACHE_HOME: folder,
  }
  // A test runner above us may want a module of its own in every Node, which programs without `.js` do not survive.
  const child = spawn('env', ['-u', 'NODE_OPTIONS', process.execPath, program, '--session'], { env, stdio: 'ignore' })
  const socket = join(folder, 'libvirt/libvirt-sock')
  for (let attempt = 0; attempt < 500 && !existsSync(socket); attempt++) {
    await new Promise(resolve => setTimeout(resolve, 10))
  }
  return { child, folder, socket }
}

/** The same connection by way of our socket. */
const throughUs = (uri: string, socket: string) =>
  uri.startsWith('test:')
    ? `${uri.replace(/^test:/, 'test+unix:').replace(/^test\+unix:\/\/(?=\/[^/])/, 'test+unix://')}${uri.includes('?') ? '&' : '?'}socket=${socket}`
    : uri

async function run(request: Request): Promise<object> {
  const { uri, argv, env } = request.params
  const daemon = await startDaemon()
  try {
    const words = (Array.isArray(argv) ? argv : []).map(word => fill(String(word), request.root))
    if ('script' in request.input) words.push(inputOf(request, 'script'))
    const target = typeof uri === 'string' ? ['--connect', throughUs(fill(uri, request.root), daemon.socket)] : []
    const variables: Record<string, string> = {}
    for (const [name, value] of Object.entries(typeof env === 'object' && env !== null ? env : {})) {
      variables[name] = name.endsWith('_URI') ? throughUs(String(value), daemon.socket) : String(value)
    }
    const result = await virsh([...target, ...words], {
      PATH: process.env['PATH'],
      LC_ALL: 'C',
      HOME: daemon.folder,
      ...variables,
    })
    return { ...result, text: hideSocket(result.text, daemon.socket) }
  } finally {
    daemon.child.kill('SIGKILL')
    rmSync(daemon.folder, { recursive: true, force: true })
  }
}

const fill = (text: string, root: string) =>
  text.replaceAll('@NODE@', join(root, 'virsh/node')).replaceAll('@DATA@', join(root, 'virsh/data'))

/** Shows the URI that the case asked for, where virsh prints the one it used. */
const hideSocket = (text: string, socket: string) =>
  text.replaceAll(new RegExp(`[?&]socket=${socket}`, 'g'), '').replaceAll('test+unix:', 'test:')

function virsh(args: readonly string[], env: NodeJS.ProcessEnv): Promise<{ text: string; exitCode: number }> {
  return new Promise((resolve, reject) => {
    // One pipe for both streams keeps their order.
    const child = spawn('sh', ['-c', 'exec virsh "$@" 2>&1', 'virsh', ...args], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let text = ''
    child.stdout.on('data', (bytes: Buffer) => (text += bytes.toString('utf8')))
    child.on('error', reject)
    child.on('close', code => resolve({ text, exitCode: code ?? 255 }))
  })
}

export const virshOperations: readonly (readonly [string, Operation])[] = [['virsh.run', run]]
