// Owns `<shmem>`: memory shared between guests.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { scaled } from '../../xml/read.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions, ParseOptions } from '../options.js'
import { attributeTable, required, type TableValue } from './attributeTable.js'
import { oneOf, onOff, string, uint } from './attributeTypes.js'
import { type DeviceInfo, formatDeviceInfo, parseDeviceInfo } from './deviceInfo.js'

const head = attributeTable({
  name: required(string, () => new LibvirtError('XML_ERROR', "shmem element must contain 'name' attribute")),
  role: oneOf('master', 'peer'),
})
const model = attributeTable({ type: oneOf('ivshmem', 'ivshmem-plain', 'ivshmem-doorbell') })
const msi = attributeTable({ vectors: uint, ioeventfd: onOff })

export interface Shmem {
  kind: 'shmem'
  name: string
  role?: 'master' | 'peer' | undefined
  model?: TableValue<typeof model>['type']
  /** Bytes. */
  size?: bigint | undefined
  /** The socket of an ivshmem server; an empty one is chosen by the daemon. */
  server?: { path?: string | undefined } | undefined
  msi?: { vectors?: number | undefined; ioeventfd?: boolean | undefined } | undefined
  info: DeviceInfo
}

/** @throws LibvirtError XML_ERROR for a bad name or size */
export function parseShmem(element: XmlElement, options: ParseOptions): Shmem {
  const given = head.parse(element)
  if (given.name.includes('/')) throw new LibvirtError('CONFIG_UNSUPPORTED', "shmem name cannot include '/' character")
  if (given.name === '.' || given.name === '..') {
    throw new LibvirtError('CONFIG_UNSUPPORTED', `shmem name cannot be equal to '${given.name}'`)
  }
  const size = element.child('size')
  const server = element.child('server')
  const msiElement = element.child('msi')
  const { vectors, ioeventfd } = msi.parse(msiElement)
  if (msiElement && !server) throw new LibvirtError('XML_ERROR', 'msi option is only supported with a server')
  return {
    kind: 'shmem',
    ...given,
    model: model.parse(element.child('model')).type,
    size: size && scaled(size, size.text, './size', size.attribute('unit'), 1n),
    server: server && { path: server.attribute('path') },
    msi: msiElement && { vectors, ioeventfd },
    info: parseDeviceInfo(element, options),
  }
}

export function formatShmem(writer: XmlWriter, shmem: Shmem, options: FormatOptions): void {
  writer.element('shmem', head.format(shmem), () => {
    if (shmem.model) writer.element('model', model.format({ type: shmem.model }))
    if (shmem.size) writer.element('size', { unit: 'M' }, shmem.size >> 20n)
    if (shmem.server) writer.element('server', { path: shmem.server.path })
    if (shmem.msi) writer.element('msi', msi.format({ ...shmem.msi, vectors: shmem.msi.vectors || undefined }))
    formatDeviceInfo(writer, shmem.info, options)
  })
}
