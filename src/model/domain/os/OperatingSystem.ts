// `<os>`: what the machine is and how it starts: type, firmware, kernel, boot order, firmware settings.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { parseInteger } from '../../xml/parseInteger.js'
import {
  childText,
  formatYesNo,
  nonEmpty,
  oneOf,
  optionalEnum,
  refuseAt,
  requiredEnum,
  yesNo,
  uint,
} from '../../xml/read.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions, ParseOptions } from '../options.js'
import { type ContainerInit, formatContainerInit, parseContainerInit } from './containerInit.js'
import { formatLoader, type Loader, parseLoader } from './Loader.js'

const osTypes = ['hvm', 'xen', 'linux', 'exe', 'uml', 'xenpvh'] as const
export const bootDevices = ['fd', 'cdrom', 'hd', 'network'] as const
export type BootDevice = (typeof bootDevices)[number]
const firmwares = ['bios', 'efi'] as const
export const firmwareFeatures = ['enrolled-keys', 'secure-boot'] as const
export type FirmwareFeature = (typeof firmwareFeatures)[number]
const smbiosModes = ['emulate', 'host', 'sysinfo'] as const
const acpiTableTypes = ['raw', 'rawset', 'slic', 'msdm'] as const

export interface OperatingSystem {
  type: Exclude<(typeof osTypes)[number], 'linux'>
  /** libvirt's name of the architecture; undefined until the default was filled in. */
  arch: string | undefined
  machine: string | undefined
  /** Firmware libvirt is to choose. */
  firmware: (typeof firmwares)[number] | undefined
  firmwareFeatures: Map<FirmwareFeature, boolean>
  bootloader: string | undefined
  bootloaderArgs: string | undefined
  init: ContainerInit
  loader: Loader | undefined
  kernel: string | undefined
  initrd: string | undefined
  cmdline: string | undefined
  dtb: string | undefined
  shim: string | undefined
  root: string | undefined
  acpiTables: { type: (typeof acpiTableTypes)[number]; path: string }[]
  /** In order; empty when devices carry their own. */
  boot: BootDevice[]
  bootMenu: { enabled: boolean | undefined /** Milliseconds. */; timeout: number | undefined }
  bios: { useSerial: boolean | undefined /** Milliseconds, -1 for never. */; rebootTimeout: number | undefined }
  smbios: (typeof smbiosModes)[number] | undefined
}

export function parseOperatingSystem(root: XmlElement, options: ParseOptions): OperatingSystem {
  const os = root.child('os')
  const typeElement = os?.child('type')
  const bootloader = childText(root, 'bootloader')
  const firmware = os && optionalEnum(os, 'firmware', firmwares)
  const bootmenu = os?.child('bootmenu')
  const smbios = os?.child('smbios')
  return {
    type: parseType(root, bootloader),
    arch: nonEmpty(typeElement, 'arch'),
    machine: nonEmpty(typeElement, 'machine'),
    firmware,
    firmwareFeatures: parseFirmwareFeatures(os),
    bootloader,
    bootloaderArgs: childText(root, 'bootloader_args'),
    init: parseContainerInit(os),
    loader: parseLoader(os, options),
    kernel: childText(os, 'kernel'),
    initrd: childText(os, 'initrd'),
    cmdline: childText(os, 'cmdline'),
    dtb: childText(os, 'dtb'),
    shim: childText(os, 'shim'),
    root: childText(os, 'root'),
    acpiTables: parseAcpiTables(os),
    boot: (os?.elements('boot') ?? []).map(boot => requiredEnum(boot, 'dev', bootDevices)).slice(0, bootDevices.length),
    bootMenu: {
      enabled: bootmenu && yesNo(bootmenu, 'enable'),
      // Nobody waits for a menu that is not shown.
      timeout: bootmenu && yesNo(bootmenu, 'enable') ? parseMenuTimeout(bootmenu) : undefined,
    },
    bios: parseBios(os?.child('bios')),
    smbios: smbios && parseSmbiosMode(smbios),
  }
}

function parseType(root: XmlElement, bootloader: string | undefined): OperatingSystem['type'] {
  const text = childText(root, 'os', 'type')
  if (text === undefined) {
    if (bootloader !== undefined) return 'xen'
    throw refuseAt(root, 'an os <type> must be specified')
  }
  const type = oneOf(text, osTypes)
  if (type === undefined) throw refuseAt(root, `unknown OS type '${text}'`)
  // Paravirtual Xen guests used to be called linux.
  return type === 'linux' ? 'xen' : type
}

function parseFirmwareFeatures(os: XmlElement | undefined): OperatingSystem['firmwareFeatures'] {
  const features = new Map<FirmwareFeature, boolean>()
  for (const element of os?.child('firmware')?.elements('feature') ?? []) {
    const name = requiredEnum(element, 'name', firmwareFeatures)
    const enabled = yesNo(element, 'enabled')
    if (enabled === undefined) throw refuseAt(element, "Missing required attribute 'enabled' in element 'feature'")
    features.set(name, enabled)
  }
  return features
}

function parseAcpiTables(os: XmlElement | undefined): OperatingSystem['acpiTables'] {
  const tables: OperatingSystem['acpiTables'] = []
  for (const element of os?.child('acpi')?.elements('table') ?? []) {
    const type = requiredEnum(element, 'type', acpiTableTypes)
    if (tables.some(table => table.type === type)) {
      throw refuseAt(element, `ACPI table type '${type}' may only appear once`)
    }
    tables.push({ type, path: element.text })
  }
  return tables
}

function parseSmbiosMode(element: XmlElement): OperatingSystem['smbios'] {
  const text = element.attribute('mode')
  const mode = oneOf(text, smbiosModes)
  if (text !== undefined && mode === undefined) {
    throw refuseAt(element, `unknown smbios mode '${text}'`, 'CONFIG_UNSUPPORTED')
  }
  return mode
}

function parseMenuTimeout(element: XmlElement): number | undefined {
  const timeout = uint(element, 'timeout')
  if (timeout !== undefined && timeout > 65535) {
    const detail = 'invalid value for boot menu timeout, must be in range [0,65535]'
    throw refuseAt(element, detail, 'CONFIG_UNSUPPORTED')
  }
  return timeout
}

function parseBios(element: XmlElement | undefined): OperatingSystem['bios'] {
  if (!element) return { useSerial: undefined, rebootTimeout: undefined }
  const text = nonEmpty(element, 'rebootTimeout')
  const timeout = text === undefined ? undefined : parseInteger(text, { min: -1n, max: 65535n, base: 10 })
  if (text !== undefined && timeout === undefined) {
    const detail = 'invalid value for rebootTimeout, must be in range [-1,65535]'
    throw refuseAt(element, detail, 'CONFIG_UNSUPPORTED')
  }
  return { useSerial: yesNo(element, 'useserial'), rebootTimeout: timeout === undefined ? undefined : Number(timeout) }
}

/** @throws LibvirtError for a firmware feature that another one rules out */
export function checkFirmwareFeatures({ firmwareFeatures: features }: OperatingSystem): void {
  if (features.get('enrolled-keys') === true && features.get('secure-boot') === false) {
    const text = "firmware feature 'enrolled-keys' cannot be enabled when firmware feature 'secure-boot' is disabled"
    throw new LibvirtError('CONFIG_UNSUPPORTED', text)
  }
}

export function formatBootloader(writer: XmlWriter, { bootloader, bootloaderArgs }: OperatingSystem): void {
  writer.text('bootloader', bootloader)
  writer.text('bootloader_args', bootloaderArgs)
}

export function formatOperatingSystem(writer: XmlWriter, os: OperatingSystem, options: FormatOptions): void {
  writer.element('os', { firmware: os.firmware }, () => {
    // Clients of old know paravirtual Xen guests as linux.
    writer.element('type', { arch: os.arch, machine: os.machine }, os.type === 'xen' ? 'linux' : os.type)
    writer.elementIfAny('firmware', {}, () => {
      for (const name of firmwareFeatures) {
        const enabled = os.firmwareFeatures.get(name)
        if (enabled !== undefined) writer.element('feature', { enabled: formatYesNo(enabled), name })
      }
    })
    formatContainerInit(writer, os.init)
    formatLoader(writer, os.loader, options)
    writer.text('kernel', os.kernel)
    writer.text('initrd', os.initrd)
    writer.text('cmdline', os.cmdline)
    writer.text('dtb', os.dtb)
    writer.text('shim', os.shim)
    writer.text('root', os.root)
    writer.elementIfAny('acpi', {}, () => {
      for (const { type, path } of os.acpiTables) writer.element('table', { type }, path)
    })
    for (const dev of os.boot) writer.element('boot', { dev })
    formatFirmwareSettings(writer, os)
  })
}

function formatFirmwareSettings(writer: XmlWriter, { bootMenu, bios, smbios }: OperatingSystem): void {
  if (bootMenu.enabled !== undefined) {
    // A timeout makes sense for a menu that is shown.
    const timeout = bootMenu.timeout || undefined
    writer.element('bootmenu', { enable: formatYesNo(bootMenu.enabled), timeout })
  }
  writer.elementIfAny('bios', { useserial: formatYesNo(bios.useSerial), rebootTimeout: bios.rebootTimeout })
  if (smbios) writer.element('smbios', { mode: smbios })
}
