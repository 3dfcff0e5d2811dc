// `<loader>` and `<nvram>`: the firmware image and the store of its variables.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { formatYesNo, nonEmpty, oneOf, optionalEnum, refuseAt, yesNo } from '../../xml/read.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import { formatStorageSource } from '../devices/formatStorageSource.js'
import { parseStorageSource } from '../devices/parseStorageSource.js'
import { type StorageSource, storageTypes } from '../devices/storageSource.js'
import type { FormatOptions, ParseOptions } from '../options.js'

const loaderTypes = ['rom', 'pflash'] as const
/** Formats firmware images may be in. */
export const loaderFormats = ['raw', 'qcow2'] as const
export type LoaderFormat = (typeof loaderFormats)[number]

export interface Nvram {
  /** Image the store is copied from when it does not exist yet. */
  template: string | undefined
  templateFormat: LoaderFormat | undefined
  /** Where the store is; undefined until its path was chosen. */
  source: StorageSource | undefined
  /** Written as `<source>` and not as text. */
  asSource: boolean
}

export interface Loader {
  path: string | undefined
  type: (typeof loaderTypes)[number] | undefined
  readonly: boolean | undefined
  secure: boolean | undefined
  /** The firmware keeps no variables. */
  stateless: boolean | undefined
  format: LoaderFormat | undefined
  nvram: Nvram | undefined
}

/** A loader of which nothing is said. */
export function emptyLoader(): Loader {
  return {
    path: undefined,
    type: undefined,
    readonly: undefined,
    secure: undefined,
    stateless: undefined,
    format: undefined,
    nvram: undefined,
  }
}

export function parseLoader(os: XmlElement | undefined, options: ParseOptions): Loader | undefined {
  const element = os?.child('loader')
  const nvram = os?.child('nvram')
  if (!element && !nvram) return undefined
  const loader = emptyLoader()
  if (element) {
    loader.readonly = yesNo(element, 'readonly')
    loader.type = optionalEnum(element, 'type', loaderTypes)
    loader.path = element.text.trim() === '' ? undefined : element.text
    loader.secure = yesNo(element, 'secure')
    loader.stateless = yesNo(element, 'stateless')
    loader.format = imageFormat(element, 'format', 'Unsupported loader format')
  }
  if (nvram) loader.nvram = parseNvram(nvram, options)
  return loader
}

function imageFormat(element: XmlElement, name: string, refusal: string): LoaderFormat | undefined {
  const text = element.attribute(name)
  if (text === undefined) return undefined
  const format = oneOf(text, loaderFormats)
  if (!format) throw refuseAt(element, `${refusal} '${text}'`, 'CONFIG_UNSUPPORTED')
  return format
}

function parseNvram(element: XmlElement, options: ParseOptions): Nvram {
  const format = imageFormat(element, 'format', 'Unsupported nvram format')
  const type = optionalEnum(element, 'type', storageTypes)
  const nvram: Nvram = {
    template: nonEmpty(element, 'template'),
    templateFormat: imageFormat(element, 'templateFormat', 'Unsupported nvram template format'),
    source: undefined,
    asSource: type !== undefined,
  }
  if (type !== undefined) {
    const source = element.child('source')
    if (!source) throw refuseAt(element, "Missing source element with nvram type other than 'file'")
    nvram.source = parseStorageSource(source, type, options)
    if (format) nvram.source.format = format
  } else {
    const path = element.elements().length === 0 && element.text !== '' ? element.text : undefined
    if (path !== undefined || format) nvram.source = { type: 'file', path, format }
  }
  return nvram
}

/**
 * What holds for any firmware, chosen by libvirt or by the user.
 * @param firmware what libvirt is asked to choose, if it is
 * @throws LibvirtError CONFIG_UNSUPPORTED, XML_DETAIL
 */
export function validateLoader(loader: Loader | undefined, firmware: 'bios' | 'efi' | undefined): void {
  const detail = (text: string) => new LibvirtError('XML_DETAIL', text)
  if (firmware === undefined && loader && loader.path === undefined) {
    throw detail('no loader path specified and firmware auto selection disabled')
  }
  if (!loader) return
  const { nvram } = loader
  if (loader.readonly === false && loader.type === 'rom') {
    throw detail('ROM loader type cannot be used as read/write')
  }
  if (loader.stateless) {
    if (nvram?.template !== undefined) throw detail('NVRAM template is not permitted when loader is stateless')
    if (nvram?.source) throw detail('NVRAM is not permitted when loader is stateless')
  } else if (firmware === undefined && loader.type !== 'pflash') {
    if (loader.stateless === false) throw detail('Only pflash loader type permits NVRAM')
    if (nvram) throw detail('Only pflash loader type permits NVRAM')
  } else if (firmware === 'bios') {
    if (loader.stateless === false || nvram) throw detail('Only EFI firmware permits NVRAM')
  }
}

export function formatLoader(writer: XmlWriter, loader: Loader | undefined, options: FormatOptions): void {
  if (!loader) return
  const attributes = {
    readonly: formatYesNo(loader.readonly),
    secure: formatYesNo(loader.secure),
    type: loader.type,
    stateless: formatYesNo(loader.stateless),
    format: loader.format,
  }
  if (loader.path !== undefined) writer.element('loader', attributes, loader.path)
  else writer.elementIfAny('loader', attributes)
  if (loader.nvram) formatNvram(writer, loader.nvram, options)
}

function formatNvram(writer: XmlWriter, nvram: Nvram, options: FormatOptions): void {
  const { template, templateFormat, source, asSource } = nvram
  const attributes = { template, templateFormat, type: asSource ? source?.type : undefined, format: source?.format }
  if (source && asSource) {
    writer.element('nvram', attributes, () => formatStorageSource(writer, source, options))
  } else if (source?.type === 'file' && source.path !== undefined) {
    writer.element('nvram', attributes, source.path)
  } else {
    writer.elementIfAny('nvram', attributes)
  }
}
