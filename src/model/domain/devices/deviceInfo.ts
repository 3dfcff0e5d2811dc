// Owns what nearly every device carries besides its own description: alias, address, boot order, ROM, ACPI index.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions, ParseOptions } from '../options.js'
import { type DeviceAddress, formatDeviceAddress, parseDeviceAddress } from './address.js'
import { attributeTable, type TableValue } from './attributeTable.js'
import { nonNegative, onOff, positive, string, yesNo } from './attributeTypes.js'

const rom = attributeTable({ enabled: yesNo, bar: onOff, file: string })
const boot = attributeTable({ order: positive, loadparm: string })

export type DeviceRom = TableValue<typeof rom>

/** virDomainDeviceInfo. */
export interface DeviceInfo {
  /** Assigned (`net0`) while running; `ua-…` ones are the user's and persistent. */
  alias?: string | undefined
  address?: DeviceAddress | undefined
  /** 1 is tried first. */
  bootIndex?: number | undefined
  loadparm?: string | undefined
  /** What QEMU is told: `bootIndex`, or derived from `<os><boot>` when the guest starts. */
  effectiveBootIndex?: number | undefined
  /** Index for systemd's predictable interface names; 1 to 16383, 0 is none. */
  acpiIndex?: number | undefined
  rom?: DeviceRom | undefined
  /** Port of the companion USB controller's master at which this one's ports start. */
  masterStartPort?: number | undefined
}

/** Which of the optional parts the device family knows. */
export interface InfoParts {
  boot?: boolean
  rom?: boolean
}

const userAliasCharacters = /^[a-zA-Z0-9_-]*$/

/** True for an alias that the user chose and that therefore persists. */
export function isUserAlias(alias: string | undefined): alias is string {
  return alias !== undefined && alias.startsWith('ua-')
}

/** Reads the parts from a device's element; adding nothing when there are none. */
export function parseDeviceInfo(element: XmlElement, options: ParseOptions, parts: InfoParts = {}): DeviceInfo {
  const info: DeviceInfo = {}
  const alias = element.child('alias')?.attribute('name')
  // A user's alias with odd characters is dropped, not refused (virDomainDeviceInfoParseXML).
  const keep = isUserAlias(alias) ? userAliasCharacters.test(alias) : !options.inactive
  if (alias !== undefined && keep) info.alias = alias
  const master = element.child('master')
  if (master) info.masterStartPort = attributeTable({ startport: nonNegative }).parse(master).startport
  const bootElement = parts.boot ? element.child('boot') : undefined
  if (bootElement) {
    const read = boot.parse(bootElement)
    if (read.order === undefined)
      throw new LibvirtError('XML_ERROR', `Missing required attribute 'order' in element 'boot'`)
    info.bootIndex = read.order
    info.loadparm = read.loadparm?.toUpperCase()
  }
  const romElement = parts.rom ? element.child('rom') : undefined
  if (romElement) info.rom = parseRom(romElement)
  const acpiIndex = attributeTable({ index: nonNegative }).parse(element.child('acpi')).index
  if (acpiIndex) info.acpiIndex = acpiIndex
  const address = element.child('address')
  if (address) info.address = parseDeviceAddress(address)
  return info
}

function parseRom(element: XmlElement): DeviceRom {
  const read = rom.parse(element)
  if (read.enabled === undefined && read.bar === undefined && read.file === undefined) return {}
  if (read.enabled === false && (read.bar !== undefined || read.file !== undefined)) {
    throw new LibvirtError('CONFIG_UNSUPPORTED', 'ROM tuning is not supported when ROM is disabled')
  }
  return read
}

/** Writes what `parseDeviceInfo` reads. */
export function formatDeviceInfo(
  writer: XmlWriter,
  info: DeviceInfo,
  options: FormatOptions,
  parts: InfoParts = {},
): void {
  if (parts.boot) formatBoot(writer, info)
  if (info.alias !== undefined && (!options.inactive || isUserAlias(info.alias))) {
    writer.element('alias', { name: info.alias })
  }
  if (info.masterStartPort !== undefined) writer.element('master', { startport: info.masterStartPort })
  if (parts.rom) writer.elementIfAny('rom', rom.format(info.rom))
  if (info.acpiIndex) writer.element('acpi', { index: info.acpiIndex })
  if (info.address) formatDeviceAddress(writer, info.address)
}

function formatBoot(writer: XmlWriter, info: DeviceInfo): void {
  if (info.bootIndex !== undefined) {
    writer.element('boot', boot.format({ order: info.bootIndex, loadparm: info.loadparm }))
  }
}
