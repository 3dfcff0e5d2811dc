import type { Call } from '../../api/call.js'
import type { Driver, Found } from '../../api/Driver.js'
import { LibvirtError } from '../../api/LibvirtError.js'
import type { ObjectKind } from '../../api/schema.js'
import { ChangeHistory } from '../events/ChangeHistory.js'
import { hasPlace, namedByUuid, objectPath } from './objectPaths.js'

type Route = NonNullable<Call['route']>

/** What each driver serves of a connection's calls; the test driver serves all of them. */
const routes: Readonly<Record<Driver['key'], Route | 'all'>> = {
  qemu: 'hypervisor',
  test: 'all',
  network: 'network',
  storage: 'storage',
  nodedev: 'nodedev',
  secret: 'secret',
  interface: 'interface',
  nwfilter: 'nwfilter',
}

/** A driver's place in the tree: the drivers of this process that share the path, perhaps none. */
export class DriverNode {
  readonly #chosen = new Map<string, Driver>()
  /** Paths that stay; lists of thousands are made of them. */
  readonly #paths = new WeakMap<Found, string>()
  readonly history: ChangeHistory

  constructor(
    readonly path: string,
    readonly uri: string,
    readonly drivers: readonly Driver[],
    /** Another service numbers the changes of its objects. */
    readonly elsewhere = false,
  ) {
    this.history = new ChangeHistory(this.sequence)
  }

  /**
   * The driver that serves a call: the one of the call's route, and where the process has none, whichever knows the call.
   * @throws LibvirtError NO_CONNECT where there is no driver at all
   */
  driverFor(call: Call): Driver {
    const known = this.#chosen.get(call.name)
    if (known) return known
    const { route = 'hypervisor' } = call
    const chosen =
      this.drivers.find(({ key }) => routes[key] === route || routes[key] === 'all') ??
      this.drivers.find(({ verbs }) => call.name in verbs) ??
      this.drivers[0]
    if (!chosen) throw new LibvirtError('NO_CONNECT', this.uri, { hint: 'the service that is asked does not drive it' })
    this.#chosen.set(call.name, chosen)
    return chosen
  }

  /** Number of the last change of any of these drivers; all drivers of a process count in one sequence. */
  get sequence(): number {
    return Math.max(0, ...this.drivers.map(({ feed }) => feed.sequence))
  }

  /** The driver that has objects of a kind. */
  driverOf(kind: ObjectKind): Driver | undefined {
    return this.drivers.find(({ find }) => kind in find) ?? this.drivers[0]
  }

  /** Path of an object of these drivers. @throws TypeError for a kind that the tree does not show */
  pathOf(found: Found): string {
    const known = this.#paths.get(found)
    if (known !== undefined) return known
    const { kind, reference } = found
    if (!hasPlace(kind)) throw new TypeError(`${kind} has no place on the bus`)
    // An object's reference is of its own kind.
    const path = objectPath(this.path, kind, reference as never)
    if (namedByUuid.has(kind)) this.#paths.set(found, path)
    return path
  }
}
