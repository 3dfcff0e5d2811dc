// Owns <capability type='usb_device'> and <capability type='usb'>: a USB device and one of its interfaces.
import { childText } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import type { NodeDeviceContext } from './NodeDevice.js'
import { hexId, type NamedId, suppliedId, suppliedUint } from './supplied.js'

export type UsbCapability =
  | {
      readonly type: 'usb_device'
      readonly bus: number
      readonly device: number
      readonly product: NamedId
      readonly vendor: NamedId
    }
  | {
      readonly type: 'usb'
      readonly number: number
      readonly class: number
      readonly subclass: number
      readonly protocol: number
      readonly description?: string | undefined
    }

/** @throws LibvirtError INTERNAL_ERROR */
export function parseUsbDevice(element: XmlElement, { device }: NodeDeviceContext): UsbCapability {
  return {
    type: 'usb_device',
    bus: suppliedUint(element, 'bus', 'USB bus number', device),
    device: suppliedUint(element, 'device', 'USB device number', device),
    vendor: suppliedId(element, 'vendor', 'USB vendor ID', device),
    product: suppliedId(element, 'product', 'USB product ID', device),
  }
}

/** @throws LibvirtError INTERNAL_ERROR */
export function parseUsbInterface(element: XmlElement, { device }: NodeDeviceContext): UsbCapability {
  const number = (child: string) => suppliedUint(element, child, `USB interface ${child}`, device)
  return {
    type: 'usb',
    number: number('number'),
    class: number('class'),
    subclass: number('subclass'),
    protocol: number('protocol'),
    description: childText(element, 'description'),
  }
}

export function formatUsbCapability(writer: XmlWriter, usb: UsbCapability): void {
  if (usb.type === 'usb_device') {
    writer.text('bus', usb.bus).text('device', usb.device)
    writer.element('product', { id: hexId(usb.product.id, 4) }, usb.product.name)
    writer.element('vendor', { id: hexId(usb.vendor.id, 4) }, usb.vendor.name)
  } else {
    writer.text('number', usb.number).text('class', usb.class).text('subclass', usb.subclass)
    writer.text('protocol', usb.protocol).text('description', usb.description)
  }
}
