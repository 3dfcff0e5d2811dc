// Event registrations of one client, and the messages they bring (rpc.md section 10).
import type { CallContext, Driver, EventNotice, Found, Notice } from '../api/Driver.js'
import * as events from '../api/events.js'
import type { EventClass, EventRow } from '../api/events.js'
import { LibvirtError } from '../api/LibvirtError.js'
import type { Permission } from '../api/permissions.js'
import type { ClientConnection } from './ClientConnection.js'
import { isRemote } from './client/isRemote.js'
import { programs } from './packet.js'
import { fieldsCodec } from './xdr/fieldsCodec.js'

/** What a registration may ask for besides the kind of event. */
export interface Wishes {
  /** Only events of this object. */
  readonly only?: Found | undefined
  /** Legacy registrations get messages without a callback id. */
  readonly legacy?: boolean
  /** Only events with such a body. */
  readonly accepts?: (body: EventNotice['body']) => boolean
}

interface Registration extends Required<Wishes> {
  readonly class: EventClass
  readonly eventId: number
  readonly driver: Driver
  /** Ends what another daemon was asked for. */
  readonly release: () => void
}

/** Who may be told of an event of this class, asked about the event's object. */
const permissions: Record<EventClass, Permission> = {
  domain: 'domain:getattr',
  network: 'network:getattr',
  storagePool: 'storage_pool:getattr',
  nodeDevice: 'node_device:getattr',
  secret: 'secret:getattr',
  qemuMonitor: 'domain:getattr',
}
const rows: ReadonlyMap<string, EventRow> = new Map(Object.values(events).map(row => [row.name, row]))
const knownIds = new Set([...rows.values()].map(row => `${row.class}:${row.id}`))

/** Registrations of one client: two for every guest of a large host. */
const mostRegistrations = 10_000

export class EventRelay {
  #nextId = 0
  readonly #registrations = new Map<number, Registration>()
  readonly #subscriptions = new Map<Driver, () => void>()
  /** Events leave in the order they came, also when a permission must be asked about. */
  #order: Promise<void> | undefined

  constructor(private readonly connection: ClientConnection) {}

  /**
   * @returns the callback id
   * @throws LibvirtError INTERNAL_ERROR for an event nobody knows, or as another daemon says
   */
  async register(
    driver: Driver,
    eventClass: EventClass,
    eventId: number,
    { only, legacy = false, accepts = () => true }: Wishes = {},
  ): Promise<number> {
    if (!knownIds.has(`${eventClass}:${eventId}`)) {
      throw new LibvirtError('INTERNAL_ERROR', `unsupported event ID ${eventId}`)
    }
    if (this.#registrations.size >= mostRegistrations) {
      throw new LibvirtError(
        'OPERATION_FAILED',
        `this connection has ${mostRegistrations} event callbacks, the most there may be`,
      )
    }
    const release = isRemote(driver) ? await driver.watch(eventClass, eventId) : () => {}
    const id = this.#nextId++
    this.#registrations.set(id, { class: eventClass, eventId, only, legacy, accepts, driver, release })
    if (!this.#subscriptions.has(driver)) {
      this.#subscriptions.set(
        driver,
        driver.feed.subscribe(notice => this.#notice(driver, notice)),
      )
    }
    return id
  }

  deregister(eventClass: EventClass, id: number): void {
    const registration = this.#registrations.get(id)
    if (registration?.class !== eventClass) {
      throw new LibvirtError('INTERNAL_ERROR', `${words[eventClass]} event callback ${id} not registered`)
    }
    this.#registrations.delete(id)
    registration.release()
  }

  /** Ends a registration of the old kind. */
  deregisterLegacy(eventId: number): void {
    for (const [id, registration] of this.#registrations) {
      if (registration.legacy && registration.eventId === eventId) {
        this.#registrations.delete(id)
        registration.release()
        return
      }
    }
    throw new LibvirtError('INTERNAL_ERROR', `domain event ${eventId} not registered`)
  }

  drop(): void {
    for (const unsubscribe of this.#subscriptions.values()) unsubscribe()
    this.#subscriptions.clear()
    this.#registrations.clear()
  }

  #notice(driver: Driver, notice: Notice): void {
    const row = rows.get(notice.name)
    if (!row || !('body' in notice)) return
    const subject = subjectOf(notice)
    const wanted = [...this.#registrations].filter(
      ([, one]) => isWanted(one, driver, row, subject) && one.accepts(notice.body),
    )
    if (wanted.length === 0) return
    const send = () => wanted.forEach(([id, one]) => this.#send(id, one, row, notice.body))
    const { caller } = this.connection
    if (caller.trusted || caller.identity.uid === 0 || isRemote(driver)) {
      if (this.#order) this.#order = this.#order.then(send)
      else send()
      return
    }
    const maySee = this.connection.settings.guard.maySee(subject, permissions[row.class], driver, this.#context())
    const order = Promise.all([this.#order, maySee]).then(([, visible]) => {
      if (visible) send()
    })
    // A question that fails counts as a refusal.
    this.#order = order.catch(() => {})
  }

  #send(id: number, { legacy }: Registration, row: EventRow, body: EventNotice['body']): void {
    if (!this.#registrations.has(id)) return
    const program = row.class === 'qemuMonitor' ? programs.qemu : programs.remote
    const procedure = legacy ? row.legacy : row.number
    if (procedure === undefined) return
    try {
      this.connection.sendMessage(program, procedure, to => {
        if (!legacy) to.int(id)
        fieldsCodec(row.body).write(to, body)
      })
    } catch (error) {
      // A body that the protocol does not carry is a bug of the driver's, but must not end what it was telling.
      this.connection.settings.reportBug(error, row.name, this.connection.caller)
    }
  }

  #context(): CallContext {
    const { caller, signal } = this.connection
    return { caller, signal, files: { count: 0, take: () => -1 }, sendFile: () => {} }
  }
}

const words: Record<EventClass, string> = {
  domain: 'domain',
  network: 'network',
  storagePool: 'storage pool',
  nodeDevice: 'node device',
  secret: 'secret',
  qemuMonitor: 'qemu monitor',
}

/** Every event is about one object: the first reference in its body. */
function subjectOf({ body }: EventNotice): Found {
  for (const value of Object.values(body)) {
    if (typeof value === 'object' && value !== null && 'details' in value) return value as Found
  }
  throw new TypeError('an event without an object')
}

function isWanted(registration: Registration, driver: Driver, row: EventRow, subject: Found): boolean {
  return (
    registration.driver === driver &&
    registration.class === row.class &&
    registration.eventId === row.id &&
    (registration.only === undefined || isSameObject(registration.only, subject))
  )
}

/** Objects of another daemon are made anew for every event: what counts is what identifies them. */
function isSameObject(one: Found, other: Found): boolean {
  return one === other || (one.kind === other.kind && identityOf(one) === identityOf(other))
}

const identityOf = ({ reference }: Found): string => ('uuid' in reference ? reference.uuid : JSON.stringify(reference))
