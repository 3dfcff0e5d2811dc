import { initialCommands } from '../command/initialCommands.js'
import type { Guest } from '../domain/Guest.js'
import type { QmpMonitor } from '../monitor/QmpMonitor.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'

/**
 * Tells QEMU what its command line could not, before the guest's vCPUs first run: passwords, links, limits, the balloon.
 * @throws LibvirtError for what this QEMU cannot do
 */
export async function settleGuest(
  { host, settings }: Pick<QemuDriverContext, 'host' | 'settings'>,
  { definition }: Pick<Guest, 'definition'>,
  monitor: Pick<QmpMonitor, 'execute'>,
): Promise<void> {
  const passwords = { vnc: settings.command.vncPassword, spice: settings.command.spicePassword }
  const now = Math.floor(host.clock.now() / 1000)
  for (const command of initialCommands(definition, passwords, now)) {
    await monitor.execute(command.execute, command.arguments)
  }
}
