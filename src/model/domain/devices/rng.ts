// Owns `<rng>`: entropy for the guest.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions, ParseOptions } from '../options.js'
import { attributeTable, refusing, required, type TableValue } from './attributeTable.js'
import { oneOf, uint } from './attributeTypes.js'
import type { CharSource } from './charSource.js'
import { type DeviceInfo, formatDeviceInfo, parseDeviceInfo } from './deviceInfo.js'
import { formatCharSource } from './formatCharSource.js'
import { parseCharType } from './parseCharacterDevice.js'
import { parseCharSource } from './parseCharSource.js'
import { formatVirtioOptions, parseVirtioOptions, type VirtioOptions } from './virtioOptions.js'

const head = attributeTable({
  model: required(
    refusing(
      oneOf('virtio', 'virtio-transitional', 'virtio-non-transitional'),
      model => `unknown RNG model '${model}'`,
    ),
    () => new LibvirtError('XML_ERROR', 'missing RNG device model'),
  ),
})
const rate = attributeTable({
  bytes: refusing(uint, () => 'invalid RNG rate bytes value', 'XML_ERROR'),
  period: refusing(uint, () => 'invalid RNG rate period value', 'XML_ERROR'),
})
const backendHead = attributeTable({
  model: required(
    refusing(oneOf('random', 'egd', 'builtin'), model => `unknown RNG backend model '${model}'`),
    () => new LibvirtError('XML_ERROR', 'missing RNG device backend model'),
  ),
})

export type RngBackend =
  | { model: 'random'; device?: string | undefined }
  | { model: 'egd'; source: CharSource }
  | { model: 'builtin' }

export interface Rng {
  kind: 'rng'
  model: TableValue<typeof head>['model']
  /** Bytes per period. */
  rate?: number | undefined
  /** Milliseconds. */
  period?: number | undefined
  backend: RngBackend
  virtio?: VirtioOptions | undefined
  info: DeviceInfo
}

function parseBackend(element: XmlElement): RngBackend {
  const backends = element.elements('backend')
  const [backend] = backends
  if (backends.length !== 1 || backend === undefined) {
    throw new LibvirtError('XML_ERROR', 'only one RNG backend is supported')
  }
  const { model } = backendHead.parse(backend)
  switch (model) {
    case 'random':
      return { model, device: backend.text || undefined }
    case 'builtin':
      return { model }
    case 'egd': {
      if (backend.attribute('type') === undefined) {
        throw new LibvirtError('XML_ERROR', 'missing EGD backend type')
      }
      return {
        model,
        source: parseCharSource(
          backend,
          parseCharType(backend, type => `unknown backend type '${type}' for egd`),
        ),
      }
    }
  }
}

/** @throws LibvirtError for unknown names, none or several backends */
export function parseRng(element: XmlElement, options: ParseOptions): Rng {
  const rateElement = element.child('rate')
  const limits = rateElement && rate.parse(rateElement)
  return {
    kind: 'rng',
    ...head.parse(element),
    rate: limits?.bytes || undefined,
    period: limits?.period || undefined,
    backend: parseBackend(element),
    virtio: parseVirtioOptions(element),
    info: parseDeviceInfo(element, options),
  }
}

function formatBackend(writer: XmlWriter, backend: RngBackend, options: FormatOptions): void {
  switch (backend.model) {
    case 'random':
      writer.element('backend', { model: 'random' }, backend.device)
      break
    case 'builtin':
      writer.element('backend', { model: 'builtin' })
      break
    case 'egd':
      writer.element('backend', { model: 'egd', type: backend.source.type }, () =>
        formatCharSource(writer, backend.source, options),
      )
  }
}

export function formatRng(writer: XmlWriter, rng: Rng, options: FormatOptions): void {
  writer.element('rng', head.format(rng), () => {
    if (rng.rate !== undefined) writer.element('rate', rate.format({ bytes: rng.rate, period: rng.period }))
    formatBackend(writer, rng.backend, options)
    formatVirtioOptions(writer, rng.virtio)
    formatDeviceInfo(writer, rng.info, options)
  })
}
