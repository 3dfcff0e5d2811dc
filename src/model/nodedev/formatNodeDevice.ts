// Writes a host device's document the way libvirt does.
import { XmlWriter } from '../xml/XmlWriter.js'
import { formatApCapability } from './ApCapability.js'
import { formatCcwCapability } from './CcwCapability.js'
import { formatMdevCapability } from './MdevCapability.js'
import { formatNetCapability } from './NetCapability.js'
import type { NodeCapability, NodeDevice } from './NodeDevice.js'
import { formatPciCapability } from './PciCapability.js'
import { formatPlainCapability } from './PlainCapability.js'
import { formatScsiCapability } from './ScsiCapability.js'
import { formatStorageCapability } from './StorageCapability.js'
import { formatSystemCapability } from './SystemCapability.js'
import { formatUsbCapability } from './UsbCapability.js'

/** Which view of a device is shown. */
export interface NodeDeviceFormatOptions {
  /** The definition of a mediated device, whether it runs or not. */
  readonly inactive?: boolean
}

/** The document of a host device, as `virsh nodedev-dumpxml` shows it. */
export function formatNodeDevice(device: NodeDevice, { inactive = false }: NodeDeviceFormatOptions = {}): string {
  const writer = new XmlWriter()
  writer.element('device', {}, () => {
    writer.text('name', device.name)
    if (!inactive) writer.text('path', device.path)
    if (device.devnode !== undefined) writer.element('devnode', { type: 'dev' }, device.devnode)
    for (const link of device.devlinks) writer.element('devnode', { type: 'link' }, link)
    writer.text('parent', device.parent)
    if (device.driver !== undefined && !inactive) {
      writer.element('driver', {}, () => writer.text('name', device.driver))
    }
    for (const capability of device.capabilities) {
      writer.enclosing('capability', { type: capability.type }, () => formatCapability(writer, capability))
    }
  })
  return writer.toString()
}

function formatCapability(writer: XmlWriter, capability: NodeCapability): void {
  switch (capability.type) {
    case 'system':
      return formatSystemCapability(writer, capability)
    case 'pci':
      return formatPciCapability(writer, capability)
    case 'usb':
    case 'usb_device':
      return formatUsbCapability(writer, capability)
    case 'net':
      return formatNetCapability(writer, capability)
    case 'scsi_host':
    case 'scsi_target':
    case 'scsi':
      return formatScsiCapability(writer, capability)
    case 'storage':
      return formatStorageCapability(writer, capability)
    case 'mdev':
      return formatMdevCapability(writer, capability)
    case 'ccw':
    case 'css':
    case 'ccwgroup':
      return formatCcwCapability(writer, capability)
    case 'ap_card':
    case 'ap_queue':
    case 'ap_matrix':
      return formatApCapability(writer, capability)
    case 'drm':
    case 'scsi_generic':
    case 'vdpa':
      return formatPlainCapability(writer, capability)
  }
}
