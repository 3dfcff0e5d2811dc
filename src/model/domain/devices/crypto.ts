// Owns `<crypto>`: an accelerator for the guest's cryptography.
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions, ParseOptions } from '../options.js'
import { attributeTable, missingAttribute, required, type TableValue } from './attributeTable.js'
import { oneOf, positive } from './attributeTypes.js'
import { type DeviceInfo, formatDeviceInfo, parseDeviceInfo } from './deviceInfo.js'
import { formatVirtioOptions, parseVirtioOptions, type VirtioOptions } from './virtioOptions.js'

const head = attributeTable({ model: required(oneOf('virtio')), type: required(oneOf('qemu')) })
const backend = attributeTable({ model: oneOf('builtin', 'lkcf'), queues: positive })

export interface Crypto extends TableValue<typeof head> {
  kind: 'crypto'
  backend: 'builtin' | 'lkcf'
  queues?: number | undefined
  virtio?: VirtioOptions | undefined
  info: DeviceInfo
}

/** @throws LibvirtError XML_ERROR for unknown names or no backend */
export function parseCrypto(element: XmlElement, options: ParseOptions): Crypto {
  const { model, queues } = backend.parse(element.child('backend'))
  if (model === undefined) throw missingAttribute('backend', 'model')
  return {
    kind: 'crypto',
    ...head.parse(element),
    backend: model,
    queues,
    virtio: parseVirtioOptions(element),
    info: parseDeviceInfo(element, options),
  }
}

export function formatCrypto(writer: XmlWriter, crypto: Crypto, options: FormatOptions): void {
  writer.element('crypto', head.format(crypto), () => {
    writer.element('backend', backend.format({ model: crypto.backend, queues: crypto.queues }))
    formatDeviceInfo(writer, crypto.info, options)
    formatVirtioOptions(writer, crypto.virtio)
  })
}
