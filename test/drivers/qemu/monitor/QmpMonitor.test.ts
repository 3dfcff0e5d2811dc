import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { QmpMonitor } from '../../../../src/drivers/qemu/monitor/QmpMonitor.js'
import { systemClock } from '../../../../src/host/Clock.js'

const folder = mkdtempSync(join(tmpdir(), 'virtbus-qmp-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))
let sockets = 0

interface Command {
  execute: string
  id: string
  arguments?: object
}

/** A QEMU of ten lines: answers each command as `reply` says, or not at all. */
async function fakeQemu(t: Test, reply: (command: Command, socket: Socket) => void, greeting = '{"QMP": {}}') {
  const path = join(folder, `${sockets++}`)
  const server = createServer(socket => {
    socket.write(`${greeting}\r\n`)
    let text = ''
    socket.on('data', chunk => {
      const lines = (text += chunk.toString()).split('\n')
      text = lines.pop() ?? ''
      for (const line of lines) reply(JSON.parse(line) as Command, socket)
    })
    socket.on('error', () => {})
  })
  await new Promise<void>(resolve => server.listen(path, resolve))
  const events: string[] = []
  const options = {
    guest: 'web1',
    clock: systemClock,
    deadline: 100,
    onEvent: ({ name, data }: { name: string; data: { value: unknown } }) =>
      void events.push(`${name} ${JSON.stringify(data.value)}`),
  }
  const monitor = await QmpMonitor.open(path, options).finally(() => t.teardown(() => server.close()))
  t.teardown(() => monitor.close())
  return { monitor, events }
}

const answer = (socket: Socket, id: string, value: unknown = {}) =>
  void socket.write(`${JSON.stringify({ return: value, id })}\r\n`)

t.test('commands are pipelined, and each answer reaches its own caller', async t => {
  const held: (() => void)[] = []
  const { monitor } = await fakeQemu(t, ({ execute, id }, socket) => {
    if (execute === 'qmp_capabilities') return answer(socket, id)
    held.push(() => answer(socket, id, execute))
    if (held.length === 3) for (const send of held.toReversed()) send()
  })
  const replies = await Promise.all(['a', 'b', 'c'].map(name => monitor.execute(name)))
  t.same(
    replies.map(reply => reply.string()),
    ['a', 'b', 'c'],
  )
})

t.test('a refusal carries the text clients know, and its class', async t => {
  const { monitor } = await fakeQemu(t, ({ execute, id }, socket) => {
    if (execute === 'qmp_capabilities') return answer(socket, id)
    socket.write(
      `{"error": {"class": "CommandNotFound", "desc": "The command cont2 has not been found"}, "id": "${id}"}\n`,
    )
  })
  await t.rejects(monitor.execute('cont2'), {
    qmpClass: 'CommandNotFound',
    message: "internal error: unable to execute QEMU command 'cont2': The command cont2 has not been found",
  })
})

t.test(
  'a monitor that does not answer is said to hang, at once to whoever comes next, until it answers again',
  async t => {
    let wake = () => {}
    const { monitor } = await fakeQemu(t, ({ execute, id }, socket) => {
      if (execute === 'stuck') wake = () => answer(socket, id)
      else answer(socket, id, execute)
    })
    const hung = { code: 'OPERATION_TIMEOUT', message: /QEMU of guest 'web1' has not answered 'stuck' for 0.\d s/ }
    await t.rejects(monitor.execute('stuck'), hung)
    t.type(monitor.hungSince, 'number')
    await t.rejects(monitor.execute('query-status'), hung)
    wake()
    await new Promise(resolve => setTimeout(resolve, 20))
    t.equal(monitor.hungSince, undefined)
    t.equal((await monitor.execute('query-status')).string(), 'query-status')
  },
)

t.test('a hang-up fails whatever is under way, and later commands, in the words clients know', async t => {
  const { monitor } = await fakeQemu(t, ({ execute, id }, socket) => {
    if (execute === 'quit') socket.destroy()
    else answer(socket, id)
  })
  const gone = { message: "internal error: End of file from qemu monitor (vm='web1')" }
  await t.rejects(monitor.execute('quit'), gone)
  await monitor.closed
  await t.rejects(monitor.execute('query-status'), gone)
})

t.test('events come in order, between answers, and in pieces', async t => {
  const { monitor, events } = await fakeQemu(t, ({ execute, id }, socket) => {
    if (execute === 'qmp_capabilities') return answer(socket, id)
    const text = `{"event": "STOP", "timestamp": {}}\r\n{"event": "RESUME", "data": {"wörd": 1}}\r\n{"return": {}, "id": "${id}"}\r\n`
    const bytes = Buffer.from(text)
    for (let at = 0; at < bytes.length; at += 7) socket.write(bytes.subarray(at, at + 7))
  })
  await monitor.execute('stop')
  t.same(events, ['STOP undefined', 'RESUME {"wörd":1}'])
})

t.test('an answer of megabytes arrives whole', async t => {
  const long = 'x'.repeat(3_000_000)
  const { monitor } = await fakeQemu(t, ({ id }, socket) => answer(socket, id, long))
  t.equal((await monitor.execute('query-everything', undefined, { deadline: 5000 })).string().length, long.length)
})

const nonsense = [
  ['no JSON', 'hello'],
  ['a list', '[1]'],
  ['an event without a name', '{"event": 7}'],
] as const
for (const [what, line] of nonsense) {
  t.test(`a QEMU that sends ${what} is not listened to any longer`, async t => {
    const { monitor } = await fakeQemu(t, ({ execute, id }, socket) => {
      if (execute === 'qmp_capabilities') answer(socket, id)
      else socket.write(`${line}\n`)
    })
    await t.rejects(monitor.execute('query-status'), { code: 'INTERNAL_ERROR' })
    await monitor.closed
  })
}

t.test('a socket that nobody listens on, and one that is no monitor, are refused', async t => {
  const options = { guest: 'web1', clock: systemClock, deadline: 100, onEvent: () => {} }
  await t.rejects(QmpMonitor.open(join(folder, 'none'), options), {
    message: `failed to connect to monitor socket '${join(folder, 'none')}': No such file or directory`,
  })
  await t.rejects(
    fakeQemu(t, ({ id }, socket) => answer(socket, id), '{"event": "HELLO"}'),
    /is no QMP monitor/,
  )
})
