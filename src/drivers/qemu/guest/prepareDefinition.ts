// Makes of a definition what a guest runs by: names within QEMU, paths and ports that are chosen at each start.
import { join } from 'node:path'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { PortPool } from '../../../host/PortPool.js'
import type { Undo } from '../../../host/Undo.js'
import type { Graphics } from '../../../model/domain/devices/graphics.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { assignAliases } from '../command/assignAliases.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { shortName } from '../shortName.js'

/**
 * Completes a copy of a definition for a start; it becomes the definition of the guest with that id.
 * @throws LibvirtError when there is no free port
 */
export async function prepareDefinition(
  context: QemuDriverContext,
  definition: Domain,
  id: number,
  undo: Undo,
): Promise<void> {
  definition.id = id
  assignAliases(definition)
  nameChannelSockets(definition, join(context.directories.qemuChannel, shortName(id, definition.name)))
  for (const graphics of definition.devices.graphics) {
    placeListener(graphics, context)
    await choosePorts(graphics, context, undo)
  }
}

/** Channels to the host for which the definition names no socket. */
function nameChannelSockets({ devices }: Domain, folder: string): void {
  for (const { source, target } of devices.channel) {
    if (source.type !== 'unix' || source.path !== undefined) continue
    if (target.type !== 'virtio' && target.type !== 'xen') continue
    source.path = join(folder, target.name ?? '')
    source.listen = true
  }
}

/** Where a display listens that does not say: the configuration's address. */
function placeListener(graphics: Graphics, { settings }: QemuDriverContext): void {
  const address = { vnc: settings.vncListen, spice: settings.spiceListen }[graphics.type === 'spice' ? 'spice' : 'vnc']
  for (const listen of graphics.listens) {
    if (listen.type !== 'address' || listen.address !== undefined) continue
    listen.address = address
    listen.fromConfig = true
  }
}

async function choosePorts(graphics: Graphics, { ports, settings }: QemuDriverContext, undo: Undo): Promise<void> {
  const needsPort = graphics.listens.some(({ type }) => type === 'address' || type === 'network')
  if (graphics.type !== 'vnc' && graphics.type !== 'spice') return
  if (needsPort && (graphics.autoport || graphics.port === -1)) {
    graphics.port = await take(ports.display, graphics.type, undo)
    if (graphics.type === 'spice' && settings.command.spiceTls)
      graphics.tlsPort = await take(ports.display, 'spice', undo)
  }
  if (graphics.type === 'vnc' && graphics.websocket === -1) {
    graphics.websocket = await take(ports.websocket, 'vnc', undo)
    graphics.websocketGenerated = true
  }
}

async function take(pool: PortPool, what: string, undo: Undo): Promise<number> {
  const port = await pool.acquire()
  if (port === undefined) {
    throw new LibvirtError(
      'INTERNAL_ERROR',
      `Unable to find an unused port in range '${what}' (${pool.min}-${pool.max})`,
    )
  }
  undo.defer(() => pool.release(port))
  return port
}

/** Ports that a guest's displays have. */
export function displayPorts({ devices }: Domain): number[] {
  const ports = devices.graphics.flatMap(graphics => {
    if (graphics.type === 'vnc') return [graphics.port, graphics.websocket]
    return graphics.type === 'spice' ? [graphics.port, graphics.tlsPort] : []
  })
  return ports.flatMap(port => (port !== undefined && port > 0 ? [port] : []))
}
