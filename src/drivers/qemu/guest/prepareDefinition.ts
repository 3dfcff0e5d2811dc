// Makes of a definition what a guest runs by; what belongs to the host is asked here.
import { join } from 'node:path'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { PortPool } from '../../../host/PortPool.js'
import type { Undo } from '../../../host/Undo.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { QemuCapabilities } from '../../../model/capabilities/QemuCapabilities.js'
import { prepareDomain } from '../command/prepareDomain.js'
import type { DisplaySettings } from '../command/prepareGraphics.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { shortName } from '../shortName.js'
import { definitionText } from '../domain/definitionText.js'

/** Ports that one display takes at most from each range: one plain and one with TLS. */
const portsPerDisplay = 2

/** A guest that is to be made: its number, and the folder it keeps to itself. */
export interface GuestPlan {
  readonly id: number
  readonly folder: string
}

/**
 * Completes a copy of a definition for a start.
 * @param capabilities of its emulator
 * @throws LibvirtError when there is no free port, or the definition asks for what the host has not
 */
export async function prepareDefinition(
  context: QemuDriverContext,
  definition: Domain,
  capabilities: QemuCapabilities,
  plan: GuestPlan,
  undo: Undo,
): Promise<void> {
  const { ports } = context
  const wanted = definition.devices.graphics.length * portsPerDisplay
  await using displays = await SparePorts.of(ports.display, wanted, undo)
  await using websockets = await SparePorts.of(ports.websocket, wanted, undo)
  const takePort: DisplaySettings['takePort'] = purpose =>
    (purpose === 'vncWebsocket' ? websockets : displays).take(purpose)
  await completeDefinition(context, definition, capabilities, plan, takePort)
}

/** As `prepareDefinition`, with ports of the caller's choice. */
export async function completeDefinition(
  { settings, directories, emulators }: QemuDriverContext,
  definition: Domain,
  capabilities: QemuCapabilities,
  { id, folder }: GuestPlan,
  takePort: DisplaySettings['takePort'],
): Promise<void> {
  const { qemu } = await emulators.contextFor(definitionText(definition))
  definition.id = id
  prepareDomain(definition, {
    displays: {
      vncListen: settings.vncListen,
      spiceListen: settings.spiceListen,
      vncAutoSocket: settings.vncAutoUnixSocket,
      spiceAutoSocket: settings.spiceAutoUnixSocket,
      spiceTls: settings.command.spiceTls,
      privateDirectory: folder,
      takePort,
      networkAddress(network) {
        throw new LibvirtError(
          'CONFIG_UNSUPPORTED',
          `listening on the address of network '${network}' is not supported yet`,
        )
      },
    },
    channelDirectory: join(directories.qemuChannel, shortName(id, definition.name)),
    chardevTls: settings.chardevTls,
    vxhsTls: settings.vxhsTls,
    capabilities,
    ...(qemu && { firmware: { ...qemu, abiUpdate: false } }),
  })
}

/** Free ports, found before they are asked for; those that nobody took go back. */
class SparePorts implements AsyncDisposable {
  private constructor(
    readonly pool: PortPool,
    readonly ports: number[],
    readonly undo: Undo,
  ) {}

  static async of(pool: PortPool, count: number, undo: Undo): Promise<SparePorts> {
    const ports: number[] = []
    while (ports.length < count) {
      const port = await pool.acquire()
      if (port === undefined) break
      ports.push(port)
    }
    return new SparePorts(pool, ports, undo)
  }

  take(purpose: string): number {
    const { pool } = this
    const port = this.ports.shift()
    if (port === undefined) {
      const range = `(${pool.min}-${pool.max})`
      throw new LibvirtError('INTERNAL_ERROR', `Unable to find an unused port in range '${purpose}' ${range}`)
    }
    this.undo.defer(() => pool.release(port))
    return port
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const port of this.ports) this.pool.release(port)
  }
}

/** Ports that a guest's displays have. */
export function displayPorts({ devices }: Domain): number[] {
  const ports = devices.graphics.flatMap(graphics => {
    if (graphics.type === 'vnc') return [graphics.port, graphics.websocket]
    if (graphics.type === 'spice') return [graphics.port, graphics.tlsPort]
    return graphics.type === 'rdp' ? [graphics.port] : []
  })
  return ports.flatMap(port => (port !== undefined && port > 0 ? [port] : []))
}
