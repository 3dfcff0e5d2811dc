// A driver in another daemon, on real sockets.
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Duplex, PassThrough, Readable, type Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { Guard } from '../../../src/access/Guard.js'
import { perform } from '../../../src/access/perform.js'
import type { Identity } from '../../../src/api/Caller.js'
import * as calls from '../../../src/api/calls/index.js'
import type { CallContext, Driver } from '../../../src/api/Driver.js'
import { EventFeed } from '../../../src/drivers/EventFeed.js'
import { DescriptorSocket } from '../../../src/host/DescriptorSocket.js'
import { listenUnix } from '../../../src/host/native.js'
import { remoteDriver } from '../../../src/rpc/client/remoteDriver.js'
import { listenUnixSocket } from '../../../src/rpc/listenUnixSocket.js'
import { openRemoteRoutes } from '../../../src/rpc/openRemoteRoutes.js'
import type { Hole } from '../../../src/rpc/StreamEndpoint.js'
import { contextOf, fakeAuthority, fakeDomain, fakeDriver } from '../../access/fakeDriver.js'
import { SocketServer } from '../../wire/SocketServer.js'
import { bodyStart, messageStatus, messageType } from '../../../src/rpc/packet.js'
import { bodyOf, headerOf, RawClient, serverFor } from '../RawClient.js'

const web = fakeDomain('web1', 7)
const db = fakeDomain('db', 8)
const uri = 'test:///default'
const anyone = new Guard(fakeAuthority([]))
const root = (overrides: Partial<CallContext> = {}): CallContext => ({
  ...contextOf({ identity: { uid: 0 } }),
  ...overrides,
})

function remoteTo(t: Test, driver: Driver) {
  const at = new SocketServer(t, driver)
  const remote = remoteDriver({ uri, socket: at.path })
  t.teardown(() => remote.stop?.())
  return { at, remote }
}

t.test('calls overlap and answer with objects', async t => {
  const { remote } = remoteTo(
    t,
    fakeDriver([web], {
      domainLookupByName: async () => (await sleep(30), { dom: web }),
      connectListAllDomains: () => ({ domains: [web], ret: 1 }),
    }),
  )
  const order: string[] = []
  const slow = perform(calls.domainLookupByName, remote, { name: 'web1' }, root(), anyone).then(
    found => (order.push('slow'), found),
  )
  await perform(calls.connectListAllDomains, remote, { need_results: 1, flags: 0 }, root(), anyone)
  order.push('quick')
  t.match(await slow, { dom: { kind: 'domain', reference: web.reference, details: {} } })
  t.same(order, ['quick', 'slow'])
})

t.test('refusals come as they were made: code, domain, text, detail and hint', async t => {
  const { remote } = remoteTo(t, fakeDriver([], {}))
  const missing = perform(calls.domainSuspend, remote, { dom: web.reference }, root(), anyone)
  await t.rejects(missing, { code: 'NO_SUPPORT' })
  const { remote: other } = remoteTo(t, fakeDriver([], { domainSuspend: () => {} }))
  await t.rejects(perform(calls.domainSuspend, other, { dom: web.reference }, root(), anyone), {
    code: 'NO_DOMAIN',
    domain: 'TEST',
    detail: `no domain with matching uuid '${web.reference.uuid}' (web1)`,
  })
})

t.test('an old getter is asked as its caller asks: how many, and then for as many', async t => {
  const params = [
    { field: 'a', type: 'int' as const, value: 1 },
    { field: 'b', type: 'string' as const, value: 'x' },
  ]
  // Tells its number without an object as well, and only then.
  const domainGetBlockIoTune = ({ disk }: { disk: string | undefined }) => ({
    params: disk === undefined ? [] : params,
    nparams: 2,
  })
  const { remote } = remoteTo(t, fakeDriver([web], { domainGetBlockIoTune }))
  const ask = (disk: string | undefined, nparams: number, flags: number) =>
    perform(calls.domainGetBlockIoTune, remote, { dom: web.reference, disk, nparams, flags }, root(), anyone)
  t.match(await ask(undefined, 0, 4), { params: [], nparams: 2 })
  t.match(await ask('vda', 2, 4), { params, nparams: 2 })
  t.match(await ask('vda', 2, 0), { params: [{ field: 'a' }], nparams: 1 })
})

const openStream = async (call: (context: CallContext) => Promise<unknown>): Promise<Duplex> => {
  let end: Duplex | undefined
  await call(root({ openStream: stream => void (end = stream) }))
  if (!end) throw new Error('no stream was opened')
  return end
}
const finish = (end: Writable) => new Promise<void>((resolve, reject) => end.on('error', reject).end(resolve))

t.test('a stream carries both directions and its end', async t => {
  const { remote } = remoteTo(
    t,
    fakeDriver([web], {
      domainOpenConsole: (_args, { openStream }) => openStream?.(new PassThrough()),
      domainScreenshot: (_args, { openStream }) => (
        openStream?.(Duplex.from(Readable.from([Buffer.alloc(600_000, 'x')]))), { mime: 'x/y' }
      ),
    }),
  )
  const consoleArgs = { dom: web.reference, dev_name: undefined, flags: 0 }
  const terminal = await openStream(context => perform(calls.domainOpenConsole, remote, consoleArgs, context, anyone))
  terminal.write(Buffer.from('hello'))
  const [echo]: unknown[] = await new Promise(resolve => terminal.once('data', (...all) => resolve(all)))
  t.equal(String(echo), 'hello')
  await finish(terminal)

  const picture = await openStream(context =>
    perform(calls.domainScreenshot, remote, { dom: web.reference, screen: 0, flags: 0 }, context, anyone),
  )
  let bytes = 0
  for await (const piece of picture.iterator({ destroyOnReturn: false })) bytes += Buffer.from(piece).length
  t.equal(bytes, 600_000)
  await finish(picture)
})

t.test('sparse streams keep data and holes in their order, both ways', async t => {
  const written: (string | bigint)[] = []
  const upload = Object.assign(
    new Duplex({ read() {}, write: (chunk: Buffer, _encoding, done) => (written.push(String(chunk)), done()) }),
    { skip: (length: bigint) => void written.push(length) },
  )
  const pieces: (Buffer | Hole)[] = [Buffer.from('head'), { hole: 4096n }, Buffer.from('tail')]
  const vol = { pool: 'p', name: 'v', key: 'k' }
  const verbs: Driver['verbs'] = {
    storageVolUpload: (_args, { openStream: give }) => give?.(upload),
    storageVolDownload: (_args, { openStream: give }) => give?.(Duplex.from({ readable: Readable.from(pieces) })),
  }
  const volumes: Driver['find'] = { storageVol: reference => ({ kind: 'storageVol', reference, details: {} }) }
  const { remote } = remoteTo(t, { ...fakeDriver([], verbs), find: volumes })
  const args = { vol, offset: 0n, length: 0n, flags: 1 }

  const down = await openStream(context => perform(calls.storageVolDownload, remote, args, context, anyone))
  const got: unknown[] = []
  for await (const piece of down.iterator({ destroyOnReturn: false }))
    got.push(Buffer.isBuffer(piece) ? String(piece) : piece)
  t.same(got, ['head', { hole: 4096n }, 'tail'])
  await finish(down)

  const up = await openStream(context => perform(calls.storageVolUpload, remote, args, context, anyone))
  for (const piece of pieces) up.write(piece)
  await finish(up)
  t.same(written, ['head', 4096n, 'tail'])
})

t.test('descriptors go there and come back', async t => {
  const { at, remote } = remoteTo(
    t,
    fakeDriver([web], {
      domainOpenGraphicsFd: (_args, context) => {
        const path = `${at.folder}/given`
        writeFileSync(path, 'from the daemon')
        context.sendFile(openSync(path, 'r'))
      },
      domainFdAssociate: (_args, { files }) => {
        const fd = files.take(0)
        taken = readFileSync(fd, 'utf8')
        closeSync(fd)
      },
    }),
  )
  let taken = ''
  const received: number[] = []
  await perform(
    calls.domainOpenGraphicsFd,
    remote,
    { dom: web.reference, idx: 0, flags: 0 },
    root({ sendFile: fd => void received.push(fd) }),
    anyone,
  )
  t.equal(readFileSync(received[0] ?? -1, 'utf8'), 'from the daemon')
  for (const fd of received) closeSync(fd)

  const path = `${at.folder}/sent`
  writeFileSync(path, 'to the daemon')
  const fd = openSync(path, 'r')
  await perform(
    calls.domainFdAssociate,
    remote,
    { dom: web.reference, name: 'x', flags: 0 },
    root({ files: { count: 1, take: () => fd } }),
    anyone,
  )
  t.equal(taken, 'to the daemon')
})

t.test('the original caller decides, behind a proxy as well', async t => {
  const authority = fakeAuthority([
    'org.libvirt.api.connect.getattr',
    'org.libvirt.api.domain.suspend@web1',
    'org.libvirt.api.domain.getattr@web1',
    'org.libvirt.api.connect.search-domains',
  ])
  const asked: (number | undefined)[] = []
  const judge = {
    allows: (who: Identity, action: string, question: never) => (
      asked.push(who.uid), authority.allows(who, action, question)
    ),
  }
  const feed = new EventFeed()
  const driver: Driver = {
    ...fakeDriver([web, db], {
      domainSuspend: () => {},
      connectListAllDomains: () => ({ domains: [web, db], ret: 2 }),
    }),
    feed,
  }
  const behind = new SocketServer(t, driver, {}, { guard: new Guard(judge), authority: judge })
  const front = serverFor(driver, {
    guard: new Guard(fakeAuthority([])),
    open: (name, peer) =>
      openRemoteRoutes(name, { runtime: behind.folder, system: true, peer, onLost: () => peer.close() }),
  })
  const ann = await RawClient.open(front, { identity: { uid: 1000, pid: 77, startTime: 5n } }, uri)
  t.teardown(() => ann.close())
  t.same(await ann.call(calls.domainSuspend, { dom: web.reference }), {})
  await t.rejects(ann.call(calls.domainSuspend, { dom: db.reference }), {
    code: 88,
    message: /domain\.suspend on 'db' is not granted to uid 1000/,
  })
  t.same(await ann.call(calls.connectListAllDomains, { need_results: 1, flags: 0 }), {
    domains: [web.reference],
    ret: 1,
  })
  t.same(new Set(asked), new Set([1000]))

  await ann.call(calls.connectDomainEventCallbackRegisterAny, { eventID: 0, dom: undefined })
  const only = await ann.call(calls.connectDomainEventCallbackRegisterAny, { eventID: 0, dom: web.reference })
  feed.emit('domainLifecycleEvent', { dom: db, event: 2, detail: 0 })
  feed.emit('domainLifecycleEvent', { dom: web, event: 3, detail: 0 })
  const messages = [bodyOf(await ann.receive()), bodyOf(await ann.receive())].map(body => [
    body.int(),
    body.string(100),
  ])
  t.same(
    messages,
    [
      [0, 'web1'],
      [only.callbackID, 'web1'],
    ],
    'events about others’ guests stay behind',
  )
})

t.test('a stream goes through a proxy, both ways and to its end', async t => {
  const verbs: Driver['verbs'] = { domainOpenConsole: (_args, { openStream: give }) => give?.(new PassThrough()) }
  const behind = new SocketServer(t, fakeDriver([web], verbs))
  const front = serverFor(fakeDriver([], {}), {
    open: (name, peer) => openRemoteRoutes(name, { runtime: behind.folder, system: true, peer, onLost: () => {} }),
  })
  const client = await RawClient.open(front, { identity: { uid: 0 } }, uri)
  t.teardown(() => client.close())
  const serial = client.send(calls.domainOpenConsole, { dom: web.reference, dev_name: undefined, flags: 0 })
  t.equal((await client.receive()).header.status, messageStatus.ok)
  const stream = { ...headerOf(calls.domainOpenConsole, serial), type: messageType.stream }
  const long = Buffer.alloc(300_000, 'x')
  client.sendPacket({ ...stream, status: messageStatus.continue }, long)
  let echoed = 0
  while (echoed < long.length) {
    const { header, bytes } = await client.receive()
    t.match(header, { type: messageType.stream, status: messageStatus.continue, serial })
    echoed += bytes.length - bodyStart
  }
  client.sendPacket({ ...stream, status: messageStatus.ok })
  let last = await client.receive()
  // The echo's own end may come first.
  if (last.header.status === messageStatus.continue) last = await client.receive()
  t.match(last.header, { type: messageType.stream, status: messageStatus.ok, serial })
  t.same(await client.call(calls.connectSupportsFeature, { feature: 14 }), { supported: 1 })
})

t.test('a caller who may not change anything may not behind a proxy either', async t => {
  const behind = new SocketServer(t, fakeDriver([web], { domainSuspend: () => {} }))
  const open = { runtime: behind.folder, system: true }
  const front = serverFor(fakeDriver([], {}), {
    open: (name, peer) => openRemoteRoutes(name, { ...open, peer, onLost: () => {} }),
  })
  const reader = await RawClient.open(front, { identity: { uid: 0 }, readOnly: true }, uri)
  t.teardown(() => reader.close())
  await t.rejects(reader.call(calls.domainSuspend, { dom: web.reference }), { message: /read only access prevents/ })
  t.ok([...behind.server.clients.values()].every(({ readOnly }) => readOnly))
})

t.test('only a daemon may speak for others', async t => {
  const ordinary = await RawClient.open(serverFor(fakeDriver([], {})), { identity: { uid: 1000 } })
  const params = [{ field: 'unix-user-id', type: 'ullong' as const, value: 0n }]
  await t.rejects(ordinary.call(calls.connectSetIdentity, { params, flags: 0 }), { code: 88 })
})

t.test('a daemon that is not there is said to be missing, and found when it comes', async t => {
  const at = new SocketServer(t, fakeDriver([web], { domainSuspend: () => {} }))
  const nowhere = remoteDriver({ uri, socket: `${at.folder}/none` })
  await t.rejects(perform(calls.domainSuspend, nowhere, { dom: web.reference }, root(), anyone), {
    code: 'SYSTEM_ERROR',
    domain: 'RPC',
    message: /^Failed to connect socket to '.*none': No such file or directory/,
  })
  const remote = remoteDriver({ uri, socket: at.path })
  t.teardown(() => remote.stop?.())
  const suspend = () => perform(calls.domainSuspend, remote, { dom: web.reference }, root(), anyone)
  await suspend()
  for (const client of at.server.clients.values()) client.close()
  await sleep(20)
  await suspend()
  t.pass('a new connection was made')
})

t.test('a daemon whose queue is full is waited for', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'queue-'))
  const path = join(folder, 'sock')
  const fd = listenUnix(path, 1)
  const others: DescriptorSocket[] = []
  t.throws(
    () => {
      for (let count = 0; count < 20; count++) others.push(DescriptorSocket.connect(path))
    },
    { code: 'EAGAIN' },
  )
  const remote = remoteDriver({ uri, socket: path })
  const asked = perform(calls.domainSuspend, remote, { dom: web.reference }, root(), anyone)
  await sleep(60)
  const server = serverFor(fakeDriver([web], { domainSuspend: () => {} }))
  listenUnixSocket(server, { fd, readOnly: false, auth: 'none', onError: error => t.fail(error.message) })
  await asked
  t.pass('and answers when it has taken those before')
  await remote.stop?.()
  for (const other of others) other.destroy()
  await server.stop()
  closeSync(fd)
  rmSync(folder, { recursive: true })
})

t.test('a client in front is let go when the daemon behind is gone', async t => {
  const behind = new SocketServer(t, fakeDriver([web], {}))
  const front = serverFor(fakeDriver([], {}), {
    open: (name, peer) =>
      openRemoteRoutes(name, { runtime: behind.folder, system: true, peer, onLost: () => peer.close() }),
  })
  const client = await RawClient.open(front, { identity: { uid: 0 } }, uri)
  for (const one of behind.server.clients.values()) one.close()
  await t.rejects(client.receive(), /hung up/)
})

t.test('a client with a close callback is told that the daemon behind is gone, before it is let go', async t => {
  const behind = new SocketServer(t, fakeDriver([web], {}))
  const front = serverFor(fakeDriver([], {}), {
    open: (name, peer) =>
      openRemoteRoutes(name, { runtime: behind.folder, system: true, peer, onLost: () => peer.driverLost() }),
  })
  const client = await RawClient.open(front, { identity: { uid: 0 } }, uri)
  await client.call(calls.connectRegisterCloseCallback, {})
  for (const one of behind.server.clients.values()) one.close()
  const packet = await client.receive()
  t.match(packet.header, { type: messageType.message, procedure: 362, serial: 1 })
  t.equal(bodyOf(packet).int(), 1, 'the end of file')
  await t.rejects(client.receive(), /hung up/)
})

t.test('with the client goes its connection behind', async t => {
  const behind = new SocketServer(t, fakeDriver([web], {}))
  const front = serverFor(fakeDriver([], {}), {
    open: (name, peer) => openRemoteRoutes(name, { runtime: behind.folder, system: true, peer, onLost: () => {} }),
  })
  const client = await RawClient.open(front, { identity: { uid: 0 } }, uri)
  t.equal(behind.server.clients.size, 1)
  client.close()
  for (let round = 0; round < 100 && behind.server.clients.size > 0; round++) await sleep(5)
  t.equal(behind.server.clients.size, 0)
})

t.test('a caller whom nobody can name gets no daemon behind that would take the proxy for him', async t => {
  const behind = new SocketServer(t, fakeDriver([web], {}))
  const front = serverFor(fakeDriver([], {}), {
    trustsNetwork: false,
    open: (name, peer) => openRemoteRoutes(name, { runtime: behind.folder, system: true, peer, onLost: () => {} }),
  })
  await t.rejects(RawClient.open(front, { transport: 'tcp', identity: {} }, uri), { code: 88 })
  await t.rejects(RawClient.open(front, { transport: 'tls', identity: { x509Name: 'CN=ann' } }, uri), { code: 88 })
})

const notThere = ['nosuch:///x', '../../etc:///x', 'virt/../x:///', '']
for (const name of notThere) {
  t.test(`a proxy has no driver for '${name}'`, async t => {
    const behind = new SocketServer(t, fakeDriver([], {}))
    const peer = { caller: root().caller, signal: new AbortController().signal }
    const open = openRemoteRoutes(name, { runtime: `${behind.folder}`, system: true, peer, onLost: () => {} })
    await t.rejects(open, { code: 'NO_CONNECT' })
  })
}
