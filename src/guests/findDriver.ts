// Who on the bus has the guests of a connection URI.
import { Variant } from '../bus/codec/values.js'
import type { BusConnection } from '../bus/connection/BusConnection.js'
import { BusError } from '../bus/connection/BusError.js'
import type { DriverPlace } from './BusHypervisor.js'

interface DriverRow {
  readonly path: string
  /** Daemon that has only this driver, when there is one. */
  readonly daemon?: string
}

/** Drivers that run guests of a whole host, by the scheme of their URIs. */
const drivers: Readonly<Record<string, DriverRow>> = {
  qemu: { path: '/org/libvirt/QEMU', daemon: 'virtqemud' },
  test: { path: '/org/libvirt/Test' },
  lxc: { path: '/org/libvirt/LXC', daemon: 'virtlxcd' },
  xen: { path: '/org/libvirt/Xen', daemon: 'virtxend' },
  vbox: { path: '/org/libvirt/VBox', daemon: 'virtvboxd' },
  vz: { path: '/org/libvirt/VZ', daemon: 'virtvzd' },
}

/** The bus name of libvirtd, and of virtproxyd where daemons are modular. */
const classic = 'org.libvirt'

/** A URI that names no driver of this host. */
export class UriError extends Error {
  override readonly name = 'UriError'
}

/**
 * The service to ask: whoever is up; else, where one may be started, the daemon whose units are enabled.
 * @returns undefined when nobody is up and nobody may be started @throws UriError
 */
export async function findDriver(
  uri: string,
  bus: BusConnection,
  { startable }: { readonly startable: boolean },
): Promise<DriverPlace | undefined> {
  const { path, daemon } = driverOf(uri)
  const own = daemon === undefined ? [] : [`${classic}.${daemon}`]
  const names = [...own, classic]
  for (const destination of names) if (await hasOwner(bus, destination)) return { destination, path }
  if (!startable) return undefined
  const { values } = await bus.callBus('ListActivatableNames', '', [])
  const activatable = names.filter(name => Array.isArray(values[0]) && values[0].includes(name))
  const [first = own[0] ?? classic] = activatable
  // Both may be installed; starting one stops the other, so that the administrator's choice has to count.
  const monolithic = daemon !== undefined && !(await isEnabled(bus, daemon)) && (await isEnabled(bus, 'libvirtd'))
  return { destination: monolithic && activatable.includes(classic) ? classic : first, path }
}

/** @throws UriError */
function driverOf(uri: string): DriverRow {
  const scheme = uri === 'default' ? 'qemu' : (/^([a-z]+):\/\/\/(system|default)?$/.exec(uri)?.[1] ?? '')
  const row = drivers[scheme]
  if (!row) throw new UriError(`'${uri}' is no connection to the guests of this host; such are ${examples()}`)
  return row
}

const examples = (): string =>
  Object.keys(drivers)
    .map(scheme => `${scheme}:///${scheme === 'test' ? 'default' : 'system'}`)
    .join(', ')

async function hasOwner(bus: BusConnection, name: string): Promise<boolean> {
  const { values } = await bus.callBus('NameHasOwner', 's', [name])
  return values[0] === true
}

/** Whether the service or the socket of a daemon is enabled. */
async function isEnabled(bus: BusConnection, daemon: string): Promise<boolean> {
  for (const unit of [`${daemon}.socket`, `${daemon}.service`]) {
    try {
      const { values } = await bus.call({
        destination: 'org.freedesktop.systemd1',
        path: '/org/freedesktop/systemd1',
        interface: 'org.freedesktop.systemd1.Manager',
        member: 'GetUnitFileState',
        signature: 's',
        values: [unit],
      })
      const [state] = values
      if (String(state instanceof Variant ? state.value : state).startsWith('enabled')) return true
    } catch (error) {
      if (!(error instanceof BusError)) throw error
    }
  }
  return false
}
