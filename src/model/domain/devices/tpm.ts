// Owns `<tpm>`: the guest's trusted platform module and who plays it.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { parseUuid } from '../../xml/parseUuid.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions, ParseOptions } from '../options.js'
import { attributeTable, type TableValue } from './attributeTable.js'
import { oneOf, string, uint, yesNo } from './attributeTypes.js'
import type { CharSource } from './charSource.js'
import { type DeviceInfo, formatDeviceInfo, parseDeviceInfo } from './deviceInfo.js'
import { formatCharSource } from './formatCharSource.js'
import { parseCharSource } from './parseCharSource.js'

const models = ['tpm-tis', 'tpm-crb', 'tpm-spapr', 'tpm-spapr-proxy'] as const
const head = attributeTable({ model: oneOf(...models) })
const emulator = attributeTable({ version: oneOf('1.2', '2.0'), persistent_state: yesNo, debug: uint })
const backendType = attributeTable({ type: oneOf('passthrough', 'emulator', 'external') })
const encryption = attributeTable({ secret: string })
const stateSource = attributeTable({ type: oneOf('file', 'dir'), path: string })
const profile = attributeTable({ source: string, name: string, removeDisabled: oneOf('check', 'fips-host') })
const pcrBanks = ['sha1', 'sha256', 'sha384', 'sha512'] as const
export type PcrBank = (typeof pcrBanks)[number]

export interface TpmEmulator {
  type: 'emulator'
  version?: '1.2' | '2.0' | undefined
  persistentState?: boolean | undefined
  debug?: number | undefined
  /** UUID of the secret that encrypts the state. */
  encryptionSecret?: string | undefined
  activePcrBanks: PcrBank[]
  source?: { type: 'file' | 'dir'; path: string } | undefined
  profile?: TableValue<typeof profile> | undefined
}
export type TpmBackend =
  | { type: 'passthrough'; device: string }
  | TpmEmulator
  | { type: 'external'; source: CharSource }

export interface Tpm {
  kind: 'tpm'
  model?: (typeof models)[number] | undefined
  backend: TpmBackend
  info: DeviceInfo
}

function parseEmulator(element: XmlElement): TpmEmulator {
  const { version, persistent_state: persistentState, debug } = emulator.parse(element)
  const banks = element.child('active_pcr_banks')
  const { type, path } = stateSource.parse(element.child('source'))
  const { secret } = encryption.parse(element.child('encryption'))
  if (secret !== undefined && parseUuid(secret) === undefined) {
    throw new LibvirtError('INTERNAL_ERROR', `Unable to parse secret uuid '${secret}'`)
  }
  const profileElement = element.child('profile')
  if (profileElement && version === '1.2') {
    throw new LibvirtError('XML_ERROR', '<profile/> requires TPM version 2.0')
  }
  return {
    type: 'emulator',
    version,
    persistentState,
    debug,
    encryptionSecret: secret?.toLowerCase(),
    activePcrBanks: pcrBanks.filter(bank => banks?.child(bank) !== undefined),
    source: type !== undefined && path !== undefined ? { type, path } : undefined,
    profile: profileElement && profile.parse(profileElement),
  }
}

function parseExternal(element: XmlElement): TpmBackend {
  const type = element.child('source')?.attribute('type')
  if (type !== 'unix') {
    const shown = type === undefined ? 'missing external TPM backend type' : `unsupported type '${type}' of TPM source`
    throw new LibvirtError('XML_ERROR', shown)
  }
  return { type: 'external', source: parseCharSource(element, type) }
}

function parseBackend(element: XmlElement): TpmBackend {
  const backends = element.elements('backend')
  const [backend] = backends
  if (backends.length > 1) throw new LibvirtError('XML_ERROR', 'only one TPM backend is supported')
  if (backend === undefined) throw new LibvirtError('XML_ERROR', 'missing TPM device backend')
  const { type } = backendType.parse(backend)
  switch (type) {
    case 'passthrough':
      return { type, device: backend.child('device')?.attribute('path') ?? '/dev/tpm0' }
    case 'emulator':
      return parseEmulator(backend)
    case 'external':
      return parseExternal(backend)
    case undefined:
      throw new LibvirtError('XML_ERROR', 'missing TPM device backend type')
  }
}

/** @throws LibvirtError XML_ERROR for unknown names, none or several backends */
export function parseTpm(element: XmlElement, options: ParseOptions): Tpm {
  const text = element.attribute('model')
  if (text === '') throw new LibvirtError('XML_ERROR', `Unknown TPM frontend model ''`)
  const { model } = head.parse(element)
  return { kind: 'tpm', model, backend: parseBackend(element), info: parseDeviceInfo(element, options) }
}

function formatEmulator(writer: XmlWriter, backend: TpmEmulator): void {
  if (backend.encryptionSecret !== undefined) {
    writer.element('encryption', encryption.format({ secret: backend.encryptionSecret }))
  }
  if (backend.activePcrBanks.length > 0) {
    writer.element('active_pcr_banks', {}, () => backend.activePcrBanks.forEach(bank => writer.element(bank)))
  }
  if (backend.source) writer.element('source', stateSource.format(backend.source))
  writer.elementIfAny('profile', profile.format(backend.profile))
}

function formatBackend(writer: XmlWriter, backend: TpmBackend, options: FormatOptions): void {
  switch (backend.type) {
    case 'passthrough':
      writer.element('device', { path: backend.device })
      break
    case 'emulator':
      formatEmulator(writer, backend)
      break
    case 'external':
      if (backend.source.type === 'unix') {
        writer.element('source', { type: 'unix', mode: 'connect', path: backend.source.path })
      } else {
        formatCharSource(writer, backend.source, options)
      }
  }
}

export function formatTpm(writer: XmlWriter, tpm: Tpm, options: FormatOptions): void {
  const { backend } = tpm
  const attributes =
    backend.type === 'emulator'
      ? emulator.format({
          version: backend.version,
          persistent_state: backend.persistentState,
          debug: backend.debug,
        })
      : {}
  writer.element('tpm', head.format(tpm), () => {
    writer.element('backend', { type: backend.type, ...attributes }, () => formatBackend(writer, backend, options))
    formatDeviceInfo(writer, tpm.info, options)
  })
}
