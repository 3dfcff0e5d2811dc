// PropertiesChanged, InterfacesAdded and InterfacesRemoved. Several changes of one object in one turn become one signal,
// with the values as they are when it is sent.
import { setImmediate } from 'node:timers/promises'
import type { Guard } from '../../access/Guard.js'
import type { ChangeNotice, Found } from '../../api/Driver.js'
import { logBug } from '../../log/logBug.js'
import { interfaceValues } from '../dispatch/managedObjects.js'
import { readProperties, singleVariant } from '../dispatch/properties.js'
import { type Asker, BusCall } from '../tree/BusCall.js'
import type { DriverNode } from '../tree/DriverNode.js'
import { objectKinds } from '../tree/objectKinds.js'
import { hasPlace } from '../tree/objectPaths.js'
import type { Audience } from './Audience.js'

export interface ObjectChange {
  readonly what: ChangeNotice['name']
  readonly subject: Found
  readonly path: string
  readonly node: DriverNode
  /** `interface.name` */
  readonly properties: readonly string[]
}

interface Waiting extends ObjectChange {
  /** All properties that have changed since. */
  readonly names: Set<string>
}

/** Changes told before others get a turn. */
const batch = 64

const manager = 'org.freedesktop.DBus.ObjectManager'

export class ObjectChanges {
  /** What is still to be told, in order; a later notice about the same object may join an earlier one. */
  readonly #queue: Waiting[] = []
  readonly #last = new Map<string, Waiting>()
  #running = false

  constructor(
    private readonly audience: Audience,
    private readonly guard: Guard,
    /** Reads values as the service itself. */
    private readonly asker: Asker,
  ) {}

  add(change: ObjectChange): void {
    const before = this.#last.get(change.path)
    if (change.what === 'changed') {
      // A new object's values are read later, and are then those after the change.
      if (change.properties.length === 0 || before?.what === 'added') return
      if (before?.what === 'changed') {
        for (const name of change.properties) before.names.add(name)
        return
      }
    }
    const waiting = { ...change, names: new Set(change.properties) }
    this.#queue.push(waiting)
    this.#last.set(change.path, waiting)
    if (this.#running) return
    this.#running = true
    void this.#tellAll()
  }

  async #tellAll(): Promise<void> {
    for (let told = 0, change = await this.#nextTurn(); change; change = this.#next()) {
      if (++told % batch === 0) await setImmediate()
      try {
        await this.#tell(change)
      } catch (error) {
        logBug(error, { call: `signal of ${change.what}`, object: change.path })
      }
    }
    this.#running = false
  }

  /** After everything that this turn of the event loop has to say. */
  async #nextTurn(): Promise<Waiting | undefined> {
    await setImmediate()
    return this.#next()
  }

  #next(): Waiting | undefined {
    const change = this.#queue.shift()
    if (change && this.#last.get(change.path) === change) this.#last.delete(change.path)
    return change
  }

  async #tell({ what, subject, path, node, names }: Waiting): Promise<void> {
    if (what === 'changed') return this.#tellProperties(subject, path, node, names)
    const signal = { path: node.path, interface: manager }
    if (what === 'removed') {
      const values = [path, interfacesOf(subject).map(({ name }) => name)]
      return this.audience.tell({ ...signal, member: 'InterfacesRemoved', signature: 'oas', values }, subject, node)
    }
    const values = [path, await interfaceValues(subject, node, this.asker, this.guard)]
    this.audience.tell({ ...signal, member: 'InterfacesAdded', signature: 'oa{sa{sv}}', values }, subject, node)
  }

  async #tellProperties(subject: Found, path: string, node: DriverNode, names: ReadonlySet<string>): Promise<void> {
    const call = new BusCall<unknown>(node, subject.reference, this.asker, this.guard)
    for (const { name: iface, properties } of interfacesOf(subject)) {
      const wanted = [...properties.values()].filter(
        ({ name, emits }) => emits === 'true' && names.has(`${iface}.${name}`),
      )
      const entries = wanted.length > 0 ? await readProperties(wanted, call, singleVariant) : []
      if (entries.length === 0) continue
      const signal = { path, interface: 'org.freedesktop.DBus.Properties', member: 'PropertiesChanged' }
      this.audience.tell({ ...signal, signature: 'sa{sv}as', values: [iface, entries, []] }, subject, node)
    }
  }
}

function interfacesOf({ kind }: Found) {
  return hasPlace(kind) ? objectKinds[kind].interfaces : []
}
