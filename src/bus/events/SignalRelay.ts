// From what drivers tell to signals: org.libvirt's events, and the standard signals about objects and properties.
import type { ChangeNotice, EventNotice, Feed, Found, Notice } from '../../api/Driver.js'
import { log } from '../../log/log.js'
import { logBug } from '../../log/logBug.js'
import type { DriverNode } from '../tree/DriverNode.js'
import { objectKinds } from '../tree/objectKinds.js'
import { hasPlace } from '../tree/objectPaths.js'
import type { Audience } from './Audience.js'
import type { ObjectChanges } from './ObjectChanges.js'
import { signalRows, subjectOf } from './signalRows.js'

export class SignalRelay {
  readonly #unsubscribe: (() => void)[] = []

  constructor(
    private readonly audience: Audience,
    private readonly changes: ObjectChanges,
  ) {}

  /** Listens to the feeds of all drivers. Drivers of different places need feeds of their own, or events would be mixed up. */
  start(nodes: readonly DriverNode[]): void {
    const places = new Map<Feed, DriverNode>()
    for (const node of nodes) {
      for (const { feed, uri } of node.drivers) {
        const other = places.get(feed)
        if (other && other !== node) log.warning({ driver: uri }, `${uri} shares its events with ${other.uri}`)
        if (!other) places.set(feed, node)
      }
    }
    for (const [feed, node] of places) this.#unsubscribe.push(feed.subscribe(notice => this.#notice(notice, node)))
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe()
  }

  /** A driver must not fail because its news cannot be told. */
  #notice(notice: Notice, node: DriverNode): void {
    try {
      if ('body' in notice) this.#tellEvent(notice, node)
      else if (hasPlace(notice.subject.kind)) this.#tellChange(notice, node)
    } catch (error) {
      logBug(error, { call: `signal of ${notice.name}` })
    }
  }

  #tellEvent(notice: EventNotice, node: DriverNode): void {
    const row = signalRows.get(notice.name)
    if (!row) return
    const subject = subjectOf(notice)
    const path = node.pathOf(subject)
    const { interface: iface, member, signature } = row
    const values = row.values(notice.body, path)
    this.audience.tell(
      { path: row.from === 'driver' ? node.path : path, interface: iface, member, signature, values },
      subject,
      node,
    )
  }

  #tellChange(notice: ChangeNotice, node: DriverNode): void {
    const path = node.pathOf(notice.subject)
    const properties = concerned(notice)
    const { kind, reference, details } = notice.subject
    const subject: Found = { kind, reference, details }
    node.history.add({ sequence: notice.sequence, what: notice.name, path, subject, properties })
    const signal = { path: node.path, interface: 'org.virtbus.Connect1', member: 'Changed', signature: 'tsoas' }
    this.audience.tell({ ...signal, values: [BigInt(notice.sequence), notice.name, path, properties] }, subject, node)
    this.changes.add({ what: notice.name, subject: notice.subject, path, node, properties })
  }
}

/** Properties that show the answers of the calls a notice names: `interface.name`. */
function concerned({ subject, fields }: ChangeNotice): string[] {
  if (!hasPlace(subject.kind) || fields.length === 0) return []
  return objectKinds[subject.kind].interfaces.flatMap(({ name: iface, properties }) =>
    [...properties.values()]
      .filter(({ changesWith }) => changesWith.some(call => fields.includes(call)))
      .map(({ name }) => `${iface}.${name}`),
  )
}
