// Writes `<hostdev>`.
import { formatYesNo } from '../../xml/read.js'
import type { XmlAttributes, XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions } from '../options.js'
import { formatDeviceAddress, pciSourceAttributes } from './address.js'
import { usbId } from './attributeTypes.js'
import { formatDeviceInfo } from './deviceInfo.js'
import { formatInitiator } from './formatStorageSource.js'
import { type Hostdev, hostdevDriver, hostdevHead, type HostdevSource, scsiPlace, usbPlace } from './hostdev.js'
import { formatStorageAuth } from './storageAuth.js'
import { storageHost } from './storageSource.js'
import { teaming } from './teaming.js'

function sourceAttributes(source: HostdevSource, options: FormatOptions): XmlAttributes {
  switch (source.type) {
    case 'usb':
      return {
        startupPolicy: source.startupPolicy,
        autoAddress: options.status ? formatYesNo(source.autoAddress || undefined) : undefined,
        missing: options.inactive ? undefined : formatYesNo(source.missing || undefined),
        guestReset: source.guestReset,
      }
    case 'pci':
      return { writeFiltering: formatYesNo(source.writeFiltering) }
    case 'iscsi':
      return { protocol: 'iscsi', name: source.name }
    case 'scsi_host':
      return { protocol: 'vhost', wwpn: source.wwpn }
    default:
      return {}
  }
}

function formatUsb(writer: XmlWriter, source: HostdevSource & { type: 'usb' }, options: FormatOptions): void {
  if (source.vendor !== undefined) writer.element('vendor', { id: usbId.write(source.vendor) })
  if (source.product !== undefined) writer.element('product', { id: usbId.write(source.product) })
  // An address that was only found out is not part of the definition.
  if (source.autoAddress && options.inactive) return
  if (source.bus !== undefined) writer.element('address', usbPlace.format(source))
}

function formatSource(writer: XmlWriter, source: HostdevSource, options: FormatOptions): void {
  switch (source.type) {
    case 'usb':
      formatUsb(writer, source, options)
      break
    case 'pci':
      if (source.address.zpci) formatDeviceAddress(writer, source.address)
      else writer.element('address', pciSourceAttributes(source.address))
      break
    case 'scsi':
      writer.element('adapter', { name: source.adapter }).element('address', scsiPlace.format(source))
      break
    case 'iscsi':
      for (const host of source.hosts) writer.element('host', storageHost.format(host))
      if (source.auth) formatStorageAuth(writer, source.auth)
      formatInitiator(writer, source.initiator)
      break
    case 'scsi_host':
      break
    case 'mdev':
      writer.element('address', { uuid: source.uuid })
      break
    case 'storage':
      writer.text('block', source.value)
      break
    case 'misc':
      writer.text('char', source.value)
      break
    case 'net':
      writer.text('interface', source.value)
  }
}

export function formatHostdev(writer: XmlWriter, hostdev: Hostdev, options: FormatOptions): void {
  const { source } = hostdev
  const capability = source.type === 'storage' || source.type === 'misc' || source.type === 'net'
  const attributes = hostdevHead.format({
    ...hostdev,
    mode: capability ? 'capabilities' : 'subsystem',
    type: source.type === 'iscsi' ? 'scsi' : source.type,
    managed: capability ? undefined : hostdev.managed,
  })
  writer.element('hostdev', attributes, () => {
    if (source.type === 'pci') writer.elementIfAny('driver', hostdevDriver.format(source.driver))
    writer.element('source', sourceAttributes(source, options), () => formatSource(writer, source, options))
    if (hostdev.teaming) writer.element('teaming', teaming.format(hostdev.teaming))
    if (hostdev.readonly) writer.element('readonly')
    if (hostdev.shareable) writer.element('shareable')
    formatDeviceInfo(writer, hostdev.info, options, { boot: true, rom: true })
  })
}
