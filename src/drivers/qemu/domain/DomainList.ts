// Every domain of the driver, by UUID, name and id.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { References } from '../../../api/schema.js'
import type { FileOwner } from '../../../host/FileOwner.js'
import type { Identity } from '../../../model/domain/identity.js'
import { claim } from './claim.js'
import type { Guest } from './Guest.js'
import type { QemuDomain } from './QemuDomain.js'

export class DomainList implements Iterable<QemuDomain> {
  readonly #byUuid = new Map<string, QemuDomain>()
  readonly #byName = new Map<string, QemuDomain>()
  /** Names and UUIDs of domains that are about to come in, until that is decided. */
  readonly #coming = new Map<string, Promise<void>>()
  #lastId = 0

  get size(): number {
    return this.#byUuid.size
  }

  [Symbol.iterator](): IterableIterator<QemuDomain> {
    return this.#byUuid.values()
  }

  add(domain: QemuDomain): void {
    this.#byUuid.set(domain.uuid, domain)
    this.#byName.set(domain.name, domain)
  }

  remove(domain: QemuDomain): void {
    this.#byUuid.delete(domain.uuid)
    this.#byName.delete(domain.name)
  }

  rename(domain: QemuDomain, name: string): void {
    this.#byName.delete(domain.name)
    domain.name = name
    this.#byName.set(name, domain)
  }

  /**
   * Lets a domain come in that nobody knows yet: calls that bring one of the same name or UUID wait until this one has decided.
   * @returns the domain that is there already, or else how to say that this one is decided
   * @throws LibvirtError OPERATION_FAILED when name and UUID belong to different domains
   */
  async admit(
    identity: Pick<Identity, 'name' | 'uuid'>,
  ): Promise<{ known: QemuDomain } | { known: undefined; decided: () => void }> {
    const keys = [`name ${identity.name}`, `uuid ${identity.uuid}`]
    for (;;) {
      const earlier = keys.flatMap(key => this.#coming.get(key) ?? [])
      if (earlier.length === 0) break
      await Promise.all(earlier)
    }
    const known = claim(this, identity)
    if (known) return { known }
    let settle = () => {}
    const settled = new Promise<void>(resolve => (settle = resolve))
    for (const key of keys) this.#coming.set(key, settled)
    const decided = () => {
      for (const key of keys) this.#coming.delete(key)
      settle()
    }
    return { known: undefined, decided }
  }

  /** A number no guest has had since the daemon knows of guests. */
  nextId(): number {
    return ++this.#lastId
  }

  /** Takes note of a number that a guest of a former daemon has. */
  reserveId(id: number): void {
    this.#lastId = Math.max(this.#lastId, id)
  }

  withUuid(uuid: string): QemuDomain | undefined {
    return this.#byUuid.get(uuid)
  }

  withName(name: string): QemuDomain | undefined {
    return this.#byName.get(name)
  }

  withId(id: number): QemuDomain | undefined {
    for (const domain of this) if (domain.guest?.id === id) return domain
    return undefined
  }

  /** Files lent to running guests, by path, with whom they belong to. */
  lentFiles(except?: Pick<Guest, 'owners'>): Map<string, FileOwner> {
    const lent = new Map<string, FileOwner>()
    for (const { guest } of this) {
      if (!guest || guest.owners === except?.owners) continue
      for (const file of guest.owners) lent.set(file.path, file)
    }
    return lent
  }

  /** Files lent to this guest and to no other one. */
  unshared(guest: Pick<Guest, 'owners'>): FileOwner[] {
    const others = this.lentFiles(guest)
    return guest.owners.filter(({ path }) => !others.has(path))
  }

  /** Finds what a client refers to. @throws LibvirtError NO_DOMAIN */
  find({ name, uuid }: References['domain']): QemuDomain {
    const domain = this.#byUuid.get(uuid)
    if (domain) return domain
    // Clients may name a domain by its UUID alone.
    throw missing(name === '' ? `uuid '${uuid}'` : `uuid '${uuid}' (${name})`)
  }

  /** @throws LibvirtError NO_DOMAIN */
  lookUpByName(name: string): QemuDomain {
    const domain = this.#byName.get(name)
    if (!domain) throw missing(`name '${name}'`)
    return domain
  }

  /** @throws LibvirtError NO_DOMAIN */
  lookUpByUuid(uuid: string): QemuDomain {
    const domain = this.#byUuid.get(uuid)
    if (!domain) throw missing(`uuid '${uuid}'`)
    return domain
  }

  /** @throws LibvirtError NO_DOMAIN */
  lookUpById(id: number): QemuDomain {
    const domain = this.withId(id)
    if (!domain) throw missing(`id ${id}`)
    return domain
  }
}

function missing(what: string): LibvirtError {
  return new LibvirtError('NO_DOMAIN', `no domain with matching ${what}`)
}
