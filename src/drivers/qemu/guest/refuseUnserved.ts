// What a guest would need of the host that this driver does not provide yet: told before anything is done, and not by a QEMU that
// does not find it.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { type Device, deviceInfo } from '../../../model/domain/devices/Device.js'
import { actualConnection } from '../../../model/domain/devices/interface.js'

/** What is missing for a device, if anything; undefined when it can be served. */
function obstacle(device: Device): string | undefined {
  switch (device.kind) {
    case 'tpm':
      return device.backend.type === 'emulator' && device.backend.profile ? 'a profile of swtpm' : undefined
    case 'hostdev': {
      const { source } = device
      const opened =
        source.type === 'scsi' || source.type === 'iscsi' || (source.type === 'usb' && source.bus !== undefined)
      return opened ? undefined : `passing host devices of type '${source.type}' through`
    }
    case 'graphics':
      if (device.type === 'rdp') return 'an RDP server (qemu-rdp)'
      return device.type === 'dbus' && !device.p2p && device.address === undefined
        ? 'a message bus of its own'
        : undefined
    case 'interface': {
      const { type } = actualConnection(device)
      if (type === 'vdpa' || type === 'hostdev') return `network interfaces of type '${type}'`
      if (type === 'direct' && device.virtualPort) return 'a virtual port of a switch (802.1Qbg, 802.1Qbh)'
      return device.backend?.type === 'passt' ? 'passt' : undefined
    }
    case 'disk': {
      const { source } = device
      if (source.type === 'volume' || source.type === 'nvme' || source.type === 'vhostvdpa') {
        return `disks of type '${source.type}'`
      }
      return source.reservations?.managed ? 'persistent reservations (qemu-pr-helper)' : undefined
    }
    default:
      return undefined
  }
}

/** @throws LibvirtError CONFIG_UNSUPPORTED naming the device and what it would need */
export function refuseUnserved(device: Device): void {
  const missing = obstacle(device)
  if (missing === undefined) return
  const name = deviceInfo(device)?.alias ?? (device.kind === 'disk' ? device.target : undefined)
  const which = name === undefined ? `a ${device.kind} device` : `${device.kind} '${name}'`
  throw new LibvirtError('CONFIG_UNSUPPORTED', `${which} needs ${missing}, which is not provided yet`)
}
