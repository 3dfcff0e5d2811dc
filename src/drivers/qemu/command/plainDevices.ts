// Devices of a line or two each: balloon, panic, crypto, vsock, pstore, VM core info and generation id.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { Crypto } from '../../../model/domain/devices/crypto.js'
import type { Memballoon } from '../../../model/domain/devices/memballoon.js'
import type { Panic } from '../../../model/domain/devices/panic.js'
import type { Pstore } from '../../../model/domain/devices/pstore.js'
import type { Vsock } from '../../../model/domain/devices/vsock.js'
import { addressProperties } from './addressProperties.js'
import { aliasOf } from './characterDevices.js'
import type { CommandContext } from './CommandContext.js'
import { type CommandOption, device, type DeviceProperties, object } from './CommandOption.js'
import { virtioDriver, virtioProperties } from './virtioDevice.js'

export function memballoonDevice(balloon: Memballoon, domain: Domain): DeviceProperties {
  const { info } = balloon
  return {
    driver: virtioDriver('virtio-balloon', info, balloon.model),
    ...virtioProperties(balloon.virtio),
    id: aliasOf(info),
    'deflate-on-oom': balloon.autodeflate,
    'free-page-reporting': balloon.freePageReporting,
    ...addressProperties(domain, info),
  }
}

export function memballoonOptions(balloon: Memballoon, domain: Domain): CommandOption[] {
  return balloon.model === 'none' ? [] : [device(memballoonDevice(balloon, domain))]
}

/** Port of the ISA device when the definition names none. */
const defaultPanicPort = 0x505

/** A device for crashes; those of the CPU and of other architectures have none. */
export function panicOptions(panic: Panic, domain: Domain): CommandOption[] {
  const { address } = panic.info
  switch (panic.model) {
    case 'isa':
      return [
        device({
          driver: 'pvpanic',
          ioport: address?.type === 'isa' ? address.iobase : address === undefined ? undefined : defaultPanicPort,
        }),
      ]
    case 'pvpanic':
      return [device({ driver: 'pvpanic-pci', ...addressProperties(domain, panic.info) })]
    default:
      return []
  }
}

const cryptoBackends = { builtin: 'cryptodev-backend-builtin', lkcf: 'cryptodev-backend-lkcf' } as const

export function cryptoOptions(crypto: Crypto, domain: Domain): CommandOption[] {
  const { info, backend, queues } = crypto
  const id = aliasOf(info)
  return [
    object({ 'qom-type': cryptoBackends[backend], id: `obj${id}`, queues }),
    device({
      driver: virtioDriver('virtio-crypto', info),
      ...virtioProperties(crypto.virtio),
      cryptodev: `obj${id}`,
      id,
      ...addressProperties(domain, info),
    }),
  ]
}

export function vsockDevice(vsock: Vsock, domain: Domain, context: CommandContext): DeviceProperties {
  const { info } = vsock
  const fd = context.descriptors.fds.get(aliasOf(info))?.[0]
  return {
    driver: virtioDriver('vhost-vsock', info, vsock.model),
    ...virtioProperties(vsock.virtio),
    id: aliasOf(info),
    'guest-cid': vsock.cid,
    vhostfd: fd === undefined ? undefined : String(fd),
    ...addressProperties(domain, info),
  }
}

export function pstoreOptions(pstore: Pstore, domain: Domain): CommandOption[] {
  const id = aliasOf(pstore.info)
  const memdev = `mem${id}`
  if (pstore.path === undefined) throw new LibvirtError('INTERNAL_ERROR', 'pstore has no path')
  return [
    object({
      'qom-type': 'memory-backend-file',
      id: memdev,
      'mem-path': pstore.path,
      share: true,
      size: pstore.size * 1024,
    }),
    device({ driver: 'acpi-erst', id, memdev, ...addressProperties(domain, pstore.info) }),
  ]
}

/** Room for the guest's own note about its memory. */
export function vmcoreinfoOptions({ features }: Domain): CommandOption[] {
  return features.switches.get('vmcoreinfo') ? [device({ driver: 'vmcoreinfo' })] : []
}

/** The number a guest compares to learn that it was copied or restored. */
export function generationIdOptions({ genid }: Domain): CommandOption[] {
  return genid === undefined ? [] : [device({ driver: 'vmgenid', guid: genid.uuid, id: 'vmgenid0' })]
}
