// Describing a CPU by the closest model the map has for it, plus and minus features.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { CpuDefinition, CpuFeature } from './CpuDefinition.js'
import { cpuFeatures, cpuModels, featureName, type MapModel, signatureMatches } from './cpuMap.js'
import type { CpuTraits } from './CpuTraits.js'

/** A model the emulator offers, with what keeps it from running on this host. */
export interface OfferedCpuModel {
  readonly name: string
  readonly blockers: readonly string[]
}

export interface DecodeOptions {
  /** Models to choose from; all of the map when undefined. */
  readonly models?: readonly OfferedCpuModel[] | undefined
  /**
   * Models to lean towards. A single one is taken when it may be taken at all, however far off it is; of several, one that
   * disables less is taken even when it makes a longer list.
   */
  readonly preferred?: readonly string[] | undefined
  /** Leave out features that prevent migration. */
  readonly migratable?: boolean | undefined
}

/** The part of a definition that decoding decides. */
export type DecodedCpu = Pick<CpuDefinition, 'model' | 'vendor' | 'signature' | 'features'>

interface Candidate {
  readonly model: MapModel
  readonly matchesSignature: boolean
  readonly features: readonly CpuFeature[]
  readonly disabled: number
  readonly preferred: boolean
}

/**
 * Chooses the model for a host or guest CPU.
 * @throws LibvirtError INTERNAL_ERROR when no model fits
 */
export function decodeCpu(traits: CpuTraits, type: CpuDefinition['type'], options: DecodeOptions = {}): DecodedCpu {
  const usable = withoutBrokenTsx(traits)
  const preferred = new Set(options.preferred)
  let best: Candidate | undefined
  for (const model of [...cpuModels.values()].toReversed()) {
    const offered = options.models?.find(({ name }) => name === model.name)
    if (options.models && !offered) continue
    if (!(type === 'host' ? model.decodeHost : model.decodeGuest)) continue
    if (traits.vendor !== undefined && model.vendor !== undefined && model.vendor !== traits.vendor) continue
    const candidate = describe(usable, model, type, offered, preferred)
    // A host has its features without a policy, so nothing of a model can be taken away.
    if (type === 'host' && candidate.disabled > 0) continue
    if (candidate.preferred && preferred.size === 1) {
      best = candidate
      break
    }
    if (!best || isBetter(candidate, best)) best = candidate
  }
  if (!best) throw new LibvirtError('INTERNAL_ERROR', 'Cannot find suitable CPU model for given data')
  // What is switched off is no obstacle to migration, whatever it is.
  const mayMigrate = ({ name, policy }: CpuFeature) =>
    policy === 'disable' || cpuFeatures.get(name)?.migratable !== false
  const kept = best.features.filter(feature => !options.migratable || mayMigrate(feature))
  return {
    model: best.model.name,
    ...(traits.vendor !== undefined && { vendor: traits.vendor }),
    ...(traits.signature && { signature: traits.signature }),
    features: type === 'host' ? kept.map(({ name }) => ({ name })) : kept,
  }
}

function describe(
  traits: CpuTraits,
  model: MapModel,
  type: CpuDefinition['type'],
  offered: OfferedCpuModel | undefined,
  preferred: ReadonlySet<string>,
): Candidate {
  const required = inMapOrder(name => traits.features.has(name) && !model.features.has(name))
  // What the emulator would add to its version of the model but cannot have here must be switched off by name.
  const blocked = new Set(offered?.blockers.map(name => featureName(name) ?? ''))
  const absent = (name: string) => !traits.features.has(name) && model.features.has(name)
  const disabled = inMapOrder(name => absent(name) || (blocked.has(name) && !required.includes(name)))
  // An older emulator may still have in the model what was removed from it.
  const removed = type === 'guest' ? model.removed : []
  disabled.push(...removed.filter(name => !required.includes(name) && !disabled.includes(name)))
  return {
    model,
    matchesSignature: traits.signature !== undefined && signatureMatches(model, traits.signature),
    features: [
      ...required.map(name => ({ name, policy: 'require' as const })),
      ...disabled.map(name => ({ name, policy: 'disable' as const })),
    ],
    disabled: disabled.length,
    preferred: preferred.has(model.name),
  }
}

function inMapOrder(wanted: (name: string) => boolean): string[] {
  return [...cpuFeatures.keys()].filter(wanted)
}

// A model made for this family and model beats a shorter list of features. Otherwise the shorter list wins, where disabling
// costs more than adding, since a guest may count on what its model is known to have.
function isBetter(candidate: Candidate, best: Candidate): boolean {
  if (candidate.matchesSignature !== best.matchesSignature) return candidate.matchesSignature
  const [cost, bestCost] = [costOf(candidate), costOf(best)]
  if (cost.total !== bestCost.total) {
    return cost.total < bestCost.total || (candidate.preferred && cost.penalty < bestCost.penalty)
  }
  return cost.penalty < bestCost.penalty
}

// The first disabled feature costs two, each further one a point more than the one before. libvirt looks at half of them only
// (its loop ends early because it shortens the list it walks), and the models chosen would differ if we did not.
function costOf({ features, disabled }: Candidate): { total: number; penalty: number } {
  const penalized = Math.ceil(disabled / 2)
  const penalty = (penalized * (penalized + 3)) / 2
  return { total: features.length - penalized + penalty, penalty }
}

// Intel disabled transactional memory by microcode on all Haswells but the last stepping of the servers (erratum HSD136),
// and the bits may still be there.
function withoutBrokenTsx(traits: CpuTraits): CpuTraits {
  const { vendor, signature } = traits
  if (vendor !== 'Intel' || signature?.family !== 6) return traits
  const { model, stepping } = signature
  const broken = model === 60 || model === 69 || model === 70 || (model === 63 && stepping < 4)
  if (!broken) return traits
  return { ...traits, features: new Set([...traits.features].filter(name => name !== 'hle' && name !== 'rtm')) }
}
