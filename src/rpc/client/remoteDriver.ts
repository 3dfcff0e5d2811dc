// A driver in another daemon, as a Driver: a verb for every row of the call table, made from the row.
import type { Values } from '../../access/perform.js'
import type { Call, DriverKey } from '../../api/call.js'
import * as calls from '../../api/calls/index.js'
import type { CallContext, Driver, Feed, Notice } from '../../api/Driver.js'
import type { ErrorDomainName } from '../../api/errorDomains.js'
import type { EventClass, EventRow } from '../../api/events.js'
import type { ObjectKind } from '../../api/schema.js'
import { libvirtService } from '../connectionCalls.js'
import { RemoteConnection, type RemoteChoice } from './RemoteConnection.js'
import type { RemoteDriver } from './isRemote.js'
import type { RpcClient } from './RpcClient.js'
import { mapReferences, remoteObject, toObjects, toReferences } from './mapReferences.js'

/** What is said of a driver by the scheme of its URI. */
const kinds: Readonly<Record<string, { name: string; type: string; key: DriverKey; errorDomain: ErrorDomainName }>> = {
  qemu: { name: 'QEMU', type: 'QEMU', key: 'qemu', errorDomain: 'QEMU' },
  test: { name: 'Test', type: 'TEST', key: 'test', errorDomain: 'TEST' },
  network: { name: 'network', type: 'network', key: 'network', errorDomain: 'NETWORK' },
  storage: { name: 'storage', type: 'storage', key: 'storage', errorDomain: 'STORAGE' },
  nodedev: { name: 'nodedev', type: 'nodedev', key: 'nodedev', errorDomain: 'NODEDEV' },
  secret: { name: 'secret', type: 'secret', key: 'secret', errorDomain: 'SECRET' },
  interface: { name: 'interface', type: 'interface', key: 'interface', errorDomain: 'INTERFACE' },
  nwfilter: { name: 'nwfilter', type: 'nwfilter', key: 'nwfilter', errorDomain: 'NWFILTER' },
}

const objectKinds: readonly ObjectKind[] = [
  'domain',
  'network',
  'networkPort',
  'nwfilter',
  'nwfilterBinding',
  'interface',
  'storagePool',
  'storageVol',
  'nodeDevice',
  'secret',
  'domainSnapshot',
  'domainCheckpoint',
]

/** How the events of a class are asked for. */
const registrations: Readonly<Record<EventClass, readonly [register: Call, deregister: Call] | undefined>> = {
  domain: [calls.connectDomainEventCallbackRegisterAny, calls.connectDomainEventCallbackDeregisterAny],
  network: [calls.connectNetworkEventRegisterAny, calls.connectNetworkEventDeregisterAny],
  storagePool: [calls.connectStoragePoolEventRegisterAny, calls.connectStoragePoolEventDeregisterAny],
  nodeDevice: [calls.connectNodeDeviceEventRegisterAny, calls.connectNodeDeviceEventDeregisterAny],
  secret: [calls.connectSecretEventRegisterAny, calls.connectSecretEventDeregisterAny],
  qemuMonitor: [calls.qemuConnectDomainMonitorEventRegister, calls.qemuConnectDomainMonitorEventDeregister],
}

/** Connects when it is first needed. `stop` ends the connection, and so does the caller's leaving. */
export function remoteDriver(choice: RemoteChoice): RemoteDriver {
  const [scheme = ''] = choice.uri.split(':')
  const kind = kinds[scheme] ?? { name: scheme, type: scheme.toUpperCase(), key: 'qemu', errorDomain: 'RPC' }
  const feed = new RemoteFeed()
  const watches = new Watches()
  const connection = new RemoteConnection(choice, async client => {
    client.on('event', (row, _id, body) => feed.tell(row, body))
    await watches.renew(client)
  })
  // A client's connection has one of these for every kind of daemon, and seldom uses more than one.
  let verbs: Driver['verbs'] | undefined
  return {
    ...kind,
    remote: true,
    uri: choice.uri,
    feed,
    find,
    get verbs() {
      return (verbs ??= verbsOver(connection))
    },
    start: async () => void (await connection.client()),
    stop: async () => connection.close(),
    watch: (eventClass, eventId) => watches.add(eventClass, eventId, () => connection.client()),
  }
}

const find: Driver['find'] = Object.fromEntries(
  objectKinds.map(of => [of, (reference: never) => remoteObject(of, reference)]),
)

/** A verb for each call that is not about a connection itself. */
function verbsOver(connection: RemoteConnection): Driver['verbs'] {
  const rows = Object.values<Call>(calls).filter(row => !libvirtService.own.has(row.name))
  // Rows and verbs share their names and types, which TypeScript cannot follow through a loop.
  return Object.fromEntries(rows.map(row => [row.name, verbOf(row, connection)])) as Driver['verbs']
}

function verbOf(row: Call, connection: RemoteConnection): unknown {
  const run = async (args: Values, context: CallContext) => perform(row, await connection.client(), args, context)
  // The other daemon parses, and checks what comes out of it.
  return row.on === 'new'
    ? { prepare: (args: Values, context: CallContext) => ({ details: {}, run: () => run(args, context) }) }
    : run
}

async function perform(row: Call, client: RpcClient, given: Values, context: CallContext): Promise<Values> {
  const args = mapReferences(row.args, given, toReferences)
  // A driver answers with the items, and whoever asked leaves out what was not wanted.
  if ('need_results' in row.args) args['need_results'] = 1
  if (row.stream && context.openStream) {
    const { values, stream } = await client.openStream(row, args)
    context.openStream(stream)
    return mapReferences(row.ret, values, toObjects)
  }
  const files = Array.from({ length: context.files.count }, (_, index) => context.files.take(index))
  const { values, fds } = await client.call(row, args, files)
  for (const fd of fds) context.sendFile(fd)
  return mapReferences(row.ret, values, toObjects)
}

/** What the other daemon tells, as notices of our own. */
class RemoteFeed implements Feed {
  sequence = 0
  readonly #listeners = new Set<(notice: Notice) => void>()

  subscribe(listener: (notice: Notice) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  tell(row: EventRow, values: Values): void {
    // Name and body come from the same row.
    const notice = {
      sequence: ++this.sequence,
      name: row.name,
      body: mapReferences(row.body, values, toObjects),
    } as Notice
    for (const listener of this.#listeners) listener(notice)
  }
}

/** Registrations at the other daemon: one for each kind of event, however many want it. */
class Watches {
  readonly #wanted = new Map<string, { eventClass: EventClass; eventId: number; users: number; id: Promise<unknown> }>()

  async add(eventClass: EventClass, eventId: number, connect: () => Promise<RpcClient>): Promise<() => void> {
    const key = `${eventClass}:${eventId}`
    let watch = this.#wanted.get(key)
    if (!watch) {
      const id = connect().then(client => this.#register(client, eventClass, eventId))
      watch = { eventClass, eventId, users: 0, id }
      this.#wanted.set(key, watch)
      id.catch(() => this.#wanted.delete(key))
    }
    const current = watch
    current.users++
    await current.id
    return () => {
      if (--current.users > 0) return
      this.#wanted.delete(key)
      const deregister = registrations[eventClass]?.[1]
      if (!deregister) return
      void Promise.all([connect(), current.id])
        .then(([client, callbackID]) => client.call(deregister, { callbackID }))
        .catch(() => {})
    }
  }

  /** A new connection knows nothing of what the old one was asked for. */
  async renew(client: RpcClient): Promise<void> {
    for (const watch of this.#wanted.values()) {
      // What is asked for just now opens the connection itself.
      if (watch.users > 0 && (await isSettled(watch.id)))
        watch.id = this.#register(client, watch.eventClass, watch.eventId)
      else continue
      await watch.id
    }
  }

  async #register(client: RpcClient, eventClass: EventClass, eventID: number): Promise<unknown> {
    const [register] = registrations[eventClass] ?? []
    if (!register) return undefined
    const { values } = await client.call(register, { eventID, flags: 0 })
    return values['callbackID']
  }
}

async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol()
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending
}
