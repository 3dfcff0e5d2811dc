// A fuzzer over frames, decoders and calls: packets made after the call table's own grammar, then damaged. What it must not
// find: a failure that is a bug, a client who is not served, memory that grows with lies. FUZZ_SEED and FUZZ_PACKETS let it
// run elsewhere and longer; a finding becomes a file in data/.
import t from 'tap'
import * as adminCalls from '../../src/api/adminCalls.js'
import type { Call } from '../../src/api/call.js'
import * as calls from '../../src/api/calls/index.js'
import { LibvirtError } from '../../src/api/LibvirtError.js'
import type { AdministeredServer } from '../../src/rpc/admin/AdministeredDaemon.js'
import { adminService } from '../../src/rpc/admin/adminService.js'
import { RpcClient } from '../../src/rpc/client/RpcClient.js'
import { formatPacket } from '../../src/rpc/packet.js'
import { fieldsCodec } from '../../src/rpc/xdr/fieldsCodec.js'
import { XdrError, XdrReader } from '../../src/rpc/xdr/XdrReader.js'
import { XdrWriter } from '../../src/rpc/xdr/XdrWriter.js'
import { testDriver } from '../drivers/test/testDriver.js'
import { duplexPair } from '../rpc/duplexPair.js'
import { headerOf, RawClient, serverFor } from '../rpc/RawClient.js'
import { damage } from './damage.js'
import { Random } from './Random.js'
import { randomFields } from './randomValue.js'
import { Survivor } from './Survivor.js'

const seed = Number(process.env.FUZZ_SEED ?? 1)
const most = Number(process.env.FUZZ_PACKETS ?? 1500)
const rows: readonly Call[] = Object.values<Call>(calls)
/** Waits for what another client does, or ends the connection: no more findings behind it. */
const unsuitable = new Set(['connectClose', 'connectOpen'])

function packetOf(row: Call, serial: number, random: Random): Buffer {
  const values = randomFields(row.args, random)
  return formatPacket(headerOf(row, serial), body => fieldsCodec(row.args).write(body, values))
}

t.test('what the grammar makes is read back as it was, and half of it is refused', async t => {
  const random = new Random(seed)
  for (const row of rows) {
    const codec = fieldsCodec(row.args)
    const writer = new XdrWriter()
    codec.write(writer, randomFields(row.args, random))
    const bytes = Buffer.from(writer.finish())
    const again = new XdrWriter()
    codec.write(again, codec.read(new XdrReader(bytes)))
    if (!bytes.equals(again.finish())) t.fail(`${row.name} does not survive its codec`)
    if (bytes.length > 0) t.throws(() => codec.read(new XdrReader(bytes.subarray(0, -4))), XdrError)
  }
})

t.test('the admin program withstands the same', async t => {
  const random = new Random(seed)
  const bugs: string[] = []
  const reportBug = (error: unknown) => {
    bugs.push(error instanceof Error ? (error.stack ?? '') : String(error))
    return 'bug'
  }
  const servers: AdministeredServer[] = []
  const service = adminService({
    servers,
    log: {
      outputs: { text: '', count: 0 },
      filters: { text: '', count: 0 },
      setOutputs: () => {},
      setFilters: () => {},
    },
    setTimeout: () => {},
    shutdown: () => {},
  })
  const server = serverFor(testDriver(), { service, reportBug })
  servers.push({ name: 'test', server, workers: { min: 1, max: 2, priority: 1 } })
  const admin = Object.values<Call>(adminCalls).filter(row => row !== adminCalls.admConnectClose)
  for (let round = 0; round < 60; round++) {
    const client = RawClient.connect(server)
    client.socket.on('data', () => {})
    for (let serial = 0; serial < 4; serial++) {
      const packet = packetOf(random.pick(admin), serial, random)
      client.socket.write(random.once(2) ? packet : damage(packet, random))
    }
    await new Promise(resolve => setTimeout(resolve, 2))
    client.close()
  }
  await new Promise(resolve => setTimeout(resolve, 50))
  t.same(bugs, [])
})

t.test('a server that lies ends the connection to it, and every call is answered', async t => {
  const random = new Random(seed)
  const answered = rows.filter(row => !row.stream)
  for (let round = 0; round < 150; round++) {
    const [mine, theirs] = duplexPair()
    theirs.on('data', () => {})
    const client = new RpcClient(mine)
    const row = random.pick(answered)
    const settled = client.call(row, randomFields(row.args, random)).then(
      () => 'answered',
      (error: unknown) =>
        error instanceof LibvirtError || error instanceof XdrError ? 'refused' : `bug: ${String(error)}`,
    )
    const header = { ...headerOf(row, 0), type: random.pick([1, 1, 1, 5, 2, 3]), status: random.pick([0, 0, 1]) }
    const reply = formatPacket(header, body => fieldsCodec(row.ret).write(body, randomFields(row.ret, random)))
    theirs.write(random.once(4) ? reply : damage(reply, random))
    await new Promise(resolve => setImmediate(resolve))
    theirs.end()
    const outcome = await settled
    if (outcome.startsWith('bug')) t.fail(`${row.name}: ${outcome}`)
  }
  t.pass('all of them settled')
})

t.test('calls after the grammar, damaged or not, find no bug', async t => {
  const random = new Random(seed)
  const suitable = rows.filter(row => !unsuitable.has(row.name))
  let sent = 0
  while (sent < most) {
    const survivor = new Survivor(testDriver())
    for (let client = 0; client < 20; client++) {
      const packets = Array.from({ length: 1 + random.below(6) }, (_, serial) => {
        const packet = packetOf(random.pick(suitable), serial + 2, random)
        return random.once(3) ? packet : damage(packet, random)
      })
      sent += packets.length
      await survivor.send(Buffer.concat(packets))
    }
    if (!(await survivor.isServing())) t.fail('nobody is served any more')
    if (survivor.bugs.length > 0) {
      t.same(survivor.bugs, [], `after ${sent} packets`)
      return
    }
  }
  t.ok(sent >= most, `${sent} packets`)
  t.ok(process.memoryUsage().rss < 600 * 1024 * 1024, 'memory stays bounded')
})
