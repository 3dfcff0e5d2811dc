// Run on a test host as somebody: makes calls by both doors and prints what came of each, as JSON.
// Usage: node askAccess.js DRIVER-URI DRIVER-PATH < pairs.json
import { text } from 'node:stream/consumers'
import type { Call } from '../../../src/api/call.js'
import { BusConnection } from '../../../src/bus/connection/BusConnection.js'
import { systemBusAddress } from '../../../src/bus/connection/parseBusAddress.js'
import type { AccessAnswer } from './AccessAnswer.js'
import { type AccessCase, rowOf } from './AccessCase.js'
import { argumentsFor } from './argumentsOf.js'
import { callByBus } from './callByBus.js'
import { openRpc } from './openRpc.js'

/** Calls under way; the road is not asked to be fast here, but not one by one either. */
const inFlight = 4

/** `done`, or how it was refused. */
async function came(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return 'done'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const [, , uri = '', path = ''] = process.argv
const type = uri.replace(/:.*/, '')
const pairs: { readonly rpc: AccessCase; readonly bus: AccessCase }[] = JSON.parse(await text(process.stdin))
const rpc = await openRpc(uri)
const bus = await BusConnection.open(systemBusAddress())

async function answerTo(pair: (typeof pairs)[number]): Promise<AccessAnswer> {
  const row: Call = rowOf(pair.rpc.row)
  const byRpc = await came(rpc.call(row, argumentsFor(type, row, pair.rpc.object, pair.rpc.flags)))
  const args = argumentsFor(type, row, pair.bus.object, pair.bus.flags)
  const byBus: Record<string, string> = {}
  for (const member of row.bus ?? []) byBus[member] = await came(bus.call(callByBus(row, member, args, path)))
  return { rpc: byRpc, bus: byBus }
}

const answers: AccessAnswer[] = []
let next = 0
async function worker(): Promise<void> {
  for (let index = next++; index < pairs.length; index = next++) {
    const pair = pairs[index]
    if (pair) answers[index] = await answerTo(pair)
  }
}
await Promise.all(Array.from({ length: inFlight }, worker))
process.stdout.write(JSON.stringify(answers))
await bus.close()
rpc.close()
