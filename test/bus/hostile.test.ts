// Clients that mean no good, or do not know better: each costs itself an error, and nobody else anything.
import { closeSync, fstatSync, openSync, readdirSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import t from 'tap'
import { Guard } from '../../src/access/Guard.js'
import { Dispatcher } from '../../src/bus/dispatch/Dispatcher.js'
import { type Message, messageTypes, readBody } from '../../src/bus/codec/Message.js'
import { MessageParser } from '../../src/bus/codec/MessageParser.js'
import { Variant } from '../../src/bus/codec/values.js'
import { WireWriter } from '../../src/bus/codec/WireWriter.js'
import { writeMessage } from '../../src/bus/codec/writeMessage.js'
import { authenticate } from '../../src/bus/connection/authenticate.js'
import { BusConnection } from '../../src/bus/connection/BusConnection.js'
import { parseBusAddress } from '../../src/bus/connection/parseBusAddress.js'
import { openTransport } from '../../src/bus/connection/Transport.js'
import { driverNodes } from '../../src/bus/tree/driverNodes.js'
import { ObjectTree } from '../../src/bus/tree/ObjectTree.js'
import { fakeAuthority, fakeDriver } from '../access/fakeDriver.js'
import { callDoor, doorOn, testPath } from './doorOn.js'

const openDescriptors = () => readdirSync('/proc/self/fd').length

const nodes = driverNodes('system', [{ driver: fakeDriver([], {}), path: testPath }])
const dispatcher = new Dispatcher(new ObjectTree(nodes), new Guard(fakeAuthority([])))
const caller = { identity: { uid: 0 }, trusted: true, readOnly: false, interactive: false }
const asker = { caller, signal: new AbortController().signal }

/** A message whose body a bus may not have looked at. */
function callWith(path: string, iface: string, member: string, signature: string, body: Buffer): Message {
  const fields = { path, interface: iface, member, signature, sender: ':1.9' }
  return { type: 1, flags: 0, serial: 1, fields, signature, body, littleEndian: true, descriptors: [] }
}

const malformed: [title: string, member: string, signature: string, hex: string][] = [
  ['a string that is not UTF-8', 'DomainLookupByName', 's', '02000000c32800'],
  ['a string longer than the message', 'DomainLookupByName', 's', 'ffffff7f00'],
  ['a list that is cut off', 'BaselineCPU', 'asu', '10000000'],
  ['an empty body', 'DomainLookupByName', 's', ''],
  ['bytes left over', 'ListDomains', 'u', '0000000000'],
  ['a descriptor that did not come', 'DomainCreateXMLWithFiles', 'sahu', '0000000000000000040000000000000000000000'],
]
for (const [title, member, signature, hex] of malformed) {
  t.test(`${title} is an error of the arguments`, async t => {
    const message = callWith(testPath, 'org.libvirt.Connect', member, signature, Buffer.from(hex, 'hex'))
    t.throws(() => dispatcher.dispatch(message, asker), {
      name: 'BusError',
      errorName: 'org.freedesktop.DBus.Error.InvalidArgs',
      message: /^The arguments cannot be read/,
    })
  })
}

t.test('arguments of more than 16 MiB are refused unread', async t => {
  const message = callWith(testPath, 'org.libvirt.Connect', 'DomainDefineXML', 's', Buffer.alloc(16 * 1024 * 1024 + 1))
  t.throws(() => dispatcher.dispatch(message, asker), {
    name: 'BusError',
    errorName: 'org.freedesktop.DBus.Error.LimitsExceeded',
  })
})

t.test('a call without an interface goes to the first that has the method', async t => {
  const { interface: _, ...fields } = callWith(testPath, '', 'ListDomains', 'u', Buffer.alloc(4)).fields
  const message = { ...callWith(testPath, '', 'ListDomains', 'u', Buffer.alloc(4)), fields }
  await t.rejects(async () => dispatcher.dispatch(message, asker), { code: 'NO_SUPPORT' })
})

t.test('ten thousand calls at once are all answered, and others are not kept waiting', async t => {
  const { connect } = await doorOn(t, fakeDriver([], { connectGetHostname: () => ({ hostname: 'h' }) }))
  const [flood, other] = [await connect(), await connect()]
  const hostname = {
    destination: 'org.libvirt',
    path: testPath,
    interface: 'org.freedesktop.DBus.Properties',
    member: 'Get',
  }
  const request = { ...hostname, signature: 'ss', values: ['org.libvirt.Connect', 'Hostname'] }
  const all = Promise.all(Array.from({ length: 10_000 }, () => flood.call(request)))
  const start = performance.now()
  await other.call(request)
  const waited = performance.now() - start
  const replies = await all
  t.equal(replies.length, 10_000)
  t.strictSame(replies[9_999]?.values, [new Variant('s', 'h')])
  t.ok(waited < 10_000)
})

t.test('a crowd of newcomers is served, although each has to be identified first', async t => {
  const driver = fakeDriver([], { connectGetCapabilities: () => ({ capabilities: 'c' }) })
  const { address } = await doorOn(t, driver)
  const clients = await Promise.all(Array.from({ length: 150 }, () => BusConnection.open(address)))
  const answers = await Promise.all(clients.map(client => callDoor(client, testPath, 'Connect.GetCapabilities')))
  t.strictSame(answers, Array<string>(150).fill('c'))
  for (const client of clients) await client.close()
})

t.test('clients that vanish in the middle of a call leave nothing behind', async t => {
  const ended: unknown[] = []
  const driver = fakeDriver([], {
    connectGetSysinfo: (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          ended.push(signal.reason)
          reject(signal.reason)
        })
      }),
  })
  const { door, address } = await doorOn(t, driver)
  const before = openDescriptors()
  for (let round = 0; round < 20; round++) {
    const client = await BusConnection.open(address)
    const asked = callDoor(client, testPath, 'Connect.GetSysinfo', 'u', [0])
    await callDoor(client, testPath, 'org.freedesktop.DBus.Peer.Ping')
    const failed = t.rejects(asked)
    await client.close()
    await failed
  }
  while (door.clients > 0) await delay(1)
  t.equal(ended.length, 20)
  t.equal(openDescriptors(), before)
})

t.test('calls that want no answer, which the bus does not count, are counted here', async t => {
  let finish: () => void = () => {}
  const finished = new Promise<void>(resolve => (finish = resolve))
  let begun = 0
  const driver = fakeDriver([], {
    connectGetCapabilities: () => ({ capabilities: `${begun}` }),
    connectGetSysinfo: async () => {
      begun++
      await finished
      return { sysinfo: '' }
    },
  })
  const { address } = await doorOn(t, driver)
  const raw = await openTransport(parseBusAddress(address))
  await authenticate(raw)
  const answers: unknown[] = []
  const parser = new MessageParser(
    message => {
      if (message.type === messageTypes.return) answers.push(...readBody(message))
    },
    () => [],
  )
  raw.stream.on('data', (chunk: Buffer) => parser.push(chunk))
  const ask = async (count: number, member: string, flags: 0 | 1) => {
    const writer = new WireWriter()
    const fields = { path: testPath, interface: 'org.libvirt.Connect', destination: 'org.libvirt', member }
    const body =
      member === 'GetSysinfo' ? { fields: { ...fields, signature: 'u' }, values: [0] } : { fields, values: [] }
    for (let serial = 2; serial < count + 2; serial++) writeMessage(writer, { type: 1, flags, serial, ...body })
    raw.send(writer.bytes.subarray(0, writer.at), [])
    answers.length = 0
    while (flags === 0 && answers.length === 0) await delay(1)
  }
  const writer = new WireWriter()
  const bus = { path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus', destination: 'org.freedesktop.DBus' }
  writeMessage(writer, { type: 1, flags: 0, serial: 1, fields: { ...bus, member: 'Hello' }, values: [] })
  raw.send(writer.bytes.subarray(0, writer.at), [])
  while (answers.length === 0) await delay(1)
  await ask(500, 'GetSysinfo', 1)
  await ask(1, 'GetCapabilities', 0)
  t.strictSame(answers, ['128'])
  finish()
  await delay(1)
  await ask(1, 'GetSysinfo', 1)
  await ask(1, 'GetCapabilities', 0)
  t.strictSame(answers, ['129'])
  raw.stream.destroy()
})

t.test('a client that never reads its answers does not stop the others', async t => {
  const sysinfo = 'x'.repeat(1024 * 1024)
  const { connect, address } = await doorOn(t, fakeDriver([], { connectGetSysinfo: () => ({ sysinfo }) }))
  const silent = await openTransport(parseBusAddress(address))
  await authenticate(silent)
  const writer = new WireWriter()
  const bus = { path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus', destination: 'org.freedesktop.DBus' }
  writeMessage(writer, { type: 1, flags: 0, serial: 1, fields: { ...bus, member: 'Hello' }, values: [] })
  const fields = { path: testPath, interface: 'org.libvirt.Connect', destination: 'org.libvirt', member: 'GetSysinfo' }
  for (let serial = 2; serial < 50; serial++) {
    writeMessage(writer, { type: 1, flags: 0, serial, fields: { ...fields, signature: 'u' }, values: [0] })
  }
  silent.send(writer.bytes.subarray(0, writer.at), [])
  const other = await connect()
  t.equal(await callDoor(other, testPath, 'Connect.GetSysinfo', 'u', [0]), sysinfo)
  silent.stream.destroy()
})

t.test('descriptors that come with a call are the verb’s when it takes them, and closed when not', async t => {
  const taken: number[] = []
  const driver = fakeDriver([], {
    domainCreateXmlWithFiles: {
      prepare: (_, { files }) => {
        if (files.count > 1) taken.push(files.take(1))
        throw new RangeError('enough')
      },
    },
  })
  const { connect } = await doorOn(t, driver)
  const client = await connect()
  const send = async (indexes: number[], count: number) => {
    const descriptors = Array.from({ length: count }, () => openSync('/dev/null', 'r'))
    const call = { destination: 'org.libvirt', path: testPath, interface: 'org.libvirt.Connect' }
    const values = ['<domain/>', indexes, 0]
    await client.call({ ...call, member: 'DomainCreateXMLWithFiles', signature: 'sahu', values, descriptors })
  }
  // The first record of the log opens its output.
  await t.rejects(send([], 0), { message: /^internal error/ })
  const before = openDescriptors()
  await t.rejects(send([2, 0], 3), { message: /^internal error/ })
  t.equal(taken.length, 1)
  t.ok(fstatSync(taken[0] ?? -1).isCharacterDevice())
  closeSync(taken[0] ?? -1)
  await t.rejects(send([0, 0], 1), { message: /a file descriptor is given twice/ })
  await t.rejects(send([1], 1), { message: /descriptor 1 of 1/ })
  await t.rejects(send([], 4), { message: /^internal error/ })
  t.equal(openDescriptors(), before)
})
