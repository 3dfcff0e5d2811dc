import type { BusConnection } from '../bus/connection/BusConnection.js'
import { inhibit } from '../bus/services/inhibit.js'

/**
 * Keeps the host from being powered off or put to sleep, with a reason that people are shown.
 * @returns gives it up
 */
export const holdHost = (bus: BusConnection, reason: string): Promise<() => void> =>
  inhibit(bus, { what: 'shutdown:sleep', who: 'libvirt-guests', why: reason, mode: 'block' })
