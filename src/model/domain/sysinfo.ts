// `<sysinfo>`: what firmware tables tell the guest about its machine (SMBIOS), and files handed to firmware (fw_cfg).
import { LibvirtError } from '../../api/LibvirtError.js'
import { parseUuid } from '../xml/parseUuid.js'
import { refuseAt, requiredEnum } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'

/** Entries libvirt knows, per table, in the order it writes them. */
const bios = ['vendor', 'version', 'date', 'release'] as const
const system = ['manufacturer', 'product', 'version', 'serial', 'uuid', 'sku', 'family'] as const
const baseBoard = ['manufacturer', 'product', 'version', 'serial', 'asset', 'location'] as const
const chassis = ['manufacturer', 'version', 'serial', 'asset', 'sku'] as const

/** Values by entry name; entries that say nothing are left out. */
export type Entries<Name extends string> = Partial<Record<Name, string>>

export interface SmbiosInfo {
  kind: 'smbios'
  bios: Entries<(typeof bios)[number]> | undefined
  system: Entries<(typeof system)[number]> | undefined
  baseBoards: Entries<(typeof baseBoard)[number]>[]
  chassis: Entries<(typeof chassis)[number]> | undefined
  oemStrings: string[] | undefined
}

export interface FirmwareFile {
  /** Path in the fw_cfg namespace, such as `opt/com.example/name`. */
  name: string
  value: string | undefined
  file: string | undefined
}

export interface FirmwareConfig {
  kind: 'fwcfg'
  files: FirmwareFile[]
}

export type Sysinfo = SmbiosInfo | FirmwareConfig

/** @param uuid of the domain, which the table must repeat if it names one */
export function parseSysinfo(root: XmlElement, uuid: string): Sysinfo[] {
  return root.elements('sysinfo').map(element => {
    const kind = requiredEnum(element, 'type', ['smbios', 'fwcfg'])
    return kind === 'smbios' ? parseSmbios(element, uuid) : parseFirmwareConfig(element)
  })
}

function entries<const Name extends string>(
  element: XmlElement | undefined,
  names: readonly Name[],
): Entries<Name> | undefined {
  if (!element) return undefined
  const found: Entries<Name> = {}
  for (const name of names) {
    const text = element.elements('entry').find(entry => entry.attribute('name') === name)?.text
    if (text !== undefined && text !== '') found[name] = text
  }
  return found
}

function parseSmbios(element: XmlElement, uuid: string): SmbiosInfo {
  const info: SmbiosInfo = {
    kind: 'smbios',
    bios: entries(element.child('bios'), bios),
    system: entries(element.child('system'), system),
    baseBoards: element.elements('baseBoard').map(board => entries(board, baseBoard) ?? {}),
    chassis: entries(element.child('chassis'), chassis),
    oemStrings: element
      .child('oemStrings')
      ?.elements('entry')
      .map(entry => entry.text),
  }
  if (info.bios?.date !== undefined && !isBiosDate(info.bios.date)) {
    throw refuseAt(element, "Invalid BIOS 'date' format", 'XML_DETAIL')
  }
  if (info.system?.uuid !== undefined) info.system.uuid = matchingUuid(element, info.system.uuid, uuid)
  return info
}

/** mm/dd/yyyy, or mm/dd/yy for the years 1900 to 1999. */
function isBiosDate(text: string): boolean {
  const [, month, day, year] = /^(\d+)\/(\d+)\/(\d+)$/.exec(text) ?? []
  if (month === undefined) return false
  const within = (value: string | undefined, min: number, max: number) => Number(value) >= min && Number(value) <= max
  const fullYear = Number(year) < 100 ? Number(year) + 1900 : Number(year)
  return within(month, 1, 12) && within(day, 1, 31) && fullYear >= 1900
}

function matchingUuid(element: XmlElement, text: string, domainUuid: string): string {
  const uuid = parseUuid(text)
  if (uuid === undefined) throw refuseAt(element, 'malformed <sysinfo> uuid element', 'XML_DETAIL')
  if (uuid !== domainUuid) throw refuseAt(element, 'UUID mismatch between <uuid> and <sysinfo>', 'XML_DETAIL')
  return uuid
}

function parseFirmwareConfig(element: XmlElement): FirmwareConfig {
  const files = element.elements('entry').map(entry => {
    const name = entry.attribute('name')
    if (name === undefined || name === '') throw refuseAt(entry, "Firmware entry is missing 'name' attribute")
    const value = entry.text === '' ? undefined : entry.text
    const file = entry.attribute('file')
    if (value === undefined && file === undefined) {
      throw refuseAt(entry, "Firmware entry must have either value or 'file' attribute")
    }
    return { name, value, file }
  })
  return { kind: 'fwcfg', files }
}

/** Parts of the namespace that firmware and QEMU keep for themselves. */
const reserved = ['opt/ovmf/', 'opt/org.qemu/']

/** @throws LibvirtError CONFIG_UNSUPPORTED for fw_cfg files outside of the user's part */
export function validateSysinfo(sysinfos: readonly Sysinfo[]): void {
  for (const info of sysinfos) {
    if (info.kind !== 'fwcfg') continue
    for (const { name } of info.files) {
      if (!name.startsWith('opt/')) throw new LibvirtError('CONFIG_UNSUPPORTED', 'Invalid firmware name')
      if (reserved.some(prefix => name.startsWith(prefix))) {
        throw new LibvirtError('CONFIG_UNSUPPORTED', 'That firmware name is reserved')
      }
    }
  }
}

export function formatSysinfo(writer: XmlWriter, info: Sysinfo): void {
  writer.element('sysinfo', { type: info.kind }, () => {
    if (info.kind === 'fwcfg') {
      for (const { name, value, file } of info.files)
        writer.element('entry', { name, file }, file === undefined ? value : undefined)
      return
    }
    formatEntries(writer, 'bios', info.bios, bios)
    formatEntries(writer, 'system', info.system, system)
    for (const board of info.baseBoards) formatEntries(writer, 'baseBoard', board, baseBoard)
    formatEntries(writer, 'chassis', info.chassis, chassis)
    const { oemStrings } = info
    if (oemStrings) {
      writer.element('oemStrings', {}, () => oemStrings.forEach(text => writer.element('entry', {}, text)))
    }
  })
}

function formatEntries<const Name extends string>(
  writer: XmlWriter,
  element: string,
  values: Entries<Name> | undefined,
  names: readonly Name[],
): void {
  if (!values) return
  writer.elementIfAny(element, {}, () => {
    for (const name of names) if (values[name] !== undefined) writer.element('entry', { name }, values[name])
  })
}
