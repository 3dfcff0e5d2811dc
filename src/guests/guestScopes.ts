import type { BusConnection } from '../bus/connection/BusConnection.js'
import { BusError } from '../bus/connection/BusError.js'

/** Names of the scopes that guests run in, as the service manager knows them, whether or not a daemon is up. */
export async function guestScopes(bus: BusConnection): Promise<string[]> {
  try {
    const { values } = await bus.call({
      destination: 'org.freedesktop.systemd1',
      path: '/org/freedesktop/systemd1',
      interface: 'org.freedesktop.systemd1.Manager',
      member: 'ListUnitsByPatterns',
      signature: 'asas',
      values: [['active'], ['machine-qemu*.scope', 'machine-lxc*.scope']],
    })
    const [units] = values
    return Array.isArray(units) ? units.flatMap(unit => (Array.isArray(unit) ? [String(unit[0])] : [])) : []
  } catch (error) {
    if (!(error instanceof BusError)) throw error
    return []
  }
}
