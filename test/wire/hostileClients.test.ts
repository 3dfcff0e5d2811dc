// Clients that mean harm, or are broken, on real sockets. In every case somebody else is served at once.
import { closeSync, fstatSync, openSync, readdirSync } from 'node:fs'
import { Duplex, PassThrough } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import * as calls from '../../src/api/calls/index.js'
import type { Driver } from '../../src/api/Driver.js'
import { EventFeed } from '../../src/drivers/EventFeed.js'
import { formatPacket, messageStatus, messageType, programs } from '../../src/rpc/packet.js'
import { fakeDomain, fakeDriver } from '../access/fakeDriver.js'
import { bodyOf, headerOf, RawClient, readError } from '../rpc/RawClient.js'
import { SocketServer } from './SocketServer.js'

const web = fakeDomain('web1', 7)
const megabyte = 1024 * 1024
const quick = async (at: SocketServer): Promise<number> => {
  const begin = performance.now()
  const client = await at.open()
  await client.call(calls.connectSupportsFeature, { feature: 14 })
  client.close()
  return performance.now() - begin
}
const until = async (done: () => boolean): Promise<void> => {
  for (let round = 0; round < 500 && !done(); round++) await sleep(5)
}
const heap = () => process.memoryUsage().rss

t.test('a client that asks and never reads holds a few answers, not all', async t => {
  let made = 0
  const big = 'x'.repeat(megabyte)
  const at = new SocketServer(t, fakeDriver([web], { domainGetXmlDesc: () => ({ xml: big + String(made++) }) }))
  const silent = await at.open()
  const args = { dom: web.reference, flags: 0 }
  for (let count = 0; count < 500; count++) silent.send(calls.domainGetXmlDesc, args)
  await sleep(50)
  t.ok(made <= 10, `${made} answers were made for a client that takes none`)
  t.ok((await quick(at)) < 500)
  t.match(bodyOf(await silent.receive()).string(2 * megabyte), /^x+0$/, 'and none is lost when it reads after all')
})

t.test('a client that pings and never reads gets one answer at a time', async t => {
  const at = new SocketServer(t, fakeDriver([web], {}))
  const client = await at.open()
  const ping = formatPacket({ ...headerOf(calls.authList, 0), program: programs.keepalive, procedure: 1, type: 2 })
  const flood = Buffer.concat(Array.from({ length: 20_000 }, () => ping))
  for (let round = 0; round < 10; round++) client.socket.write(flood)
  await sleep(50)
  const [connection] = at.server.clients.values()
  t.ok((connection?.socket.writableLength ?? 0) < megabyte)
  t.ok((await quick(at)) < 500)
})

t.test('a client that registers for events and never reads is dropped before it costs much', async t => {
  const feed = new EventFeed()
  const telling: Driver = { ...fakeDriver([web], {}), feed }
  const at = new SocketServer(t, telling)
  const client = await at.open()
  await client.call(calls.connectDomainEventCallbackRegisterAny, { eventID: 0, dom: undefined })
  for (let count = 0; count < 200_000 && at.server.clients.size > 0; count++) {
    feed.emit('domainLifecycleEvent', { dom: web, event: 2, detail: 0 })
    if (count % 1000 === 0) await sleep(0)
  }
  await until(() => at.server.clients.size === 0)
  t.equal(at.server.clients.size, 0)
})

t.test('a length that promises 32 MiB costs what has come, byte by byte too', async t => {
  const at = new SocketServer(t, fakeDriver([web], {}))
  const client = await at.open()
  const header = formatPacket(headerOf(calls.domainLookupByName, 9))
  header.writeUInt32BE(4 + 33554432, 0)
  const before = heap()
  for (const byte of Buffer.concat([header, Buffer.alloc(20_000)])) client.socket.write(Buffer.of(byte))
  await sleep(20)
  t.ok(heap() - before < 64 * megabyte)
  t.ok((await quick(at)) < 500)
})

t.test('who has not authenticated may not send large packets', async t => {
  const { server } = new SocketServer(t, fakeDriver([web], {}))
  const stranger = RawClient.connect(server, { auth: 'polkit' })
  const word = Buffer.alloc(4)
  word.writeUInt32BE(2 * megabyte)
  stranger.socket.write(word)
  await t.rejects(stranger.receive(), /hung up/)
})

t.test('urgent calls pass slow ones of the same client, and so do pings', async t => {
  const releases: (() => void)[] = []
  const slow = () => new Promise<void>(resolve => releases.push(resolve))
  const at = new SocketServer(
    t,
    fakeDriver([web], { domainSuspend: slow, connectListAllDomains: () => ({ domains: [web], ret: 1 }) }),
  )
  const client = await at.open()
  for (let count = 0; count < 7; count++) client.send(calls.domainSuspend, { dom: web.reference })
  const serial = client.send(calls.connectListAllDomains, { need_results: 1, flags: 0 })
  t.equal(calls.connectListAllDomains.priority, 'high')
  t.equal((await client.receive()).header.serial, serial)
  client.sendPacket({ program: programs.keepalive, procedure: 1, type: messageType.message })
  t.equal((await client.receive()).header.program, programs.keepalive)
  t.equal(releases.length, 5)
  for (let answered = 0; answered < 7; answered++) {
    await until(() => releases.length > 0)
    releases.shift()?.()
    t.equal((await client.receive()).header.status, messageStatus.ok)
  }
})

t.test('packets of a stream out of order, after its end or for another call end nothing but the stream', async t => {
  const driver = fakeDriver([web], { domainOpenConsole: (_args, { openStream }) => openStream?.(new PassThrough()) })
  const at = new SocketServer(t, driver)
  const client = await at.open()
  const early = { ...headerOf(calls.domainOpenConsole, client.lastSerial + 1), type: messageType.stream }
  const write = (header: object, body = 'x') =>
    client.socket.write(formatPacket({ ...early, ...header }, to => to.raw(Buffer.from(body))))
  write({ status: 2 })
  const serial = client.send(calls.domainOpenConsole, { dom: web.reference, dev_name: undefined, flags: 0 })
  t.equal((await client.receive()).header.serial, serial)
  write({ type: messageType.streamHole, status: 2 }, '\0\0\0\0\0\0\0\x01\0\0\0\0')
  const refused = await client.receive()
  t.match(refused.header, { type: messageType.stream, status: messageStatus.error, serial })
  t.match(readError(refused), { code: 39 })
  for (const status of [2, 0, 1, 2, 99]) write({ status })
  t.same(await client.call(calls.connectSupportsFeature, { feature: 14 }), { supported: 1 })
})

t.test('who writes into a stream faster than the driver takes it waits in the kernel', async t => {
  const sink = new Duplex({
    read() {},
    write: (_chunk, _encoding, done) => setTimeout(done, 20),
  })
  const driver = fakeDriver([web], { domainOpenConsole: (_args, { openStream }) => openStream?.(sink) })
  const at = new SocketServer(t, driver)
  const client = await at.open()
  const serial = client.send(calls.domainOpenConsole, { dom: web.reference, dev_name: undefined, flags: 0 })
  await client.receive()
  const stream = {
    ...headerOf(calls.domainOpenConsole, serial),
    type: messageType.stream,
    status: messageStatus.continue,
  }
  const piece = formatPacket(stream, to => to.raw(Buffer.alloc(256 * 1024)))
  const before = heap()
  for (let count = 0; count < 100; count++) client.socket.write(piece)
  await sleep(100)
  t.ok(client.socket.writableLength > 10 * megabyte, 'most of it has not left the client')
  t.ok(heap() - before < 100 * megabyte)
  t.ok((await quick(at)) < 500)
  client.close()
  await until(() => at.server.clients.size === 0)
  t.ok(sink.destroyed, 'the driver’s end goes with the client')
})

t.test('who does not read a stream keeps its source from running ahead', async t => {
  let produced = 0
  const source = new Duplex({
    read() {
      produced += 65_536
      this.push(Buffer.alloc(65_536))
    },
    write: (_chunk, _encoding, done) => done(),
  })
  const driver = fakeDriver([web], { domainOpenConsole: (_args, { openStream }) => openStream?.(source) })
  const at = new SocketServer(t, driver)
  const client = await at.open()
  client.send(calls.domainOpenConsole, { dom: web.reference, dev_name: undefined, flags: 0 })
  await sleep(100)
  t.ok(produced > 0 && produced < 4 * megabyte, `${produced} bytes were produced for nobody`)
  t.ok((await quick(at)) < 500)
})

t.test('a client has only so many streams', async t => {
  const driver = fakeDriver([web], { domainOpenConsole: (_args, { openStream }) => openStream?.(new PassThrough()) })
  const at = new SocketServer(t, driver)
  const client = await at.open()
  const open = () => client.call(calls.domainOpenConsole, { dom: web.reference, dev_name: undefined, flags: 0 })
  for (let count = 0; count < 256; count++) await open()
  await t.rejects(open(), { code: 9 })
})

const openFiles = () => readdirSync('/proc/self/fd').length
t.test('descriptors that come with calls are closed, whatever becomes of the call', async t => {
  let kept = -1
  const verbs: Driver['verbs'] = {
    domainFdAssociate: (_args, { files }) => {
      kept = files.take(1)
    },
  }
  const at = new SocketServer(t, fakeDriver([web], verbs))
  const client = await at.open()
  const before = openFiles()
  const send = (header: object, count: number, sent = count) => {
    const socket = client.socket
    const packet = formatPacket(
      { ...headerOf(calls.domainFdAssociate, 50), type: messageType.callWithFds, ...header },
      body => {
        body.int(count)
        body.string('web1')
        body.bytes(Buffer.from(web.reference.uuid.replaceAll('-', ''), 'hex'))
        body.int(7)
        body.string('name')
        body.int(0)
      },
    )
    socket.write(packet)
    for (let index = 0; index < sent; index++) {
      const fd = openSync('/dev/null', 'r')
      if ('send' in socket && typeof socket.send === 'function') socket.send(Buffer.alloc(1), [fd])
    }
  }
  send({}, 3)
  t.equal((await client.receive()).header.status, messageStatus.ok)
  t.ok(fstatSync(kept).isCharacterDevice(), 'what the verb took is the verb’s')
  closeSync(kept)
  send({ program: 0x12345678 }, 2)
  t.equal((await client.receive()).header.status, messageStatus.error)
  send({ procedure: 9999 }, 2)
  t.equal((await client.receive()).header.status, messageStatus.error)
  await sleep(10)
  t.equal(openFiles(), before)

  send({}, 33, 0)
  await t.rejects(client.receive(), /hung up/)
})

t.test('a client that announces descriptors and sends plain bytes is dropped', async t => {
  const at = new SocketServer(t, fakeDriver([web], {}))
  const client = await at.open()
  client.sendPacket({ type: messageType.callWithFds, procedure: 60 }, Buffer.from([0, 0, 0, 2, 0, 0, 0, 1]))
  client.socket.write(Buffer.alloc(2))
  await t.rejects(client.receive(), /hung up/)
})

t.test('descriptors without end are cut off', async t => {
  const at = new SocketServer(t, fakeDriver([web], {}))
  const before = openFiles()
  const socket = at.socket()
  socket.on('error', () => {})
  for (let count = 0; count < 200 && !socket.destroyed; count++) {
    // A length word that goes on and on keeps the server from taking them.
    socket.send(count === 0 ? Buffer.from([2, 0, 0, 4]) : Buffer.alloc(1), [openSync('/dev/null', 'r')])
    await sleep(0)
  }
  await until(() => socket.destroyed)
  t.ok(socket.destroyed)
  await until(() => openFiles() <= before)
  t.ok(openFiles() <= before)
})

t.test('a crowd beyond the limit waits in the kernel and is served in turn', async t => {
  const at = new SocketServer(t, fakeDriver([web], {}), { maxClients: 200 })
  const crowd = Array.from({ length: 600 }, () => at.socket())
  await until(() => at.server.clients.size === 200)
  await sleep(20)
  t.equal(at.server.clients.size, 200)
  for (const socket of crowd.splice(0, 400)) socket.destroy()
  const late = crowd[150]
  if (!late) throw new Error('no late client')
  await RawClient.begin(late)
  t.pass('one who came late was served')
  for (const socket of crowd) socket.destroy()
})

t.test('5,000 connections that come and go leave nothing', async t => {
  const at = new SocketServer(t, fakeDriver([web], {}))
  const before = openFiles()
  for (let round = 0; round < 10; round++) {
    const crowd = Array.from({ length: 500 }, () => at.socket())
    await until(() => at.server.clients.size === 500)
    t.equal(at.server.clients.size, 500)
    for (const socket of crowd) socket.destroy()
    await until(() => at.server.clients.size === 0)
  }
  t.ok((await quick(at)) < 500)
  await sleep(20)
  t.ok(openFiles() <= before + 1)
})
