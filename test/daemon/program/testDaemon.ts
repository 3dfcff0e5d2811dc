// A daemon whose drivers and door do what the test says: TEST_PLAN chooses how the start goes, and lines sent to the door's
// socket make things happen later. Everything else about it is what runDaemon gives to real daemons.
import { closeSync, existsSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Driver } from '../../../src/api/Driver.js'
import type { DaemonContext } from '../../../src/daemon/DaemonContext.js'
import type { Door, DriverFactory } from '../../../src/daemon/Door.js'
import { runDaemon } from '../../../src/daemon/runDaemon.js'
import { StartError } from '../../../src/daemon/StartError.js'
import { DescriptorSocket } from '../../../src/host/DescriptorSocket.js'
import { listenUnix } from '../../../src/host/native.js'
import { UnixListener } from '../../../src/host/UnixListener.js'
import { log } from '../../../src/log/log.js'

/** How the start goes. */
interface Plan {
  readonly drivers?: readonly {
    readonly make?: 'fails'
    readonly start?: 'fails' | 'waits'
    readonly reload?: 'fails'
    readonly stop?: 'hangs'
  }[]
  readonly listen?: 'fails'
}
const plan: Plan = JSON.parse(process.env.TEST_PLAN ?? '{}')
let busy = false

const say = (text: string): void => void writeSync(1, `${text}\n`)
const forever = new Promise<never>(() => {})

const driver =
  (index: number, { make, start, reload, stop }: NonNullable<Plan['drivers']>[number]): DriverFactory =>
  async context => {
    const name = `driver${index}`
    if (make === 'fails') throw new Error('the driver is not for this host')
    context.claimDriver(join(context.directories.runtime, name))
    const made: Driver = {
      name,
      type: 'TEST',
      key: 'test',
      uri: 'test:///default',
      errorDomain: 'TEST',
      feed: context.feed,
      find: {},
      verbs: {},
      async start() {
        if (start === 'fails') throw new Error('the disk is on fire')
        if (start === 'waits') await forever
        say(`${name} started`)
      },
      async reload() {
        if (reload === 'fails') throw new Error('the file is gone')
        say(`${name} reloaded`)
      },
      async stop() {
        if (stop === 'hangs') await forever
        say(`${name} stopped`)
      },
      busy: () => (busy ? 'a running guest' : undefined),
    }
    return made
  }

/** Takes commands, one a message. */
function door(drivers: readonly Driver[], context: DaemonContext): Door {
  const path = join(context.directories.runtime, `${context.name}-sock`)
  const clients = new Set<DescriptorSocket>()
  let listening = -1
  let listener: UnixListener | undefined
  let holding: (() => void) | undefined

  const commands: Readonly<Record<string, (argument: string) => unknown>> = {
    drivers: () => drivers.map(one => one.name).join(' '),
    throw: () => {
      throw new Error('a bug of the door')
    },
    reject: () => void Promise.reject(new Error('a promise nobody owns')),
    busLost: () => context.busLost(new Error('the connection was reset')),
    stop: () => context.stop('an administrator asked'),
    busy: argument => {
      busy = argument === 'yes'
      context.feed.change('changed', { kind: 'network', reference: { name: 'n', uuid: '' }, details: {} })
    },
    hold: () => (holding = context.hold()),
    release: () => holding?.(),
    idleTimeout: argument => (context.idleTimeout = Number(argument)),
    log: argument => log.warning({ call: 'test' }, argument),
    config: () => JSON.stringify({ config: context.config, mode: context.mode, cwd: process.cwd() }),
  }
  const accept = (fd: number): void => {
    const socket = new DescriptorSocket(fd)
    clients.add(socket)
    context.clientsChanged()
    socket.on('data', (data: Buffer) => {
      const [command = '', ...rest] = data.toString().trim().split(' ')
      const answer = commands[command]?.(rest.join(' '))
      socket.write(`${typeof answer === 'string' ? answer : 'ok'}\n`)
    })
    socket.on('close', () => {
      clients.delete(socket)
      context.clientsChanged()
    })
    socket.on('error', () => {})
  }
  return {
    name: 'door',
    get clients() {
      return clients.size
    },
    async listen() {
      if (plan.listen === 'fails') throw new StartError('sockets', 'the socket is taken')
      const [passed] = context.activation.take(`${context.name}.socket`)
      if (!context.activation.active && existsSync(path)) rmSync(path)
      listening = passed ?? listenUnix(path, 5)
      listener = new UnixListener(listening, accept, error => say(error.message))
      say(passed === undefined ? 'listening' : `listening on ${passed}`)
    },
    async start() {
      listener?.resume()
      say('serving')
    },
    async stop() {
      listener?.close()
      for (const client of clients) client.destroy()
      if (listening >= 0) closeSync(listening)
      say('door stopped')
    },
  }
}

await runDaemon({
  name: 'virttestd',
  drivers: (plan.drivers ?? [{}]).map((one, index) => driver(index, one)),
  doors: [async (drivers, context) => door(drivers, context)],
  network: { tls: false },
  listenOption: true,
})
