import type { Hostdev } from '../../devices/hostdev.js'
import type { Domain } from '../../Domain.js'
import { isX86 } from '../../machineKind.js'
import { refuse } from '../refuse.js'
import type { Lacks } from './qemuDeviceValidators.js'

/** How QEMU can pass devices through (qemuValidateDomainDeviceDefHostdev). */
export function validateQemuHostdev(hostdev: Hostdev, domain: Domain, lacks: Lacks): void {
  const { source, info, model, display } = hostdev
  validateZpci(hostdev, domain)
  switch (source.type) {
    case 'storage':
    case 'misc':
    case 'net':
      refuse(true, `hostdev mode 'capabilities' is not supported in ${domain.type}`)
      break
    case 'pci':
      refuse(source.driver?.name === 'kvm', "host doesn't support legacy PCI passthrough")
      refuse(
        source.writeFiltering !== undefined,
        'Write filtering of PCI device configuration space is not supported by qemu',
      )
      break
    case 'usb':
      refuse(
        source.guestReset !== undefined && lacks('usb-host.guest-resets-all'),
        'guestReset is not supported with this version of QEMU',
      )
      break
    case 'scsi_host':
      refuse(lacks('vhost-scsi'), "This QEMU doesn't support vhost-scsi devices")
      refuse(info.bootIndex !== undefined, 'booting from assigned devices is not supported by vhost SCSI devices')
      break
    case 'mdev':
      // Adjunct processors and channels are S/390's.
      refuse(model === 'vfio-ap', 'VFIO AP device assignment is not supported by this version of QEMU')
      refuse(model === 'vfio-ccw', 'VFIO CCW device assignment is not supported by this version of QEMU')
      refuse(
        display !== undefined && model !== 'vfio-pci',
        "<hostdev> attribute 'display' is only supported with model='vfio-pci'",
      )
      break
    default:
  }
  refuse(
    display === true && domain.devices.graphics.length === 0,
    "graphics device is needed for attribute value 'display=on' in <hostdev>",
  )
}

/** zPCI identities are what S/390 adds to PCI. */
function validateZpci({ info }: Hostdev, domain: Domain): void {
  const { address } = info
  refuse(
    address?.type === 'pci' && address.zpci !== undefined && isX86(domain),
    "This QEMU binary doesn't support zPCI",
  )
}
