import { scsiGenericName } from '../../../host/scsiGenericName.js'
import { charSourceOf } from '../../../model/domain/devices/charSourceOf.js'
import type { Device } from '../../../model/domain/devices/Device.js'

/** A file of the host that QEMU opens for a device. */
export interface DeviceFile {
  readonly path: string
  readonly writable: boolean
}

/** Devices of the host, and files, that a device of the guest stands for. Images of disks are not among them. */
export function deviceFiles(device: Device): DeviceFile[] {
  switch (device.kind) {
    case 'hostdev':
      return hostDevice(device)
    case 'rng':
      return device.backend.model === 'random' ? files(false, device.backend.device) : charDevice(device)
    case 'input':
      return files(true, device.source?.path)
    case 'memory':
      return files(!device.readonly, device.source.path)
    case 'tpm':
      return device.backend.type === 'passthrough' ? files(true, device.backend.device) : []
    default:
      return charDevice(device)
  }
}

function hostDevice({ source, readonly = false }: Extract<Device, { kind: 'hostdev' }>): DeviceFile[] {
  if (source.type === 'scsi') return files(!readonly, `/dev/${scsiGenericName(source)}`)
  if (source.type !== 'usb' || source.bus === undefined || source.device === undefined) return []
  const [bus, device] = [source.bus, source.device].map(number => String(number).padStart(3, '0'))
  return files(true, `/dev/bus/usb/${bus}/${device}`)
}

/** Terminals; regular files and sockets are opened for QEMU. */
function charDevice(device: Device): DeviceFile[] {
  const source = charSourceOf(device)
  return source?.type === 'dev' ? files(true, source.path) : []
}

function files(writable: boolean, path: string | undefined): DeviceFile[] {
  return path === undefined ? [] : [{ path, writable }]
}
