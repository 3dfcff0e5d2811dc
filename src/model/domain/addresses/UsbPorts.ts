// Ports of USB controllers and of the hubs behind them (virDomainUSBAddressSet).
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { UsbController } from '../devices/controller.js'
import type { DeviceInfo } from '../devices/deviceInfo.js'

/** Ports of a hub; the number QEMU's has. */
export const hubPorts = 8
/** Hubs behind each other, the controller's own ports being the first level. */
const maxDepth = 4

/** Ports of a controller; companions' are their master's. */
export function controllerPorts({ model, ports }: UsbController): number {
  switch (model) {
    case 'piix3-uhci':
    case 'piix4-uhci':
    case 'vt82c686b-uhci':
      return 2
    case 'ehci':
    case 'ich9-ehci1':
      return 6
    case 'pci-ohci':
      return 3
    case 'nec-xhci':
    case 'qemu-xhci':
      return ports ?? 4
    case 'qusb1':
    case 'qusb2':
      return ports ?? 8
    default:
      return 0
  }
}

interface Port {
  taken: boolean
  hub: Port[] | undefined
}

/** No controller has more; one that claims to is refused when the domain is checked, after the addresses are given. */
const mostPorts = 255

const newPorts = (count: number): Port[] =>
  Array.from({ length: Math.min(count, mostPorts) }, () => ({ taken: false, hub: undefined }))
const refuse = (detail: string) => new LibvirtError('XML_ERROR', detail)

export class UsbPorts {
  readonly #buses: (Port[] | undefined)[] = []

  /** @throws LibvirtError XML_ERROR for a second controller of that index */
  addController(controller: UsbController): void {
    const count = controllerPorts(controller)
    const index = controller.index ?? 0
    if (count === 0) return
    if (this.#buses[index]) throw refuse(`Duplicate USB controllers with index ${index}`)
    this.#buses[index] = newPorts(count)
  }

  #port(bus: number, path: readonly number[]): Port {
    let ports = this.#buses[bus]
    if (!ports) throw refuse(`Missing USB bus ${bus}`)
    let port: Port | undefined
    for (const [level, number] of path.entries()) {
      if (level > 0) ports = port?.hub
      if (!ports)
        throw refuse(
          `there is no hub at port ${path.slice(0, level).join('.')} in USB address bus: ${bus} port: ${path.join('.')}`,
        )
      port = ports[number - 1]
      if (!port) throw refuse(`requested USB port ${path.join('.')} not present on USB bus ${bus}`)
    }
    if (!port) throw refuse(`requested USB port ${path.join('.')} not present on USB bus ${bus}`)
    return port
  }

  /** Takes the port a document names; does nothing for a device without one. */
  reserve({ address }: DeviceInfo): void {
    if (address?.type !== 'usb' || !address.port) return
    const port = this.#port(address.bus, address.port)
    if (port.taken) throw refuse(`Duplicate USB address bus ${address.bus} port ${address.port.join('.')}`)
    port.taken = true
  }

  /** Makes the ports of a hub usable, which itself has its port already. */
  openHub({ address }: DeviceInfo): void {
    if (address?.type !== 'usb' || !address.port) return
    this.#port(address.bus, address.port).hub ??= newPorts(hubPorts)
  }

  /** Gives a device the first free port, on the bus it names if it names one. */
  assign(info: DeviceInfo): void {
    const { address } = info
    if (address !== undefined && address.type !== 'usb') return
    if (address?.port) return
    for (const [bus, ports] of this.#buses.entries()) {
      if (!ports || (address && address.bus !== bus)) continue
      const path = freePath(ports, 1)
      if (!path) continue
      info.address = { type: 'usb', bus, port: path }
      this.reserve(info)
      return
    }
    throw new LibvirtError('INTERNAL_ERROR', 'No free USB ports')
  }
}

function freePath(ports: readonly Port[], level: number): number[] | undefined {
  const free = ports.findIndex(({ taken }) => !taken)
  if (free >= 0) return [free + 1]
  if (level >= maxDepth) return undefined
  for (const [at, { hub }] of ports.entries()) {
    const below = hub && freePath(hub, level + 1)
    if (below) return [at + 1, ...below]
  }
  return undefined
}
