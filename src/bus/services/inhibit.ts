import { closeSync } from 'node:fs'
import type { BusConnection } from '../connection/BusConnection.js'
import { BusError } from '../connection/BusError.js'

/** Where logind is on the bus (org.freedesktop.login1(5)). */
export const logind = {
  destination: 'org.freedesktop.login1',
  path: '/org/freedesktop/login1',
  interface: 'org.freedesktop.login1.Manager',
} as const

export interface Inhibition {
  /** `shutdown`, or `shutdown:sleep`. */
  readonly what: string
  /** Who asks, as people are shown it. */
  readonly who: string
  readonly why: string
  /** `block` forbids it, `delay` puts it off for a few seconds. */
  readonly mode: 'block' | 'delay'
}

/**
 * Keeps the host from being powered off or put to sleep. Where there is no logind, or the host is going down already, nothing is to
 * be held.
 * @returns gives it up
 */
export async function inhibit(bus: BusConnection, { what, who, why, mode }: Inhibition): Promise<() => void> {
  try {
    const { descriptors } = await bus.call({
      ...logind,
      member: 'Inhibit',
      signature: 'ssss',
      values: [what, who, why, mode],
    })
    return () => {
      for (const descriptor of descriptors) closeSync(descriptor)
    }
  } catch (error) {
    if (!(error instanceof BusError)) throw error
    return () => {}
  }
}
