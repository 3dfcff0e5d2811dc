// Many clients, and one that listens and never reads: what they cost, and whom.
import { setTimeout as delay } from 'node:timers/promises'
import t from 'tap'
import * as calls from '../../src/api/calls/index.js'
import type { References } from '../../src/api/schema.js'
import { WireWriter } from '../../src/bus/codec/WireWriter.js'
import { writeMessage } from '../../src/bus/codec/writeMessage.js'
import { authenticate } from '../../src/bus/connection/authenticate.js'
import { BusConnection } from '../../src/bus/connection/BusConnection.js'
import { parseBusAddress } from '../../src/bus/connection/parseBusAddress.js'
import { openTransport } from '../../src/bus/connection/Transport.js'
import { inProcess } from '../contract/ContractClient.js'
import { testDriver } from '../drivers/test/testDriver.js'
import { callDoor, doorOn, testPath } from './doorOn.js'

const MiB = 1024 * 1024
const limit = (name: string, value: number) => `<limit name="${name}">${value}</limit>`
/** A bus that keeps no more than this for a client that does not read. */
const narrow = [limit('max_outgoing_bytes', MiB), limit('max_incoming_bytes', 1000 * MiB)].join('')
const wide = ['max_completed_connections', 'max_incomplete_connections', 'max_connections_per_user']
  .map(name => limit(name, 10_000))
  .join('')

/** A client that asks for every signal and then reads nothing. */
async function deafListener(address: string) {
  const raw = await openTransport(parseBusAddress(address))
  await authenticate(raw)
  const writer = new WireWriter()
  const bus = { path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus', destination: 'org.freedesktop.DBus' }
  writeMessage(writer, { type: 1, flags: 0, serial: 1, fields: { ...bus, member: 'Hello' }, values: [] })
  const addMatch = { ...bus, member: 'AddMatch', signature: 's' }
  writeMessage(writer, { type: 1, flags: 0, serial: 2, fields: addMatch, values: ["type='signal'"] })
  raw.send(writer.bytes.subarray(0, writer.at), [])
  return raw
}

t.test('a subscriber that never reads takes a bounded place, and nobody else misses anything', async t => {
  const driver = testDriver()
  const { address, connect } = await doorOn(t, driver, {}, narrow)
  const deaf = await deafListener(address)
  t.teardown(() => deaf.stream.destroy())
  const reader = await connect()
  let heard = 0
  await reader.subscribe({ interface: 'org.libvirt.Connect', member: 'DomainEvent' }, () => heard++)
  const { call } = inProcess(driver)
  const { dom } = await call(calls.domainLookupByName, { name: 'test' })
  const before = process.memoryUsage()
  const rounds = 4000
  for (let round = 0; round < rounds; round++) {
    await call(calls.domainSuspend, { dom: dom as References['domain'] })
    await call(calls.domainResume, { dom: dom as References['domain'] })
    // A host has other things to do between two events of a guest.
    if (round % 50 === 0) await delay(0)
  }
  const after = process.memoryUsage()
  t.ok(after.external + after.arrayBuffers - before.external - before.arrayBuffers < 32 * MiB)
  for (let wait = 0; wait < 3000 && heard < 2 * rounds; wait++) await delay(10)
  t.equal(heard, 2 * rounds)
  t.same(
    await callDoor(reader, testPath, 'Connect.GetSysinfo', 'u', [0]),
    (await call(calls.connectGetSysinfo, { flags: 0 }))['sysinfo'],
  )
})

t.test('a thousand clients at once are all served', async t => {
  const { address, door } = await doorOn(t, testDriver(), {}, wide)
  const clients = await Promise.all(Array.from({ length: 1000 }, () => BusConnection.open(address)))
  const answers = await Promise.all(clients.map(client => callDoor(client, testPath, 'Connect.ListDomains', 'u', [0])))
  t.equal(answers.length, 1000)
  t.ok(answers.every(paths => Array.isArray(paths) && paths.length === 1))
  t.equal(door.clients, 1000)
  await Promise.all(clients.map(client => client.close()))
  for (let wait = 0; wait < 3000 && door.clients > 0; wait++) await delay(10)
  t.equal(door.clients, 0)
})
