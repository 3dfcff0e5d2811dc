// A fuzzer over frames, decoders and calls: packets made after the call table's own grammar, then damaged. What it must not
// find: a failure that is a bug, a client who is not served, memory that grows with lies. FUZZ_SEED and FUZZ_PACKETS let it
// run elsewhere and longer; a finding becomes a file in data/.
import t from 'tap'
import type { Call } from '../../src/api/call.js'
import * as calls from '../../src/api/calls/index.js'
import { formatPacket } from '../../src/rpc/packet.js'
import { fieldsCodec } from '../../src/rpc/xdr/fieldsCodec.js'
import { XdrError, XdrReader } from '../../src/rpc/xdr/XdrReader.js'
import { XdrWriter } from '../../src/rpc/xdr/XdrWriter.js'
import { testDriver } from '../drivers/test/testDriver.js'
import { headerOf } from '../rpc/RawClient.js'
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
