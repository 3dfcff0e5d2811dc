// What rpc.md's tables say of the wire, byte by byte.
import { PassThrough } from 'node:stream'
import t from 'tap'
import * as calls from '../../src/api/calls/index.js'
import type { Driver } from '../../src/api/Driver.js'
import { LibvirtError } from '../../src/api/LibvirtError.js'
import { EventFeed } from '../../src/drivers/EventFeed.js'
import { messageStatus, messageType, programs } from '../../src/rpc/packet.js'
import { fakeAuthority, fakeDomain, fakeDriver } from '../access/fakeDriver.js'
import { Guard } from '../../src/access/Guard.js'
import { bodyOf, headerOf, RawClient, readError, serverFor } from './RawClient.js'

const web = fakeDomain('web1', 7)
const verbs: Driver['verbs'] = {
  domainGetInfo: () => ({ state: 1, maxMem: 2n ** 40n, memory: 1024n, nrVirtCpu: 2, cpuTime: 2n ** 63n }),
  domainLookupByName: ({ name }) => {
    if (name === web.reference.name) return { dom: web }
    throw new LibvirtError('NO_DOMAIN', `no domain with matching name '${name}'`)
  },
  domainSuspend: () => {},
}
const driver = fakeDriver([web], verbs)

t.test('a client opens, calls and gets values of every width back', async t => {
  const client = await RawClient.open(serverFor(driver))
  t.same(await client.call(calls.domainLookupByName, { name: 'web1' }), { dom: web.reference })
  t.same(await client.call(calls.domainGetInfo, { dom: web.reference }), {
    state: 1,
    maxMem: 2n ** 40n,
    memory: 1024n,
    nrVirtCpu: 2,
    cpuTime: 2n ** 63n,
  })
})

t.test('a driver’s refusal arrives with code, domain, text, format and detail', async t => {
  const client = await RawClient.open(serverFor(driver))
  client.send(calls.domainLookupByName, { name: 'nosuch' })
  t.same(readError(await client.receive()), {
    code: 42,
    domain: 12,
    message: "Domain not found: no domain with matching name 'nosuch'",
    str1: 'Domain not found: %1$s',
    str2: "no domain with matching name 'nosuch'",
  })
})

const refusals: [title: string, header: object, body: Buffer, code: number, message: string][] = [
  ['an unknown program', { program: 0x12345678 }, Buffer.alloc(0), 39, 'Cannot find program 305419896 version 1'],
  ['an unknown version', { version: 2 }, Buffer.alloc(0), 39, `Cannot find program ${programs.remote} version 2`],
  ['an unknown procedure', { procedure: 9999 }, Buffer.alloc(0), 39, 'unknown procedure: 9999'],
  ['procedure zero', { procedure: 0 }, Buffer.alloc(0), 39, 'unknown procedure: 0'],
  ['the number of an event', { procedure: 318 }, Buffer.alloc(0), 39, 'unknown procedure: 318'],
  ['arguments cut short', { procedure: 23 }, Buffer.from([0, 0, 0, 9, 1]), 39, 'Unable to decode message payload'],
  ['a lying length', { procedure: 23 }, Buffer.from([255, 255, 255, 255]), 39, 'Unable to decode message payload'],
  ['a call with another status', { procedure: 23, status: 1 }, Buffer.alloc(0), 39, 'Unexpected message status 1'],
  ['a second open', { procedure: 1 }, Buffer.alloc(8), 1, 'internal error: connection already open'],
]
for (const [title, header, body, code, message] of refusals) {
  t.test(`${title} gets an error, and the connection goes on`, async t => {
    const client = await RawClient.open(serverFor(driver))
    client.sendPacket(header, body)
    t.match(readError(await client.receive()), { code, message })
    t.same(await client.call(calls.domainLookupByName, { name: 'web1' }), { dom: web.reference })
  })
}

t.test('packets nobody expects are dropped in silence', async t => {
  const client = await RawClient.open(serverFor(driver))
  for (const type of [messageType.reply, messageType.message, messageType.stream, messageType.streamHole, 77]) {
    client.sendPacket({ type, procedure: 209 })
  }
  t.same(await client.call(calls.domainLookupByName, { name: 'web1' }), { dom: web.reference })
})

const badLengths = [0, 3, 4, 27, 4 + 33554432 + 1, 0xffffffff]
for (const length of badLengths) {
  t.test(`a packet length of ${length} ends the connection`, async t => {
    const client = await RawClient.open(serverFor(driver))
    const word = Buffer.alloc(4)
    word.writeUInt32BE(length)
    client.socket.write(word)
    await t.rejects(client.receive(), /hung up/)
  })
}

t.test(
  'any nonzero flag is "present", an embedded NUL ends a string, and bytes after the arguments do not matter',
  async t => {
    const client = RawClient.connect(serverFor(driver))
    const uri = Buffer.from('test:///default\0xy')
    const body = Buffer.alloc(8 + uri.length + 2 + 4 + 12)
    body.writeUInt32BE(0x01000000, 0)
    body.writeUInt32BE(uri.length, 4)
    uri.copy(body, 8)
    client.sendPacket({ procedure: 1 }, body)
    t.equal((await client.receive()).header.status, messageStatus.ok)
  },
)

t.test('before authentication only its own calls are answered, pings too', async t => {
  const client = RawClient.connect(serverFor(driver), { auth: 'polkit' })
  client.send(calls.connectOpen, { name: undefined, flags: 0 })
  t.match(readError(await client.receive()), { code: 39, domain: 7, message: 'authentication required' })
  client.sendPacket({ program: programs.keepalive, procedure: 1, type: messageType.message, serial: 0 })
  t.match((await client.receive()).header, {
    program: programs.keepalive,
    procedure: 2,
    type: messageType.message,
    serial: 0,
  })
  t.same(await client.call(calls.authList, {}), { types: [2] })
  t.same(await client.call(calls.authPolkit, {}), { complete: 1 })
  t.same(await client.call(calls.connectOpen, { name: undefined, flags: 0 }), {})
})

t.test('root is through at once', async t => {
  const client = RawClient.connect(serverFor(driver), { auth: 'polkit', identity: { uid: 0 } })
  t.same(await client.call(calls.authList, {}), { types: [0] })
  t.same(await client.call(calls.connectOpen, { name: undefined, flags: 0 }), {})
})

t.test('who does not get polkit’s yes is let in to be judged call by call, unless the socket demands it', async t => {
  const authority = fakeAuthority(['org.libvirt.api.domain.suspend@web1'])
  const server = serverFor(driver, { authority, guard: new Guard(authority) })
  const strict = RawClient.connect(server, { auth: 'polkit' })
  strict.send(calls.authPolkit, {})
  t.match(readError(await strict.receive()), {
    code: 45,
    domain: 60,
    message: 'authentication failed: access denied by policy',
  })
  const lenient = RawClient.connect(server, { auth: 'perCall' })
  t.same(await lenient.call(calls.authPolkit, {}), { complete: 1 })
  await lenient.call(calls.connectOpen, { name: undefined, flags: 0 })
  t.same(await lenient.call(calls.domainSuspend, { dom: web.reference }), {})
  lenient.send(calls.domainGetInfo, { dom: web.reference })
  t.match(readError(await lenient.receive()), { code: 88 })
})

t.test('a read-only socket stays read-only whatever the flags say', async t => {
  const client = await RawClient.open(serverFor(driver), { readOnly: true })
  client.send(calls.domainSuspend, { dom: web.reference })
  t.match(readError(await client.receive()), {
    code: 29,
    message: 'operation forbidden: read only access prevents virDomainSuspend',
  })
})

t.test('a fast call overtakes a slow one', async t => {
  let release = () => {}
  const slow = fakeDriver([web], {
    ...verbs,
    domainSuspend: () => new Promise<void>(resolve => (release = resolve)),
  })
  const client = await RawClient.open(serverFor(slow))
  const first = client.send(calls.domainSuspend, { dom: web.reference })
  const second = client.send(calls.domainLookupByName, { name: 'web1' })
  t.equal((await client.receive()).header.serial, second)
  release()
  t.equal((await client.receive()).header.serial, first)
})

t.test('no more calls than allowed are in progress; the rest waits and is not lost', async t => {
  const releases: (() => void)[] = []
  const slow = fakeDriver([web], { domainSuspend: () => new Promise<void>(resolve => releases.push(resolve)) })
  const client = await RawClient.open(serverFor(slow))
  for (let count = 0; count < 12; count++) client.send(calls.domainSuspend, { dom: web.reference })
  await new Promise(resolve => setTimeout(resolve, 20))
  t.equal(releases.length, 5)
  for (let answered = 0; answered < 12; answered++) {
    while (releases.length === 0) await new Promise(resolve => setImmediate(resolve))
    releases.shift()?.()
    t.equal((await client.receive()).header.status, messageStatus.ok)
  }
})

t.test('events carry the callback id and serial 1, and reach only those who may see', async t => {
  const feed = new EventFeed()
  const db = fakeDomain('db', 8)
  const telling: Driver = { ...fakeDriver([web, db], verbs), feed }
  const authority = fakeAuthority(['org.libvirt.api.connect.search-domains', 'org.libvirt.api.domain.getattr@web1'])
  const client = await RawClient.open(serverFor(telling, { authority, guard: new Guard(authority) }))
  const { callbackID } = await client.call(calls.connectDomainEventCallbackRegisterAny, { eventID: 0, dom: undefined })
  feed.emit('domainLifecycleEvent', { dom: db, event: 2, detail: 0 })
  feed.emit('domainLifecycleEvent', { dom: web, event: 4, detail: 1 })
  const message = await client.receive()
  t.match(message.header, { procedure: 318, type: messageType.message, serial: 1 })
  const body = bodyOf(message)
  t.equal(body.int(), callbackID)
  t.equal(body.string(100), 'web1')
  await client.call(calls.connectDomainEventCallbackDeregisterAny, { callbackID })
  client.send(calls.connectDomainEventCallbackDeregisterAny, { callbackID })
  t.match(readError(await client.receive()), {
    message: `internal error: domain event callback ${callbackID} not registered`,
  })
  client.send(calls.connectDomainEventCallbackRegisterAny, { eventID: 99, dom: undefined })
  t.match(readError(await client.receive()), { message: 'internal error: unsupported event ID 99' })
})

t.test('messages of the monitor come in the program of QEMU, by name or expression', async t => {
  const feed = new EventFeed()
  const client = await RawClient.open(serverFor({ ...fakeDriver([web], verbs), feed }), { identity: { uid: 0 } })
  const register = (event: string | undefined, flags = 0) =>
    client.call(calls.qemuConnectDomainMonitorEventRegister, { dom: undefined, event, flags })
  const ids: number[] = []
  const wishes = [
    ['STOP', 0],
    ['stop', 2],
    ['^S', 1],
    ['RESET', 0],
    ['T', 0],
  ] as const
  for (const [name, flags] of wishes) ids.push((await register(name, flags)).callbackID)
  await t.rejects(register('(', 1), { code: 8, message: "invalid argument: failed to compile regex '('" })
  feed.emit('qemuMonitorEvent', { dom: web, event: 'STOP', seconds: 5n, micros: 6, details: undefined })
  const told: number[] = []
  for (let count = 0; count < 3; count++) {
    const message = await client.receive()
    t.match(message.header, { program: programs.qemu, procedure: 6, type: messageType.message })
    told.push(bodyOf(message).int())
  }
  t.same(told, ids.slice(0, 3))
  const [callbackID = -1] = ids
  t.same(await client.call(calls.qemuConnectDomainMonitorEventDeregister, { callbackID }), {})
})

t.test('a console stream carries both directions until the client finishes it', async t => {
  const streaming = fakeDriver([web], {
    domainOpenConsole: (_args, { openStream }) => openStream?.(new PassThrough()),
  })
  const client = await RawClient.open(serverFor(streaming))
  const args = { dom: web.reference, dev_name: undefined, flags: 0 }
  const serial = client.send(calls.domainOpenConsole, args)
  t.equal((await client.receive()).header.type, messageType.reply)
  const stream = { ...headerOf(calls.domainOpenConsole, serial), type: messageType.stream }
  client.sendPacket({ ...stream, status: messageStatus.continue }, Buffer.from('hello'))
  const echo = await client.receive()
  t.match(echo.header, { type: messageType.stream, status: messageStatus.continue, serial })
  t.equal(echo.bytes.toString('latin1', 28), 'hello')
  client.sendPacket({ ...stream, status: messageStatus.ok })
  t.match((await client.receive()).header, { type: messageType.stream, status: messageStatus.ok, serial })
})

t.test('closing is answered before the server hangs up', async t => {
  const server = serverFor(driver)
  const client = await RawClient.open(server)
  t.same(await client.call(calls.connectClose, {}), {})
  await t.rejects(client.receive(), /hung up/)
  t.equal(server.clients.size, 0)
})

t.test('strangers from the network keep nobody of this host out', async t => {
  const server = serverFor(driver)
  const rests: string[] = []
  const listener = (name: string) => ({
    pause: () => rests.push(`${name} rests`),
    resume: () => rests.push(`${name} takes`),
    close: () => {},
  })
  server.addListener(listener('local'))
  server.addListener(listener('network'), 'network')
  const strangers = Array.from({ length: 5 }, () =>
    RawClient.connect(server, { transport: 'tcp', identity: {}, auth: 'sasl' }),
  )
  t.same(rests, ['local takes', 'network takes', 'network rests'])
  strangers[0]?.close()
  await new Promise(resolve => setTimeout(resolve, 5))
  t.same(rests.slice(3), ['network takes'])
  for (const stranger of strangers) stranger.close()
})
