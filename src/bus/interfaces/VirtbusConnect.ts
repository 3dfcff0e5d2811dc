// Our own addition to a driver's object: what has changed since a client last looked.
import type { BusCall } from '../tree/BusCall.js'
import { defineInterface } from '../tree/BusInterface.js'
import type { Change } from '../events/ChangeHistory.js'
import { seeing } from '../events/seeing.js'

export const virtbusConnectInterface = defineInterface<'org.virtbus.Connect1', undefined>(
  'org.virtbus.Connect1',
  {
    ChangesSince: async (call, sequence) => {
      const changes = await visible(call, call.node.history.since(sequence, call.node.sequence))
      return changes.map(change => [BigInt(change.sequence), change.what, change.path, change.properties])
    },
  },
  { Sequence: { get: call => BigInt(call.node.sequence) } },
)

/** The changes of objects that the caller may see, in their order. */
async function visible(call: BusCall<undefined>, changes: readonly Change[]): Promise<readonly Change[]> {
  const kept = new Set<Change>()
  for (const kind of new Set(changes.map(({ subject }) => subject.kind))) {
    const permission = seeing[kind]
    const driver = call.node.driverOf(kind)
    if (!permission || !driver) continue
    const ofKind = changes.filter(({ subject }) => subject.kind === kind)
    for (const change of await call.guard.filter(ofKind, ({ subject }) => subject, permission, driver, call))
      kept.add(change)
  }
  return changes.filter(change => kept.has(change))
}
