import { closeSync } from 'node:fs'
import type { BusConnection } from '../bus/connection/BusConnection.js'
import { BusError } from '../bus/connection/BusError.js'

/**
 * Keeps the host from being powered off or put to sleep, with a reason that people are shown. Where there is no logind, or the
 * host is going down already, nothing is to be held.
 * @returns gives it up
 */
export async function holdHost(bus: BusConnection, reason: string): Promise<() => void> {
  try {
    const { descriptors } = await bus.call({
      destination: 'org.freedesktop.login1',
      path: '/org/freedesktop/login1',
      interface: 'org.freedesktop.login1.Manager',
      member: 'Inhibit',
      signature: 'ssss',
      values: ['shutdown:sleep', 'libvirt-guests', reason, 'block'],
    })
    return () => {
      for (const descriptor of descriptors) closeSync(descriptor)
    }
  } catch (error) {
    if (!(error instanceof BusError)) throw error
    return () => {}
  }
}
