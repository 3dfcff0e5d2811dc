import { once } from 'node:events'
import { closeSync, fstatSync, mkdtempSync, openSync, readdirSync, readSync, rmSync, writeSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { messageFlags, readBody } from '../../../src/bus/codec/Message.js'
import { BusConnection } from '../../../src/bus/connection/BusConnection.js'
import { socketPair } from '../../../src/host/native.js'
import { privateBus } from '../privateBus.js'

async function connect(t: Test, address: string): Promise<BusConnection> {
  const connection = await BusConnection.open(address)
  t.teardown(() => connection.close())
  return connection
}

const echo = { path: '/a', interface: 'org.example.Echo', member: 'Echo' }

t.test('a call reaches another connection and its answer comes back', async t => {
  const { address } = await privateBus(t)
  const [server, client] = [await connect(t, address), await connect(t, address)]
  server.onCall = message => server.reply(message, message.signature, readBody(message))
  const values = [-9223372036854775808n, [[5, 18446744073709551615n]], 'ö'.repeat(100_000)]
  const reply = await client.call({ ...echo, destination: server.uniqueName, signature: 'xa{it}s', values })
  t.strictSame(reply.values, values)
})

t.test('descriptors travel with a call and with its answer', async t => {
  const { address } = await privateBus(t)
  const [server, client] = [await connect(t, address), await connect(t, address)]
  const [near, far] = socketPair()
  server.onCall = message => {
    server.reply(message, 'sh', ['here', 0], [far])
    for (let plain = 0; plain < 3; plain++)
      server.emit({ ...echo, signature: 's', values: ['plain messages around it'] })
  }
  const { values, descriptors } = await client.call({ ...echo, destination: server.uniqueName })
  t.strictSame(values, ['here', 0])
  const received = descriptors[0] ?? -1
  writeSync(received, 'through')
  const text = Buffer.alloc(7)
  readSync(near, text)
  t.equal(text.toString(), 'through')
  closeSync(received)
  closeSync(near)
})

t.test('descriptors that nobody wants are closed', async t => {
  const { address } = await privateBus(t)
  const [server, client] = [await connect(t, address), await connect(t, address)]
  server.onCall = message => server.reply(message, 'h', [0], [openSync('/dev/null', 'r')])
  const open = () => readdirSync('/proc/self/fd').length
  const before = open()
  const ask = async () => {
    const { descriptors } = await client.call({ ...echo, destination: server.uniqueName })
    for (const descriptor of descriptors) closeSync(descriptor)
  }
  for (let round = 0; round < 20; round++) await ask()
  const late = client.call({ ...echo, destination: server.uniqueName, signal: AbortSignal.abort(new Error('gave up')) })
  await t.rejects(late, /gave up/)
  await client.callBus('GetId', '', [])
  t.equal(open(), before)
})

t.test('an error reply becomes a BusError with its name', async t => {
  const { address } = await privateBus(t)
  const [server, client] = [await connect(t, address), await connect(t, address)]
  server.onCall = message => server.replyError(message, 'org.libvirt.Error', 'Domain not found')
  const asked = client.call({ ...echo, destination: server.uniqueName })
  await t.rejects(asked, { errorName: 'org.libvirt.Error', message: 'Domain not found' })
})

t.test('a call that nobody answers ends after its own timeout, and a late answer is dropped', async t => {
  const { address } = await privateBus(t)
  const [server, client] = [await connect(t, address), await connect(t, address)]
  let answerLate = () => {}
  server.onCall = message => {
    answerLate = () => server.reply(message, '', [])
  }
  const asked = client.call({ ...echo, destination: server.uniqueName, timeout: 50 })
  await t.rejects(asked, { name: 'BusError', errorName: 'org.freedesktop.DBus.Error.NoReply' })
  answerLate()
  t.equal((await client.callBus('GetId', '', [])).values.length, 1)
})

t.test('no answer is sent when none is wanted', async t => {
  const { address } = await privateBus(t)
  const [server, client] = [await connect(t, address), await connect(t, address)]
  let flags = 0
  server.onCall = message => {
    flags = message.flags
    server.reply({ ...message, flags: messageFlags.noReplyExpected }, '', [])
    server.replyError({ ...message, flags: messageFlags.noReplyExpected }, 'a.b', 'c')
    server.reply(message, 's', ['the only one'])
  }
  t.strictSame((await client.call({ ...echo, destination: server.uniqueName, interactive: true })).values, [
    'the only one',
  ])
  t.equal(flags, messageFlags.allowInteractiveAuthorization)
})

t.test('a name that is taken is refused, naming the process that has it', async t => {
  const { address } = await privateBus(t)
  const [first, second] = [await connect(t, address), await connect(t, address)]
  await first.requestName('org.virtbus.Test')
  await t.rejects(second.requestName('org.virtbus.Test'), {
    message: `The bus name org.virtbus.Test is taken by process ${process.pid}; stop that service first`,
  })
  await first.releaseName('org.virtbus.Test')
  await second.requestName('org.virtbus.Test')
})

t.test("a name that the bus's policy denies is an access error", async t => {
  const { address } = await privateBus(t)
  const connection = await connect(t, address)
  const asked = connection.requestName('org.virtbus.Forbidden')
  await t.rejects(asked, { name: 'BusError', errorName: 'org.freedesktop.DBus.Error.AccessDenied' })
})

t.test('signals arrive where they were asked for, and one that only looks like the bus is ignored', async t => {
  const { address } = await privateBus(t)
  const [server, client] = [await connect(t, address), await connect(t, address)]
  const heard: unknown[] = []
  const bus = { interface: 'org.freedesktop.DBus', member: 'NameOwnerChanged', sender: 'org.freedesktop.DBus' }
  await client.subscribe(bus, ([name]) => heard.push(name))
  const stop = await client.subscribe({ interface: 'a.b', member: 'C' }, values => heard.push(values))
  server.emit({ path: '/x', interface: 'a.b', member: 'C', signature: 'u', values: [1] })
  const forged = { ...bus, path: '/org/freedesktop/DBus', signature: 'sss', destination: client.uniqueName }
  server.emit({ ...forged, values: [client.uniqueName, client.uniqueName, ''] })
  await server.callBus('GetId', '', [])
  await client.callBus('GetId', '', [])
  t.strictSame(heard, [[1]])
  await stop()
  server.emit({ path: '/x', interface: 'a.b', member: 'C', signature: 'u', values: [2] })
  await server.requestName('org.virtbus.Seen')
  await client.callBus('GetId', '', [])
  t.strictSame(heard, [[1], 'org.virtbus.Seen'])
})

t.test('when the bus dies the connection is lost and every call under way ends', async t => {
  const bus = await privateBus(t)
  const [server, client] = [await connect(t, bus.address), await connect(t, bus.address)]
  server.onCall = () => {}
  const asked = client.call({ ...echo, destination: server.uniqueName })
  const ended = t.rejects(asked, { name: 'BusError', errorName: 'org.freedesktop.DBus.Error.Disconnected' })
  await bus.kill()
  await ended
  t.type(await client.lost, Error)
  await t.rejects(client.callBus('GetId', '', []), {
    name: 'BusError',
    errorName: 'org.freedesktop.DBus.Error.Disconnected',
  })
})

t.test('an orderly close delivers what was queued', async t => {
  const { address } = await privateBus(t)
  const [server, client] = [await connect(t, address), await BusConnection.open(address)]
  const got = new Promise(resolve => {
    server.onCall = message => resolve(readBody(message))
  })
  const asked = client.call({ ...echo, destination: server.uniqueName, signature: 's', values: ['last words'] })
  const ended = t.rejects(asked)
  await client.close()
  await ended
  t.strictSame(await got, ['last words'])
})

t.test('a message longer than the bus takes is refused before it is sent', async t => {
  const { address } = await privateBus(t)
  const client = await connect(t, address)
  const values = [new Uint8Array(33 * 1024 * 1024)]
  t.throws(() => client.emit({ ...echo, signature: 'ay', values }), /more than the bus takes/)
  t.equal((await client.callBus('GetId', '', [])).values.length, 1)
})

t.test('answers of 10 MiB to a hundred calls come through whole, and memory does not pile up', async t => {
  const { address } = await privateBus(t)
  const [server, client] = [await connect(t, address), await connect(t, address)]
  const big = new Uint8Array(10 * 1024 * 1024).fill(3)
  server.onCall = message => server.reply(message, 'ay', [big])
  const replies = await Promise.all(
    Array.from({ length: 8 }, () => client.call({ ...echo, destination: server.uniqueName })),
  )
  for (const { values } of replies) t.equal(values[0] instanceof Uint8Array && values[0].length, big.length)
})

t.test('an address where nobody listens is an error, and the next address is tried', async t => {
  await t.rejects(BusConnection.open('unix:path=/nonexistent/bus'), { code: 'ENOENT' })
  const { address } = await privateBus(t)
  const connection = await connect(t, `unix:path=/nonexistent/bus;${address}`)
  t.match(connection.uniqueName, /^:1\.\d+$/)
  t.ok(fstatSync(0))
})

t.test('a bus that refuses our authentication is an error with its reason', async t => {
  const { address } = await privateBus(t, '<auth>ANONYMOUS</auth>')
  await t.rejects(BusConnection.open(address), { message: /the bus refused authentication: / })
})

t.test('a bus that hangs up at once is an error', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'bus-'))
  const server = createServer(socket => socket.destroy()).listen(join(folder, 'bus'))
  await once(server, 'listening')
  t.teardown(() => {
    server.close()
    rmSync(folder, { recursive: true, force: true })
  })
  await t.rejects(BusConnection.open(`unix:path=${folder}/bus`), { message: /hung up|ECONNRESET|EPIPE/ })
})

t.test('a signal that somebody else sends in the name of a service is not believed', async t => {
  const { address } = await privateBus(t)
  const [service, next] = [await connect(t, address), await connect(t, address)]
  const [stranger, client] = [await connect(t, address), await connect(t, address)]
  await service.requestName('org.example.Service')
  const heard: unknown[] = []
  await client.subscribe({ ...echo, sender: 'org.example.Service' }, ([text]) => void heard.push(text))
  const tell = async (from: BusConnection, text: string) => {
    from.emit({ ...echo, signature: 's', values: [text], destination: client.uniqueName })
    from.emit({ ...echo, signature: 's', values: [text] })
    await from.callBus('GetId', '', [])
    await client.callBus('GetId', '', [])
  }
  await tell(stranger, 'from a stranger')
  await tell(service, 'from the service')
  await service.releaseName('org.example.Service')
  await tell(service, 'from the former service')
  await next.requestName('org.example.Service')
  await tell(next, 'from the next')
  t.strictSame(heard, ['from the service', 'from the service', 'from the next', 'from the next'])
})
