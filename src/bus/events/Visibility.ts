// Which clients may see which objects of other services: whoever looks an object up finds it or does not.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { Guard } from '../../access/Guard.js'
import type { Client } from '../clients/Client.js'
import { BusCall } from '../tree/BusCall.js'
import { lookUp } from '../tree/lookUp.js'
import { objectKinds } from '../tree/objectKinds.js'
import type { BusKind } from '../tree/objectPaths.js'
import type { ObjectTree } from '../tree/ObjectTree.js'

export class Visibility {
  /** What each client was let see, so that it also hears of the end of it. */
  readonly #seen = new WeakMap<Client, Set<string>>()

  constructor(
    private readonly tree: ObjectTree,
    private readonly guard: Guard,
  ) {}

  /** @param path of an object, or of a driver, which everybody may see */
  async maySee(client: Client, path: string): Promise<boolean> {
    const place = this.tree.resolve(path)
    if (place?.is !== 'object') return place?.is === 'driver'
    const seen = this.#seen.get(client) ?? new Set()
    this.#seen.set(client, seen)
    const call = new BusCall(place.node, undefined, client.asker(false), this.guard)
    try {
      await find(call, place.kind, place.element)
      seen.add(path)
      return true
    } catch (error) {
      if (!(error instanceof LibvirtError)) throw error
      const gone = error.code.startsWith('NO_')
      return gone ? seen.delete(path) : false
    }
  }
}

async function find<K extends BusKind>(call: BusCall<undefined>, kind: K, element: string): Promise<void> {
  await lookUp(call, kind, await objectKinds[kind].refer(element, call))
}
