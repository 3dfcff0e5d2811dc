// Which of a running domain's devices a document is about.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { CharSource } from '../../model/domain/devices/charSource.js'
import { type Device, deviceInfo } from '../../model/domain/devices/Device.js'
import { allDevices, type Domain } from '../../model/domain/Domain.js'

/**
 * The device a document describes. Disks are known by their target and interfaces by their MAC address; of others, everything
 * the document says must hold.
 * @throws LibvirtError DEVICE_MISSING when there is none, OPERATION_FAILED when it could be several
 */
export function findDevice<D extends Device>(domain: Domain, wanted: D): Device {
  const info = deviceInfo(wanted)
  const candidates = domain.devices[wanted.kind].filter((candidate: Device) => {
    const own = deviceInfo(candidate)
    if (info?.alias !== undefined && own?.alias !== info.alias) return false
    if (info?.address && !holds(info.address, own?.address)) return false
    return describes(wanted, candidate)
  })
  const [found, second] = candidates
  if (!found) throw missing(wanted)
  if (second) {
    throw new LibvirtError('OPERATION_FAILED', `multiple devices matching ${nameOf(wanted)} found`, {
      hint: 'Name one by its <alias> or <address>',
    })
  }
  return found
}

/** The device of that alias. */
export function deviceNamed(domain: Domain, alias: string): Device | undefined {
  for (const device of allDevices(domain)) if (deviceInfo(device)?.alias === alias) return device
  return undefined
}

/** @throws LibvirtError INTERNAL_ERROR, which it is in libvirt, when there is none */
export function requireDeviceNamed(domain: Domain, alias: string): Device {
  const device = deviceNamed(domain, alias)
  if (!device) throw new LibvirtError('INTERNAL_ERROR', `no device found with alias ${alias}`)
  return device
}

function describes(wanted: Device, candidate: Device): boolean {
  if (wanted.kind === 'disk') return candidate.kind === 'disk' && candidate.target === wanted.target
  if (wanted.kind === 'interface') return candidate.kind === 'interface' && candidate.mac === wanted.mac
  // A channel that names no socket was given one of ours.
  const source = wanted.kind === 'channel' ? withoutSocket(wanted.source) : undefined
  return holds({ ...wanted, ...(source && { source }), info: undefined }, candidate)
}

function withoutSocket(source: CharSource): Partial<CharSource> {
  return source.type === 'unix' && source.path === undefined ? { type: 'unix' } : source
}

/** Whether everything that is said in `claim` is so in `fact`. */
export function holds(claim: unknown, fact: unknown): boolean {
  if (claim === undefined) return true
  if (Array.isArray(claim)) {
    return Array.isArray(fact) && claim.length === fact.length && claim.every((item, index) => holds(item, fact[index]))
  }
  if (typeof claim !== 'object' || claim === null) return claim === fact
  if (typeof fact !== 'object' || fact === null) return false
  const facts = new Map<string, unknown>(Object.entries(fact))
  return Object.entries(claim).every(([name, value]) => holds(value, facts.get(name)))
}

function nameOf(device: Device): string {
  switch (device.kind) {
    case 'disk':
      return `target '${device.target}'`
    case 'interface':
      return `MAC address ${device.mac}`
    default:
      return `${device.kind} device`
  }
}

function missing(device: Device): LibvirtError {
  switch (device.kind) {
    case 'disk':
      return new LibvirtError('DEVICE_MISSING', `disk ${device.target} not found`)
    case 'interface':
      return new LibvirtError('DEVICE_MISSING', `no device matching MAC address ${device.mac} found`)
    default:
      return new LibvirtError('DEVICE_MISSING', `matching ${device.kind} device not found`)
  }
}
