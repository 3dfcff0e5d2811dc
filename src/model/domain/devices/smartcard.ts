// Owns `<smartcard>`: the host's card, certificates standing for one, or a card at the other end of a channel.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { childText } from '../../xml/read.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions, ParseOptions } from '../options.js'
import { attributeTable, required } from './attributeTable.js'
import { oneOf } from './attributeTypes.js'
import type { CharSource } from './charSource.js'
import { type DeviceInfo, formatDeviceInfo, parseDeviceInfo } from './deviceInfo.js'
import { formatCharSource } from './formatCharSource.js'
import { parseCharType } from './parseCharacterDevice.js'
import { parseCharSource } from './parseCharSource.js'

const head = attributeTable({ mode: required(oneOf('host', 'host-certificates', 'passthrough')) })

export type Smartcard = { kind: 'smartcard'; info: DeviceInfo } & (
  | { mode: 'host' }
  | { mode: 'host-certificates'; certificates: string[]; database?: string | undefined }
  | { mode: 'passthrough'; source: CharSource }
)

function parseCertificates(element: XmlElement): string[] {
  const certificates = element.elements('certificate').map(child => child.text)
  if (certificates.length !== 3) {
    throw new LibvirtError('XML_ERROR', 'host-certificates mode needs exactly three certificates')
  }
  return certificates
}

function parseMode(element: XmlElement) {
  const { mode } = head.parse(element)
  switch (mode) {
    case 'host':
      return { mode }
    case 'host-certificates': {
      const database = childText(element, 'database')
      if (database !== undefined && !database.startsWith('/')) {
        throw new LibvirtError('XML_ERROR', `expecting absolute path: ${database}`)
      }
      return { mode, certificates: parseCertificates(element), database }
    }
    case 'passthrough': {
      if (element.attribute('type') === undefined) {
        throw new LibvirtError('XML_ERROR', 'passthrough mode requires a character device type attribute')
      }
      return { mode, source: parseCharSource(element, parseCharType(element)) }
    }
  }
}

/** @throws LibvirtError XML_ERROR for an incomplete description */
export function parseSmartcard(element: XmlElement, options: ParseOptions): Smartcard {
  return { kind: 'smartcard', ...parseMode(element), info: parseDeviceInfo(element, options) }
}

export function formatSmartcard(writer: XmlWriter, card: Smartcard, options: FormatOptions): void {
  const type = card.mode === 'passthrough' ? card.source.type : undefined
  writer.element('smartcard', { mode: card.mode, type }, () => {
    if (card.mode === 'host-certificates') {
      for (const certificate of card.certificates) writer.text('certificate', certificate)
      writer.text('database', card.database)
    }
    if (card.mode === 'passthrough') formatCharSource(writer, card.source, options)
    formatDeviceInfo(writer, card.info, options)
  })
}
