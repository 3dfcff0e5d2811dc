// Guests over D-Bus: org.libvirt.Connect and org.libvirt.Domain of whichever daemon has the driver.
import {
  connectListAllDomainsFlags,
  domainCreateFlags,
  domainEventType,
  domainInterfaceAddressesSource,
  domainMetadataType,
  domainSaveRestoreFlags,
  domainSetTimeFlags,
  domainState,
} from '../api/enums/domain.js'
import { Variant } from '../bus/codec/values.js'
import type { BusConnection } from '../bus/connection/BusConnection.js'
import { BusError, busErrors } from '../bus/connection/BusError.js'
import { log } from '../log/log.js'
import { type GuestPlan, lifecycleNamespace, noPlan, readPlan } from '../model/lifecycle/GuestPlan.js'
import { type Guest, type Hypervisor, NotSupported } from './Hypervisor.js'

/** Where a driver is on the bus. */
export interface DriverPlace {
  readonly destination: string
  readonly path: string
}

/** Milliseconds for calls that write a guest's memory to disk: as long as it takes. */
const patience = 0x7fff_ffff
/** Beginning of libvirt's text for a call that a driver does not have; on D-Bus all its errors bear one name. */
const unsupported = 'this function is not supported by the connection driver'

export class BusHypervisor implements Hypervisor {
  readonly #ended: ((uuid: string) => void)[] = []
  readonly #uuids = new Map<string, string>()

  private constructor(
    readonly uri: string,
    private readonly bus: BusConnection,
    private readonly place: DriverPlace,
    private readonly bypassCache: boolean,
  ) {}

  /** @throws BusError when nobody is there and nobody can be started */
  static async open(
    uri: string,
    bus: BusConnection,
    place: DriverPlace,
    { bypassCache }: { readonly bypassCache: boolean },
  ): Promise<BusHypervisor> {
    const self = new BusHypervisor(uri, bus, place, bypassCache)
    const { destination: sender, path } = place
    await bus.subscribe(
      { interface: 'org.libvirt.Connect', member: 'DomainEvent', path, sender },
      ([domain, event]) => {
        const uuid = self.#uuids.get(String(domain))
        if (event !== domainEventType.STOPPED || uuid === undefined) return
        for (const listener of self.#ended) listener(uuid)
      },
    )
    return self
  }

  async running(): Promise<Guest[]> {
    const { values } = await this.call(this.place.path, 'org.libvirt.Connect', 'ListDomains', 'u', [
      connectListAllDomainsFlags.ACTIVE,
    ])
    const paths = Array.isArray(values[0]) ? values[0].map(String) : []
    return Promise.all(paths.map(path => this.#guest(path)))
  }

  async find(uuid: string): Promise<Guest | undefined> {
    try {
      const { values } = await this.call(this.place.path, 'org.libvirt.Connect', 'DomainLookupByUUID', 's', [uuid])
      return await this.#guest(String(values[0]))
    } catch (error) {
      if (error instanceof BusError && error.message.startsWith('Domain not found')) return undefined
      throw error
    }
  }

  onEnd(listener: (uuid: string) => void): void {
    this.#ended.push(listener)
  }

  /** @throws BusError, NotSupported */
  async call(
    path: string,
    iface: string,
    member: string,
    signature = '',
    values: readonly unknown[] = [],
    timeout?: number,
  ) {
    const { destination } = this.place
    const call = { destination, path, interface: iface, member, signature, values }
    try {
      return await this.bus.call(timeout === undefined ? call : { ...call, timeout })
    } catch (error) {
      if (!(error instanceof BusError)) throw error
      const absent = error.errorName === busErrors.unknownMethod || error.message.startsWith(unsupported)
      throw absent ? new NotSupported(error.message, { cause: error }) : error
    }
  }

  async #guest(path: string): Promise<Guest> {
    const property = async (name: string): Promise<unknown> => {
      const names = ['org.libvirt.Domain', name]
      const { values } = await this.call(path, 'org.freedesktop.DBus.Properties', 'Get', 'ss', names)
      return values[0] instanceof Variant ? values[0].value : undefined
    }
    const does = async (member: string, signature = '', values: readonly unknown[] = [], timeout?: number) =>
      (await this.call(path, 'org.libvirt.Domain', member, signature, values, timeout)).values
    const [name, uuid, persistent] = await Promise.all(['Name', 'UUID', 'Persistent'].map(property))
    this.#uuids.set(path, String(uuid))
    const addresses = async (source: keyof typeof domainInterfaceAddressesSource): Promise<unknown[]> => {
      const [links] = await does('InterfaceAddresses', 'uu', [domainInterfaceAddressesSource[source], 0])
      return Array.isArray(links) ? links : []
    }
    const { bypassCache } = this
    return {
      name: String(name),
      uuid: String(uuid),
      persistent: persistent === true,
      plan: await this.#plan(path, String(name)),
      isActive: async () => (await property('Active')) === true,
      start: async () =>
        void (await does('Create', 'u', [bypassCache ? domainCreateFlags.START_BYPASS_CACHE : 0], patience)),
      shutDown: async () => void (await does('Shutdown', 'u', [0])),
      save: async () =>
        void (await does('ManagedSave', 'u', [bypassCache ? domainSaveRestoreFlags.BYPASS_CACHE : 0], patience)),
      destroy: async () => void (await does('Destroy', 'u', [0], 60_000)),
      pause: async () => void (await does('Suspend')),
      resume: async () => void (await does('Resume')),
      syncTime: async () => void (await does('SetTime', 'tuu', [0n, 0, domainSetTimeFlags.SYNC])),
      isPaused: async () => {
        const [state] = await does('GetState', 'u', [0])
        return Array.isArray(state) && state[0] === domainState.PAUSED
      },
      hasAgent: async () => {
        await addresses('AGENT')
        return true
      },
      hasAddress: async () => (await addresses('LEASE')).length > 0,
    }
  }

  /** What a guest's definition says; one that cannot be read is told of and left aside. */
  async #plan(path: string, name: string): Promise<GuestPlan> {
    try {
      const values = [domainMetadataType.ELEMENT, lifecycleNamespace, 0]
      const reply = await this.call(path, 'org.libvirt.Domain', 'GetMetadata', 'isu', values)
      return readPlan(String(reply.values[0]))
    } catch (error) {
      const none = error instanceof NotSupported || (error instanceof BusError && /metadata/i.test(error.message))
      if (!none)
        log.warning({ object: path, error }, `The lifecycle of guest '${name}' cannot be read: ${String(error)}`)
      return noPlan
    }
  }
}
