// Turns what a domain says about its firmware into files: picks a build and writes down what was picked, so that the guest
// keeps it when another one is installed later.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Domain } from '../Domain.js'
import { emptyLoader, type Loader, type Nvram } from '../os/Loader.js'
import type { FirmwareDescriptor, FirmwareMapping } from './FirmwareDescriptor.js'
import { firmwareMatches, type FirmwareWishes } from './firmwareMatches.js'

/** A UEFI build known by its paths only (qemu.conf's `nvram`), from the time before descriptor files. */
export interface LegacyFirmware {
  readonly loader: string
  readonly nvramTemplate: string
}

/** The pairs libvirt assumes when qemu.conf names none. */
export const defaultLegacyFirmwares: readonly LegacyFirmware[] = [
  { loader: '/usr/share/OVMF/OVMF_CODE.fd', nvramTemplate: '/usr/share/OVMF/OVMF_VARS.fd' },
  { loader: '/usr/share/OVMF/OVMF_CODE.secboot.fd', nvramTemplate: '/usr/share/OVMF/OVMF_VARS.secboot.fd' },
  { loader: '/usr/share/AAVMF/AAVMF_CODE.fd', nvramTemplate: '/usr/share/AAVMF/AAVMF_VARS.fd' },
  { loader: '/usr/share/AAVMF/AAVMF32_CODE.fd', nvramTemplate: '/usr/share/AAVMF/AAVMF32_VARS.fd' },
]

export interface FirmwareEnvironment {
  /** In order of precedence. */
  readonly firmwares: readonly FirmwareDescriptor[]
  readonly legacyFirmwares?: readonly LegacyFirmware[]
  /** Folder of the variable stores libvirt makes. */
  readonly nvramDirectory: string
  /** The definition is new, so that formats libvirt did not know earlier may be chosen. */
  readonly abiUpdate: boolean
}

/**
 * Fills in loader, variable store, SMM and the firmware's features.
 * @throws LibvirtError OPERATION_FAILED when automatic selection finds nothing; the domain keeps what it said then
 */
export function fillFirmware(domain: FirmwareWishes & Pick<Domain, 'name'>, environment: FirmwareEnvironment): void {
  const { os } = domain
  if (os.firmware === undefined && os.loader?.type !== 'pflash') {
    if (os.loader) os.loader.format ??= 'raw'
    return
  }
  if (os.firmware !== undefined && !environment.abiUpdate) keepToRaw(os)
  const chosen = environment.firmwares.find(firmware => firmwareMatches(domain, firmware))
  if (chosen) {
    use(domain, chosen)
  } else if (os.firmware !== undefined) {
    throw new LibvirtError(
      'OPERATION_FAILED',
      `Unable to find '${os.firmware}' firmware that is compatible with the current configuration`,
    )
  } else if (os.loader) {
    completeByHand(os.loader, environment.legacyFirmwares ?? defaultLegacyFirmwares)
  }
  if (os.loader) placeNvram(os.loader, domain.name, environment.nvramDirectory)
}

// Until libvirt 9.2 nothing but raw images could be selected, so a definition that says nothing was made with one.
function keepToRaw(os: FirmwareWishes['os']): void {
  os.loader ??= emptyLoader()
  if (os.loader.nvram?.source?.format === undefined && os.loader.nvram?.templateFormat === undefined) {
    os.loader.format ??= 'raw'
  }
}

function use(domain: FirmwareWishes, { mapping, features }: FirmwareDescriptor): void {
  const { os } = domain
  const loader = (os.loader ??= emptyLoader())
  useMapping(loader, mapping)
  if (features.has('requires-smm')) {
    domain.features.smm ??= { state: true, tseg: undefined }
    loader.secure = true
  }
  os.firmware ??= loader.type === 'rom' ? 'bios' : 'efi'
  os.firmwareFeatures.set('secure-boot', features.has('secure-boot'))
  // Keys are enrolled in the template, and a store that is not ours may have begun as anything.
  if (!isRemote(loader.nvram)) os.firmwareFeatures.set('enrolled-keys', features.has('enrolled-keys'))
}

function useMapping(loader: Loader, mapping: FirmwareMapping): void {
  if (mapping.device !== 'flash') {
    loader.type = 'rom'
    loader.path = mapping.path
    loader.format = 'raw'
    return
  }
  loader.type = 'pflash'
  loader.readonly = true
  loader.path = mapping.executable.path
  loader.format = mapping.executable.format
  if (mapping.mode !== 'split') return
  const nvram = (loader.nvram ??= {
    template: undefined,
    templateFormat: undefined,
    source: undefined,
    asSource: false,
  })
  if (!isRemote(nvram)) {
    nvram.template = mapping.nvramTemplate.path
    nvram.templateFormat = mapping.nvramTemplate.format
  }
  if (nvram.source) nvram.source.format ??= mapping.nvramTemplate.format
  else nvram.source = { type: 'file', path: undefined, format: mapping.nvramTemplate.format }
}

// Only local files can be made from a template.
function isRemote(nvram: Nvram | undefined): boolean {
  const type = nvram?.source?.type
  return type !== undefined && type !== 'file' && type !== 'block' && type !== 'dir'
}

// Firmware no descriptor tells of: a pair of qemu.conf, or files of the user's own.
function completeByHand(loader: Loader, pairs: readonly LegacyFirmware[]): void {
  const { nvram } = loader
  const isRaw =
    (loader.format ?? 'raw') === 'raw' && (nvram?.templateFormat ?? nvram?.source?.format ?? 'raw') === 'raw'
  const pair =
    loader.readonly !== false && !loader.stateless && isRaw
      ? pairs.find(
          candidate =>
            candidate.loader === loader.path &&
            (nvram?.template ?? candidate.nvramTemplate) === candidate.nvramTemplate,
        )
      : undefined
  loader.format ??= 'raw'
  if (pair) {
    loader.readonly = true
    if (!isRemote(nvram)) {
      const store = (loader.nvram ??= {
        template: undefined,
        templateFormat: undefined,
        source: undefined,
        asSource: false,
      })
      store.template = pair.nvramTemplate
      store.templateFormat = 'raw'
    }
  }
  if (nvram?.source) nvram.source.format ??= 'raw'
}

/** Gives a stateful read-only flash its variable store in libvirt's folder, unless one is named. */
function placeNvram(loader: Loader, name: string, directory: string): void {
  if (loader.type !== 'pflash' || loader.readonly !== true || loader.stateless) return
  const nvram = (loader.nvram ??= {
    template: undefined,
    templateFormat: undefined,
    source: undefined,
    asSource: false,
  })
  if (nvram.source && (nvram.source.type !== 'file' || nvram.source.path !== undefined)) return
  const format = nvram.source?.format ?? 'raw'
  nvram.source = { type: 'file', path: `${directory}/${name}_VARS.${format === 'qcow2' ? 'qcow2' : 'fd'}`, format }
}
