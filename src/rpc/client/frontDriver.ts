// A driver for many callers of one door whose calls another daemon serves: each caller has a connection of its own there, which
// speaks for it, so that the other daemon decides about who really asks.
import type { Values } from '../../access/perform.js'
import type { Call } from '../../api/call.js'
import * as calls from '../../api/calls/index.js'
import type { CallContext, Driver, Feed, MaybePromise } from '../../api/Driver.js'
import type { Identity } from '../../api/Caller.js'
import { LibvirtError } from '../../api/LibvirtError.js'
import { libvirtService } from '../connectionCalls.js'
import { stringOkay } from '../limitTypedParameters.js'
import type { Routes } from '../RpcSettings.js'
import type { Peer } from './RemoteConnection.js'
import { remoteDriver } from './remoteDriver.js'

export interface FrontChoice {
  /** e.g. `qemu:///system`. */
  readonly uri: string
  /** @throws LibvirtError NO_CONNECT when no daemon serves that, ACCESS_DENIED for callers who are nobody */
  readonly open: (peer: Peer) => MaybePromise<Routes>
  /** Completes what the door knows of a caller, once for each. */
  readonly identify: (identity: Identity) => MaybePromise<Identity>
}

/** Verbs whose row is only known at run time, by the two kinds that a row can have. */
type AnyRun = (args: Values, context: CallContext) => MaybePromise<Values | void>
interface AnyIncoming {
  prepare(args: Values, context: CallContext): unknown
}

/** What this driver tells itself is nothing: whoever has its objects tells of them. */
const silentFeed = (): Feed => ({ sequence: 0, subscribe: () => () => {} })

export function frontDriver({ uri, open, identify }: FrontChoice): Driver {
  const connections = new Connections(async ({ caller, signal }) => {
    const identity = await identify(caller.identity)
    return open({ caller: { ...caller, identity }, signal })
  })
  // What is said of a driver does not depend on the daemon that has it.
  const { name, type, key, errorDomain, find } = remoteDriver({ uri, socket: '' })
  const rows = Object.values<Call>(calls).filter(row => !libvirtService.own.has(row.name))
  const verbs = Object.fromEntries(rows.map(row => [row.name, verbOf(row, connections)]))
  // Rows and verbs share their names and types, which TypeScript cannot follow through a loop.
  return { name, type, key, errorDomain, find, uri, feed: silentFeed(), verbs: verbs as Driver['verbs'] }
}

function verbOf(row: Call, connections: Connections): unknown {
  if (row.on === 'new') {
    return {
      prepare: async (args: Values, context: CallContext) =>
        (await verbFor<AnyIncoming>(row, connections, context)).prepare(args, context),
    }
  }
  // Who does not speak the protocol knows string parameters, and does not say so.
  const stringFlag = 'nparams' in row.args && 'flags' in row.args ? stringOkay : 0
  return async (args: Values, context: CallContext) => {
    const verb = await verbFor<AnyRun>(row, connections, context)
    return verb(stringFlag ? { ...args, flags: Number(args['flags'] ?? 0) | stringFlag } : args, context)
  }
}

/** @throws LibvirtError NO_SUPPORT for a call that nobody behind serves */
async function verbFor<V>(row: Call, connections: Connections, context: CallContext): Promise<V> {
  const routes = await connections.of(context)
  const { route = 'hypervisor' } = row
  const driver = route === 'daemon' ? routes.hypervisor : routes[route]
  // The row says which kind its verb is of.
  const verbs = driver?.verbs as Readonly<Record<string, V | undefined>> | undefined
  const verb = verbs?.[row.name]
  if (!verb) throw new LibvirtError('NO_SUPPORT', row.api)
  return verb
}

/** One connection for each caller, as long as it is there. */
class Connections {
  readonly #open = new WeakMap<AbortSignal, Promise<Routes>>()

  constructor(private readonly connect: (peer: Peer) => Promise<Routes>) {}

  of(peer: Peer): Promise<Routes> {
    const known = this.#open.get(peer.signal)
    if (known) return known
    const opening = this.connect(peer)
    this.#open.set(peer.signal, opening)
    // The next call tries again.
    opening.catch(() => this.#open.delete(peer.signal))
    return opening
  }
}
