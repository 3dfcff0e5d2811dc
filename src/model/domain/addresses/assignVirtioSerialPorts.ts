// Ports of channels and consoles on virtio-serial controllers (virDomainVirtioSerialAddrSet).
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { DeviceInfo } from '../devices/deviceInfo.js'
import type { Domain } from '../Domain.js'
import { addController } from '../postParse/addDefaultControllers.js'

/** Ports of a controller that does not say. */
const defaultPorts = 31
/** Port 0 is the guest's console, which finds its place without an address. */
const firstPort = 1

/** A controller's ports. A document may name any number of them, so those that are taken are kept, and not those that are not. */
interface SerialBus {
  readonly ports: number
  readonly taken: Set<number>
}

class SerialBuses {
  readonly #buses = new Map<number, SerialBus>()

  constructor(readonly domain: Domain) {
    for (const controller of domain.devices.controller) {
      if (controller.type === 'virtio-serial') this.#add(controller.index ?? 0, controller.ports ?? defaultPorts)
    }
  }

  #add(index: number, ports: number): SerialBus {
    const bus = { ports, taken: new Set<number>() }
    this.#buses.set(index, bus)
    return bus
  }

  /** Takes a port that a document names; port 0 names none. */
  reserve({ address }: DeviceInfo): void {
    if (address?.type !== 'virtio-serial' || !address.port) return
    const { controller, port } = address
    const bus = this.#buses.get(controller)
    const refuse = (detail: string) => new LibvirtError('XML_ERROR', detail)
    if (!bus) throw refuse(`virtio serial controller ${controller} is missing`)
    if (port >= bus.ports) throw refuse(`virtio serial controller ${controller} does not have port ${port}`)
    if (bus.taken.has(port)) throw refuse(`virtio serial port ${port} on controller ${controller} is already occupied`)
    bus.taken.add(port)
  }

  /** Gives a port to a channel without one; port 0 is for the console. */
  assign(info: DeviceInfo): void {
    const { address } = info
    if (address !== undefined && address.type !== 'virtio-serial') return
    if (address?.port) return
    for (const [controller, bus] of [...this.#buses].sort(([a], [b]) => a - b)) {
      if (address && address.controller !== controller) continue
      const port = firstFree(bus)
      if (port === undefined) continue
      bus.taken.add(port)
      info.address = { type: 'virtio-serial', controller, bus: address?.bus ?? 0, port }
      return
    }
    if (address) throw new LibvirtError('XML_ERROR', 'Unable to find a free virtio-serial port')
    this.#assignOnNew(info)
  }

  #assignOnNew(info: DeviceInfo): void {
    const controller = Math.max(-1, ...this.#buses.keys()) + 1
    this.#add(controller, defaultPorts).taken.add(firstPort)
    addController(this.domain, { kind: 'controller', type: 'virtio-serial', index: controller, info: {} })
    info.address = { type: 'virtio-serial', controller, bus: 0, port: firstPort }
  }
}

function firstFree({ ports, taken }: SerialBus): number | undefined {
  let port = firstPort
  while (taken.has(port)) port++
  return port < ports ? port : undefined
}

/** @throws LibvirtError XML_ERROR for ports that do not exist or are taken */
export function assignVirtioSerialPorts(domain: Domain): void {
  const buses = new SerialBuses(domain)
  const consoles = domain.devices.console.filter(({ targetType }) => targetType === 'virtio')
  const channels = domain.devices.channel.filter(({ target }) => target.type === 'virtio')
  for (const { info } of [...consoles, ...channels]) buses.reserve(info)
  for (const { info } of channels) buses.assign(info)
}
