// Owns <capability type='system'>: the host itself.
import { parseUuid } from '../xml/parseUuid.js'
import { childText, refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import type { NodeDeviceContext } from './NodeDevice.js'

export interface SystemCapability {
  readonly type: 'system'
  readonly product?: string | undefined
  readonly hardware: {
    readonly vendor?: string | undefined
    readonly version?: string | undefined
    readonly serial?: string | undefined
    readonly uuid: string
  }
  readonly firmware: {
    readonly vendor?: string | undefined
    readonly version?: string | undefined
    readonly releaseDate?: string | undefined
  }
}

/** @throws LibvirtError INTERNAL_ERROR */
export function parseSystemCapability(element: XmlElement, { device }: NodeDeviceContext): SystemCapability {
  const hardware = element.child('hardware')
  const firmware = element.child('firmware')
  const text = childText(hardware, 'uuid')
  if (text === undefined) throw refuseAt(element, `no system UUID supplied for '${device}'`, 'INTERNAL_ERROR')
  const uuid = parseUuid(text)
  if (uuid === undefined) throw refuseAt(element, `malformed uuid element for '${device}'`, 'INTERNAL_ERROR')
  return {
    type: 'system',
    product: childText(element, 'product'),
    hardware: {
      vendor: childText(hardware, 'vendor'),
      version: childText(hardware, 'version'),
      serial: childText(hardware, 'serial'),
      uuid,
    },
    firmware: {
      vendor: childText(firmware, 'vendor'),
      version: childText(firmware, 'version'),
      releaseDate: childText(firmware, 'release_date'),
    },
  }
}

export function formatSystemCapability(writer: XmlWriter, { product, hardware, firmware }: SystemCapability): void {
  writer.text('product', product)
  writer.element('hardware', {}, () => {
    writer.text('vendor', hardware.vendor).text('version', hardware.version)
    writer.text('serial', hardware.serial).text('uuid', hardware.uuid)
  })
  writer.element('firmware', {}, () => {
    writer.text('vendor', firmware.vendor).text('version', firmware.version)
    writer.text('release_date', firmware.releaseDate)
  })
}
