// The x86 CPU models and features libvirt knows, ready for use. Order matters: features are listed in the order of the map,
// and models are tried from its end.
import type { CpuSignature } from './CpuDefinition.js'
import type { CpuModelRow } from './cpuMapRows.js'
import { cpuFeatureRows, cpuModelRows } from './generated/cpuMap.js'

export { cpuVendors } from './generated/cpuMap.js'

type Register = 'eax' | 'ebx' | 'ecx' | 'edx'

/** Where a feature's bit is found: a CPUID leaf, or a model specific register split into edx:eax. */
export type FeaturePlace =
  | {
      readonly kind: 'cpuid'
      readonly leaf: number
      readonly subleaf: number
      readonly register: Register
      readonly bit: number
    }
  | { readonly kind: 'msr'; readonly index: number; readonly register: 'eax' | 'edx'; readonly bit: number }

export interface MapFeature {
  readonly name: string
  readonly place: FeaturePlace
  readonly migratable: boolean
}

/** A family and model, with the steppings it is for (all when undefined, both ends included). */
export interface ModelSignature {
  readonly family: number
  readonly model: number
  readonly steppings?: readonly [first: number, last: number]
}

export interface MapModel {
  readonly name: string
  /** Model this one is a version of. */
  readonly base?: string
  readonly vendor?: string
  readonly signatures: readonly ModelSignature[]
  readonly decodeHost: boolean
  readonly decodeGuest: boolean
  readonly partialCheckComparesHost: boolean
  /** Everything in the model, that of its base included. */
  readonly features: ReadonlySet<string>
  readonly added: readonly string[]
  readonly removed: readonly string[]
}

const words = (text: string | undefined): string[] => (text ? text.split(' ') : [])

function parsePlace(at: string): FeaturePlace {
  const parts = at.split('.')
  const bit = Number(parts.pop())
  const register = parts.pop()
  const [first, second] = parts.map(part => Number.parseInt(part, 16))
  if (first !== undefined && second !== undefined) {
    if (register === 'eax' || register === 'ebx' || register === 'ecx' || register === 'edx') {
      return { kind: 'cpuid', leaf: first, subleaf: second, register, bit }
    }
  } else if (first !== undefined && (register === 'eax' || register === 'edx')) {
    return { kind: 'msr', index: first, register, bit }
  }
  throw new Error(`CPU map: '${at}' is no place of a feature`)
}

function parseSignature(text: string): ModelSignature {
  const [family, model, steppings] = text.split('/')
  const [first, last = first] = words(steppings?.replace('-', ' ')).map(Number)
  return {
    family: Number(family),
    model: Number(model),
    ...(first !== undefined && last !== undefined && { steppings: [first, last] as const }),
  }
}

function loadFeatures(): Map<string, MapFeature> {
  return new Map(
    cpuFeatureRows.map(({ name, at, migratable = true }) => [name, { name, place: parsePlace(at), migratable }]),
  )
}

function loadModels(): Map<string, MapModel> {
  const models = new Map<string, MapModel>()
  for (const row of cpuModelRows)
    models.set(row.name, loadModel(row, row.base === undefined ? undefined : models.get(row.base)))
  return models
}

function loadModel(row: CpuModelRow, base: MapModel | undefined): MapModel {
  const vendor = row.vendor ?? base?.vendor
  return {
    name: row.name,
    ...(row.base !== undefined && { base: row.base }),
    ...(vendor !== undefined && { vendor }),
    signatures: row.signatures === undefined ? (base?.signatures ?? []) : words(row.signatures).map(parseSignature),
    decodeHost: row.decodeHost,
    decodeGuest: row.decodeGuest,
    partialCheckComparesHost: row.check === 'compat',
    features: new Set([...(base?.features ?? []), ...words(row.adds)]),
    added: row.added === undefined ? (base?.added ?? []) : words(row.added),
    removed: row.removed === undefined ? (base?.removed ?? []) : words(row.removed),
  }
}

/** Features by name, in the order of the map. */
export const cpuFeatures: ReadonlyMap<string, MapFeature> = loadFeatures()
/** Models by name, in the order of the map. */
export const cpuModels: ReadonlyMap<string, MapModel> = loadModels()

const spellings: ReadonlyMap<string, string> = new Map(
  cpuFeatureRows.flatMap(({ name, aliases }) => words(aliases).map(alias => [alias, name] as const)),
)

/** The map's name of a feature given in another spelling (`sse4-1`); undefined when it knows none. */
export function featureName(name: string): string | undefined {
  return cpuFeatures.has(name) ? name : spellings.get(name)
}

/** Whether the model is meant for CPUs of that family, model and stepping. */
export function signatureMatches(model: MapModel, { family, model: number, stepping }: CpuSignature): boolean {
  return model.signatures.some(
    candidate =>
      candidate.family === family &&
      candidate.model === number &&
      (!candidate.steppings || (candidate.steppings[0] <= stepping && stepping <= candidate.steppings[1])),
  )
}
