// One firmware build as its descriptor file tells of it (QEMU: docs/interop/firmware.json). Which descriptors count, and in
// which order, is decided by firmwarePrecedence.ts.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { oneOf } from '../../xml/read.js'
import { type LoaderFormat, loaderFormats } from '../os/Loader.js'

const interfaceTypes = ['bios', 'openfirmware', 'uboot', 'uefi'] as const
const flashModes = ['split', 'combined', 'stateless'] as const

export interface FirmwareImage {
  readonly path: string
  readonly format: LoaderFormat
}

/** How the firmware gets into the guest. */
export type FirmwareMapping =
  | {
      readonly device: 'flash'
      readonly mode: 'split'
      readonly executable: FirmwareImage
      readonly nvramTemplate: FirmwareImage
    }
  | { readonly device: 'flash'; readonly mode: 'combined' | 'stateless'; readonly executable: FirmwareImage }
  | { readonly device: 'memory' | 'kernel'; readonly path: string }

export interface FirmwareDescriptor {
  readonly interfaces: readonly (typeof interfaceTypes)[number][]
  readonly mapping: FirmwareMapping
  readonly targets: readonly {
    /** QEMU's name of the architecture, e.g. `i386`. */
    readonly architecture: string
    /** Patterns of machine names with `*` and `?`, e.g. `pc-q35-*`. */
    readonly machines: readonly string[]
  }[]
  /** E.g. `secure-boot`, `requires-smm`, `amd-sev`. */
  readonly features: ReadonlySet<string>
}

type Json = Readonly<Record<string, unknown>>

/**
 * Reads a descriptor file.
 * @param path names the file in refusals
 * @throws LibvirtError CONFIG_UNSUPPORTED for what is no descriptor
 */
export function parseFirmwareDescriptor(text: string, path: string): FirmwareDescriptor {
  const refuse = (what: string): never => {
    throw new LibvirtError('CONFIG_UNSUPPORTED', `firmware descriptor '${path}': ${what}`)
  }
  const object = (value: unknown, what: string): Json => (isJson(value) ? value : refuse(`${what} is not an object`))
  const string = (value: unknown, what: string): string =>
    typeof value === 'string' ? value : refuse(`${what} is not a string`)
  const list = (value: unknown, what: string): readonly unknown[] =>
    Array.isArray(value) ? value : refuse(`${what} is not a list`)
  const word = <const T extends string>(value: unknown, words: readonly T[], what: string): T =>
    oneOf(string(value, what), words) ?? refuse(`${what} '${String(value)}' is unknown`)
  const image = (value: unknown, what: string): FirmwareImage => {
    const { filename, format } = object(value, what)
    return { path: string(filename, `${what}.filename`), format: word(format, loaderFormats, `${what}.format`) }
  }
  const mapping = (value: Json): FirmwareMapping => {
    const device = word(value['device'], ['flash', 'kernel', 'memory'], 'mapping.device')
    if (device !== 'flash') return { device, path: string(value['filename'], 'mapping.filename') }
    // Descriptors from before QEMU 7.0 name no mode: there was only this one.
    const mode = value['mode'] === undefined ? 'split' : word(value['mode'], flashModes, 'mapping.mode')
    const executable = image(value['executable'], 'mapping.executable')
    if (mode !== 'split') return { device, mode, executable }
    return { device, mode, executable, nvramTemplate: image(value['nvram-template'], 'mapping.nvram-template') }
  }
  const root = object(parseJson(text, refuse), 'it')
  return {
    interfaces: list(root['interface-types'], 'interface-types').map(type =>
      word(type, interfaceTypes, 'interface-types'),
    ),
    mapping: mapping(object(root['mapping'], 'mapping')),
    targets: list(root['targets'], 'targets').map(entry => {
      const target = object(entry, 'target')
      return {
        architecture: string(target['architecture'], 'architecture'),
        machines: list(target['machines'], 'machines').map(machine => string(machine, 'machine')),
      }
    }),
    features: new Set(list(root['features'], 'features').map(feature => string(feature, 'feature'))),
  }
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parseJson(text: string, refuse: (what: string) => never): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }
}
