import type { Guest } from '../domain/Guest.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { JsonReader } from '../monitor/JsonReader.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'

/** What an event of QEMU is about. */
export interface EventScene {
  readonly context: QemuDriverContext
  readonly domain: QemuDomain
  readonly guest: Guest
  readonly data: JsonReader
}

/** Deals with events of one kind. */
export type EventHandler = (scene: EventScene) => Promise<void> | void

/** Handlers by QEMU's names of events. */
export type EventHandlers = Readonly<Record<string, EventHandler>>
