import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { AgentChannel, type AgentCommand } from '../../../../src/drivers/qemu/agent/AgentChannel.js'

const folder = mkdtempSync(join(tmpdir(), 'virtbus-agent-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
let sockets = 0

interface Request {
  execute: string
  arguments?: { id?: number }
  /** Came behind 0xff. */
  delimited: boolean
}

/** An agent of ten lines: does with each message what the test says. */
async function fakeAgent(t: Test, reply: (request: Request, socket: Socket) => void) {
  const path = join(folder, `${sockets++}`)
  const requests: Request[] = []
  const server = createServer(socket => {
    let text = ''
    socket.on('data', chunk => {
      const lines = (text += chunk.toString('latin1')).split('\n')
      text = lines.pop() ?? ''
      for (const line of lines) {
        const delimited = line.startsWith('\xff')
        const request = { ...(JSON.parse(delimited ? line.slice(1) : line) as Request), delimited }
        requests.push(request)
        reply(request, socket)
      }
    })
    socket.on('error', () => {})
  })
  await new Promise<void>(resolve => server.listen(path, resolve))
  const channel = AgentChannel.open(path, 1000)
  t.teardown(() => {
    channel.close()
    server.close()
  })
  return { channel, requests }
}

const answer = (socket: Socket, value: unknown) => void socket.write(`${JSON.stringify({ return: value })}\n`)

/** Answers synchronizations as a well-behaved agent does. @returns whether it was one */
function synchronized({ execute, arguments: args, delimited }: Request, socket: Socket): boolean {
  if (!execute.startsWith('guest-sync')) return false
  if (delimited) socket.write(Buffer.of(0xff))
  answer(socket, args?.id)
  return true
}

const command = (name: string, more: Partial<AgentCommand> = {}): AgentCommand => ({
  name,
  message: { execute: name },
  deadline: 200,
  syncDeadline: 200,
  ...more,
})

t.test('the first command synchronizes behind a delimiter, the next ones without', async t => {
  const { channel, requests } = await fakeAgent(t, (request, socket) => {
    if (!synchronized(request, socket)) answer(socket, { for: request.execute })
  })
  t.equal((await channel.execute(command('guest-a')))?.text, '{"return":{"for":"guest-a"}}')
  t.same((await channel.execute(command('guest-b')))?.value.value, { for: 'guest-b' })
  t.same(
    requests.map(({ execute, delimited }) => `${execute}${delimited ? ' delimited' : ''}`),
    ['guest-sync-delimited delimited', 'guest-a', 'guest-sync', 'guest-b'],
  )
})

t.test('what was on its way before is dropped: garbage, half a message, answers to others', async t => {
  const { channel } = await fakeAgent(t, (request, socket) => {
    if (request.delimited) socket.write('login: \x00\xfe{"return": 17}\n{"return": {"stale": true}}\n{"half": ')
    if (!synchronized(request, socket)) answer(socket, 'fresh')
  })
  t.equal((await channel.execute(command('guest-a')))?.value.string(), 'fresh')
})

t.test('an agent that never answers is unresponsive, and is asked anew by the next command', async t => {
  let deaf = true
  const { channel, requests } = await fakeAgent(t, (request, socket) => {
    if (!deaf && !synchronized(request, socket)) answer(socket, 'awake')
  })
  await t.rejects(channel.execute(command('guest-a', { syncDeadline: 50 })), {
    code: 'AGENT_UNRESPONSIVE',
    text: "Guest agent is not responding: guest agent didn't respond to synchronization within '0' seconds",
  })
  deaf = false
  t.equal((await channel.execute(command('guest-b')))?.value.string(), 'awake')
  t.same(
    requests.map(({ execute }) => execute),
    ['guest-sync-delimited', 'guest-sync-delimited', 'guest-b'],
  )
})

t.test('an answer that comes too late is not taken for that of the next command', async t => {
  let late: (() => void) | undefined
  const { channel } = await fakeAgent(t, (request, socket) => {
    late?.()
    late = undefined
    if (synchronized(request, socket)) return
    if (request.execute === 'guest-slow') late = () => answer(socket, 'slow')
    else answer(socket, 'quick')
  })
  await t.rejects(channel.execute(command('guest-slow', { deadline: 50 })), {
    code: 'AGENT_COMMAND_TIMEOUT',
    text: /guest agent didn't respond to command within '0' seconds/,
  })
  t.equal((await channel.execute(command('guest-quick')))?.value.string(), 'quick')
})

t.test('a refusal carries the text clients know, and its class', async t => {
  const { channel } = await fakeAgent(t, (request, socket) => {
    if (!synchronized(request, socket)) {
      socket.write('{"error": {"class": "CommandDisabled", "desc": "not allowed here"}}\n')
    }
  })
  await t.rejects(channel.execute(command('guest-exec')), {
    code: 'INTERNAL_ERROR',
    lacksCommand: true,
    message: "internal error: unable to execute QEMU agent command 'guest-exec': not allowed here",
  })
  await t.rejects(channel.execute(command('guest-exec')), { message: /not allowed here/ })
})

t.test('garbage instead of an answer fails the command, not the channel', async t => {
  let garbage = true
  const { channel } = await fakeAgent(t, (request, socket) => {
    if (synchronized(request, socket)) return
    if (garbage) socket.write('segmentation fault\n')
    else answer(socket, 1)
  })
  await t.rejects(channel.execute(command('guest-a')), {
    code: 'INTERNAL_ERROR',
    message: /cannot parse the guest agent's answer to 'guest-a': 'segmentation fault'/,
  })
  garbage = false
  t.equal((await channel.execute(command('guest-b')))?.value.integer(), 1)
})

t.test('an answer without end is cut off', async t => {
  const { channel } = await fakeAgent(t, (request, socket) => {
    if (synchronized(request, socket)) return
    const more = Buffer.alloc(1 << 20, 'x')
    for (let megabytes = 0; megabytes < 12; megabytes++) socket.write(more)
  })
  await t.rejects(channel.execute(command('guest-a', { deadline: 20_000 })), /No complete agent response found/)
  await channel.closed
})

t.test('an agent that goes away while it is asked is missed at once', async t => {
  const { channel } = await fakeAgent(t, (request, socket) => {
    if (!synchronized(request, socket)) socket.destroy()
  })
  const gone = {
    code: 'AGENT_UNRESPONSIVE',
    text: 'Guest agent is not responding: Guest agent disappeared while executing command',
  }
  await t.rejects(channel.execute(command('guest-a', { deadline: 60_000 })), gone)
  await channel.closed
  await t.rejects(channel.execute(command('guest-b')), gone)
})

t.test('a command that ends the guest is done when QEMU says so, or when the guest hangs up', async t => {
  const { channel } = await fakeAgent(t, (request, socket) => {
    if (synchronized(request, socket)) return
    if (request.execute === 'guest-hang-up') socket.destroy()
    else setTimeout(() => channel.happened('SHUTDOWN'), 5)
  })
  const awaits = 'SHUTDOWN'
  t.equal(await channel.execute(command('guest-shutdown', { awaits, deadline: 60_000 })), undefined)
  t.equal(await channel.execute(command('guest-hang-up', { awaits, deadline: 60_000 })), undefined)
})

t.test('whoever gives up frees the channel', async t => {
  const { channel } = await fakeAgent(t, (request, socket) => {
    if (!synchronized(request, socket) && request.execute !== 'guest-never') answer(socket, 1)
  })
  const waiting = channel.execute(command('guest-never', { deadline: Infinity, awaits: 'SHUTDOWN' }))
  setTimeout(() => channel.giveUp(new Error('enough')), 50)
  await t.rejects(waiting, { message: 'enough' })
  t.equal((await channel.execute(command('guest-next')))?.value.integer(), 1)
})

t.test('times in nanoseconds are exact in both directions', async t => {
  const time = 1_700_000_000_123_456_789n
  let sent = ''
  const { channel } = await fakeAgent(t, (request, socket) => {
    if (synchronized(request, socket)) return
    sent = JSON.stringify(request)
    socket.write(`{"return": ${time}}\n`)
  })
  const message = { execute: 'guest-set-time', arguments: { time } }
  const reply = await channel.execute({ ...command('guest-set-time'), message })
  t.equal(reply?.value.bigint(), time)
  t.equal(reply?.text, `{"return":${time}}`)
  t.match(sent, /guest-set-time/)
})
