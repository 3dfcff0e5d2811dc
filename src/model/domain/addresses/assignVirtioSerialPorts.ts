// Ports of channels and consoles on virtio-serial controllers (virDomainVirtioSerialAddrSet).
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { DeviceInfo } from '../devices/deviceInfo.js'
import type { Domain } from '../Domain.js'
import { addController } from '../postParse/addDefaultControllers.js'

/** Ports of a controller that does not say. */
const defaultPorts = 31
/** Port 0 is the guest's console, which finds its place without an address. */
const firstPort = 1

class SerialBuses {
  readonly #taken = new Map<number, boolean[]>()

  constructor(readonly domain: Domain) {
    for (const controller of domain.devices.controller) {
      if (controller.type === 'virtio-serial') this.#add(controller.index ?? 0, controller.ports ?? defaultPorts)
    }
  }

  #add(index: number, ports: number): boolean[] {
    const taken = Array.from({ length: ports }, () => false)
    this.#taken.set(index, taken)
    return taken
  }

  /** Takes a port that a document names; port 0 names none. */
  reserve({ address }: DeviceInfo): void {
    if (address?.type !== 'virtio-serial' || !address.port) return
    const { controller, port } = address
    const taken = this.#taken.get(controller)
    const refuse = (detail: string) => new LibvirtError('XML_ERROR', detail)
    if (!taken) throw refuse(`virtio serial controller ${controller} is missing`)
    if (port >= taken.length) throw refuse(`virtio serial controller ${controller} does not have port ${port}`)
    if (taken[port]) throw refuse(`virtio serial port ${port} on controller ${controller} is already occupied`)
    taken[port] = true
  }

  /** Gives a port to a channel without one; port 0 is for the console. */
  assign(info: DeviceInfo): void {
    const { address } = info
    if (address !== undefined && address.type !== 'virtio-serial') return
    if (address?.port) return
    for (const [controller, taken] of [...this.#taken].sort(([a], [b]) => a - b)) {
      if (address && address.controller !== controller) continue
      const port = taken.findIndex((used, at) => at >= firstPort && !used)
      if (port < 0) continue
      taken[port] = true
      info.address = { type: 'virtio-serial', controller, bus: address?.bus ?? 0, port }
      return
    }
    if (address) throw new LibvirtError('XML_ERROR', 'Unable to find a free virtio-serial port')
    this.#assignOnNew(info)
  }

  #assignOnNew(info: DeviceInfo): void {
    const controller = Math.max(-1, ...this.#taken.keys()) + 1
    this.#add(controller, defaultPorts)[firstPort] = true
    addController(this.domain, { kind: 'controller', type: 'virtio-serial', index: controller, info: {} })
    info.address = { type: 'virtio-serial', controller, bus: 0, port: firstPort }
  }
}

/** @throws LibvirtError XML_ERROR for ports that do not exist or are taken */
export function assignVirtioSerialPorts(domain: Domain): void {
  const buses = new SerialBuses(domain)
  const consoles = domain.devices.console.filter(({ targetType }) => targetType === 'virtio')
  const channels = domain.devices.channel.filter(({ target }) => target.type === 'virtio')
  for (const { info } of [...consoles, ...channels]) buses.reserve(info)
  for (const { info } of channels) buses.assign(info)
}
