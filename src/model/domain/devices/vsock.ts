// Owns `<vsock>`: sockets between host and guest.
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions, ParseOptions } from '../options.js'
import { attributeTable, type TableValue } from './attributeTable.js'
import { oneOf, positive, yesNo } from './attributeTypes.js'
import { type DeviceInfo, formatDeviceInfo, parseDeviceInfo } from './deviceInfo.js'
import { formatVirtioOptions, parseVirtioOptions, type VirtioOptions } from './virtioOptions.js'

const head = attributeTable({ model: oneOf('virtio', 'virtio-transitional', 'virtio-non-transitional') })
const cid = attributeTable({ auto: yesNo, address: positive })

export interface Vsock {
  kind: 'vsock'
  model?: TableValue<typeof head>['model']
  /** The daemon chooses the context id at start. */
  auto?: boolean | undefined
  /** Context id, from 3. */
  cid?: number | undefined
  virtio?: VirtioOptions | undefined
  info: DeviceInfo
}

/** @throws LibvirtError XML_ERROR for unknown names */
export function parseVsock(element: XmlElement, options: ParseOptions): Vsock {
  const { auto, address } = cid.parse(element.child('cid'))
  return {
    kind: 'vsock',
    ...head.parse(element),
    auto,
    cid: address,
    virtio: parseVirtioOptions(element),
    info: parseDeviceInfo(element, options),
  }
}

export function formatVsock(writer: XmlWriter, vsock: Vsock, options: FormatOptions): void {
  writer.element('vsock', head.format(vsock), () => {
    // A chosen id is the running guest's only: the definition asks for one again.
    const address = vsock.auto && options.inactive ? undefined : vsock.cid
    writer.elementIfAny('cid', cid.format({ auto: vsock.auto, address }))
    formatDeviceInfo(writer, vsock.info, options)
    formatVirtioOptions(writer, vsock.virtio)
  })
}
