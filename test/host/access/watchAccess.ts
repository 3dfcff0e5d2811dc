// Run on a test host as somebody: lists and listens by both doors, until a guest named `last` has started.
// Usage: node watchAccess.js DRIVER-URI DRIVER-PATH
import type { Values } from '../../../src/access/perform.js'
import * as calls from '../../../src/api/calls/index.js'
import { BusConnection } from '../../../src/bus/connection/BusConnection.js'
import { systemBusAddress } from '../../../src/bus/connection/parseBusAddress.js'
import { Variant } from '../../../src/bus/codec/values.js'
import { openRpc } from './openRpc.js'
import type { Seen } from './Seen.js'

const [, , uri = '', path = ''] = process.argv
const rpc = await openRpc(uri)
const bus = await BusConnection.open(systemBusAddress())
const call = async (member: string, signature = '', values: readonly unknown[] = [], from = path) => {
  const dot = member.lastIndexOf('.')
  const target = {
    destination: 'org.libvirt',
    path: from,
    interface: member.slice(0, dot),
    member: member.slice(dot + 1),
  }
  return (await bus.call({ ...target, signature, values })).values[0]
}
/** Paths are told apart by the names that whoever may see them can read. */
async function nameOf(object: unknown): Promise<string> {
  const value = await call('org.freedesktop.DBus.Properties.Get', 'ss', ['org.libvirt.Domain', 'Name'], String(object))
  return value instanceof Variant ? String(value.value) : ''
}
const nameIn = (domain: unknown) =>
  typeof domain === 'object' && domain && 'name' in domain ? String(domain.name) : ''

const events = { rpc: new Set<string>(), bus: new Set<string>(), properties: new Set<string>() }
await bus.subscribe({ interface: 'org.libvirt.Connect', member: 'DomainEvent' }, ([object]) => {
  events.bus.add(String(object))
})
await bus.subscribe({ interface: 'org.freedesktop.DBus.Properties', member: 'PropertiesChanged' }, (_, { fields }) => {
  if (fields.path?.startsWith(path)) events.properties.add(fields.path)
})
rpc.on('event', (_row, _id, body: Values) => events.rpc.add(nameIn(body['dom'])))
await rpc.call(calls.connectDomainEventCallbackRegisterAny, { eventID: 0, dom: undefined })

const all = (await rpc.call(calls.connectListAllDomains, { need_results: 1, flags: 0 })).values['domains']
const older = (await rpc.call(calls.connectListDefinedDomains, { maxnames: 100 })).values['names']
const count = (await rpc.call(calls.connectNumOfDefinedDomains, {})).values['num']
const paths = await call('org.libvirt.Connect.ListDomains', 'u', [0])
const managed = await call('org.freedesktop.DBus.ObjectManager.GetManagedObjects')
async function names(objects: unknown): Promise<string[]> {
  const known: string[] = []
  // One after the other: the bus does not allow a client hundreds of calls at once.
  for (const object of Array.isArray(objects) ? objects : []) known.push(await nameOf(object))
  return known
}
const domainPaths = (Array.isArray(managed) ? managed : []).flatMap(([object]: [string]) =>
  object.includes('/domain/') ? [object] : [],
)
const lists = {
  rpc: Array.isArray(all) ? all.map(nameIn) : [],
  older: Array.isArray(older) ? older.map(String) : [],
  count: Number(count),
  bus: await names(paths),
  managed: await names(domainPaths),
}
process.stdout.write('listening\n')

const last = String(await call('org.libvirt.Connect.DomainLookupByName', 's', ['last']))
while (!events.rpc.has('last') || !events.bus.has(last) || !events.properties.has(last)) {
  await new Promise(resolve => setTimeout(resolve, 20))
}
const seen: Seen = {
  lists,
  events: {
    rpc: [...events.rpc],
    bus: await names([...events.bus]),
    properties: await names([...events.properties]),
  },
}
process.stdout.write(`${JSON.stringify(seen)}\n`)
await bus.close()
rpc.close()
