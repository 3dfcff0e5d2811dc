// USB controllers that make no sense, and USB devices in a domain that has USB switched off.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { DomainDevices } from './Domain.js'

/** @throws LibvirtError XML_DETAIL or CONFIG_UNSUPPORTED */
export function checkUsb({ controller, input, hub, hostdev }: DomainDevices): void {
  const usb = controller.filter(({ type }) => type === 'usb')
  const none = usb.filter(({ model }) => model === 'none')
  if (none.length > 0 && usb.length > 1) {
    throw new LibvirtError('XML_DETAIL', "Can't add another USB controller: USB is disabled for this domain")
  }
  if (usb.length > 0 && usb.every(({ info }) => info.masterStartPort !== undefined)) {
    throw new LibvirtError('XML_DETAIL', 'No master USB controller specified')
  }
  if (none.length === 0) return
  const refuse = (condition: boolean, detail: string) => {
    if (condition) throw new LibvirtError('CONFIG_UNSUPPORTED', detail)
  }
  refuse(
    input.some(({ bus }) => bus === 'usb'),
    "Can't add USB input device. USB bus is disabled",
  )
  refuse(
    hostdev.some(({ source }) => source.type === 'usb'),
    "Can't add host USB device: USB is disabled in this host",
  )
  refuse(hub.length > 0, "Can't add USB hub: USB is disabled for this domain")
}
