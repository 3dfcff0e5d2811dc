// A daemon that is killed at random moments, while clients define, start, save and change guests without a pause. Whatever it
// had answered is true when it is back, and nothing is left over. VIRTBUS_KILLS says how often (20 unless told), VIRTBUS_SEED
// which calls (another each time unless told).
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import * as calls from '../../src/api/calls/index.js'
import { RemoteConnection } from '../../src/rpc/client/RemoteConnection.js'
import type { RpcClient } from '../../src/rpc/client/RpcClient.js'
import { findings } from './killing/findings.js'
import { type KnownGuest, workUntilLost } from './killing/GuestClient.js'
import { nothing } from './killing/GuestFacts.js'
import { processesOf } from './killing/observe.js'
import { randomSequence } from './killing/randomSequence.js'

const kills = Number(process.env['VIRTBUS_KILLS'] ?? 20)
const seed = Number(process.env['VIRTBUS_SEED'] ?? Date.now() % 1_000_000)
const clients = 3
/** Milliseconds of load before the daemon is killed, at most. */
const longestLoad = 900
t.setTimeout(60_000 + kills * 10_000)

const folder = mkdtempSync(join(tmpdir(), 'killed-'))
mkdirSync(join(folder, 'run'), { mode: 0o700 })
const environment = {
  PATH: process.env['PATH'] ?? '/usr/bin:/bin:/usr/sbin',
  HOME: folder,
  XDG_RUNTIME_DIR: join(folder, 'run'),
  XDG_CONFIG_HOME: join(folder, 'config'),
  XDG_CACHE_HOME: join(folder, 'cache'),
  XDG_DATA_HOME: join(folder, 'data'),
  LIBVIRT_LOG_OUTPUTS: '3:stderr',
}
t.teardown(async () => {
  for (const { pid } of await processesOf(folder)) process.kill(pid, 'SIGKILL')
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
})

const nobody = { emulatorbin: undefined, arch: undefined, machine: undefined }

interface Daemon {
  readonly child: ChildProcess
  readonly said: () => string
}

function start(): Daemon {
  const child = spawn(process.execPath, ['build/bin/virtqemud', '--session', '--timeout', '0'], {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', chunk => (said += String(chunk)))
  t.teardown(() => void child.kill('SIGKILL'))
  return { child, said: () => said }
}

async function connect({ child, said }: Daemon): Promise<RpcClient> {
  const choice = { uri: 'qemu:///session', socket: join(folder, 'run/libvirt/virtqemud-sock') }
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the daemon ended with ${child.exitCode}:\n${said()}`)
    try {
      return await new RemoteConnection(choice, async () => {}).client()
    } catch {
      await sleep(20)
    }
  }
}

t.test(`a daemon that is killed ${kills} times, seed ${seed}`, async t => {
  const random = randomSequence(seed)
  const guests = Array.from({ length: clients * 2 }, (_, index): KnownGuest => {
    const facts = nothing(`guest${index}`)
    return { uuid: `6b0e2f4c-0000-4000-8000-00000000000${index}`, facts, possible: [facts], interrupted: undefined }
  })
  const hasTpm = (uuid: string) => uuid === guests[0]?.uuid
  let daemon = start()
  // The emulator is looked at once, which takes longer than the daemon lives below.
  const first = await connect(daemon)
  await first.call(calls.connectGetCapabilities, {})
  await first.call(calls.connectGetDomainCapabilities, { ...nobody, virttype: 'qemu', flags: 0 })
  first.close()
  let answered = 0
  const interrupted = new Map<string, number>()
  for (let round = 1; round <= kills; round++) {
    const { child } = daemon
    const connections = await Promise.all(Array.from({ length: clients }, () => connect(daemon)))
    const work = connections.map((client, index) =>
      workUntilLost(client, guests.slice(index * 2, index * 2 + 2), {
        random: randomSequence(seed * 1000 + round * clients + index),
        tpm: hasTpm,
      }),
    )
    await Promise.race([sleep(random.whole(longestLoad)), ...work])
    child.kill('SIGKILL')
    await once(child, 'exit')
    for (const count of await Promise.all(work)) answered += count
    for (const { interrupted: step } of guests) if (step) interrupted.set(step, (interrupted.get(step) ?? 0) + 1)

    daemon = start()
    const client = await connect(daemon)
    const faults = await findings({ client, folder, hasTpm }, guests)
    client.close()
    t.strictSame(faults, [], `what was promised holds after kill ${round}`)
    if (faults.length > 0) t.comment(daemon.said())
  }
  t.comment(`${answered} calls were answered; interrupted: ${JSON.stringify(Object.fromEntries(interrupted))}`)
  t.ok(answered > kills, 'the daemon was at work when it was killed')
})
