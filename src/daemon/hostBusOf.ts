import { HostBus } from '../bus/connection/HostBus.js'
import type { DaemonContext } from './DaemonContext.js'

const byDaemon = new WeakMap<DaemonContext, HostBus>()

/** The daemon's own way to other services on its bus: the system's, or its session's. */
export function hostBusOf(context: DaemonContext): HostBus {
  let bus = byDaemon.get(context)
  if (!bus) {
    byDaemon.set(context, (bus = new HostBus(busAddress(context.mode, process.env))))
    context.stopping.addEventListener('abort', () => void bus?.close())
  }
  return bus
}

/** Address of the bus of this kind (D-Bus specification, "Well-known message bus instances"). */
export function busAddress(mode: DaemonContext['mode'], env: NodeJS.ProcessEnv): string {
  if (mode === 'system') return env['DBUS_SYSTEM_BUS_ADDRESS'] ?? 'unix:path=/run/dbus/system_bus_socket'
  const runtime = env['XDG_RUNTIME_DIR'] ?? `/run/user/${process.getuid?.() ?? 0}`
  return env['DBUS_SESSION_BUS_ADDRESS'] ?? `unix:path=${runtime}/bus`
}
