// Making a guest CPU absolute: what depends on the host is decided by the host's definition.
import type { CpuDefinition, CpuFeature } from './CpuDefinition.js'
import { cpuModels, featureName } from './cpuMap.js'
import { featuresOf } from './cpuFeatureSets.js'

/**
 * Completes a guest CPU from a host CPU: host-model and match='minimum' become a custom CPU, optional features are required or
 * disabled, and features the model once had are pinned to what the host has.
 * @throws LibvirtError INTERNAL_ERROR for an unknown model or feature
 */
export function updateCpu(guest: CpuDefinition, host: CpuDefinition): CpuDefinition {
  if (guest.mode === 'host-passthrough' || guest.mode === 'maximum') return guest
  const relative =
    guest.mode === 'host-model' ||
    guest.match === 'minimum' ||
    guest.features.some(({ policy }) => policy === 'optional')
  const present = featuresOf(host)
  const has = (name: string) => present.has(featureName(name) ?? name)
  const decided = guest.features.map(feature =>
    feature.policy === 'optional'
      ? { ...feature, policy: has(feature.name) ? ('require' as const) : ('disable' as const) }
      : feature,
  )
  const updated =
    guest.mode === 'host-model' || guest.match === 'minimum'
      ? modelOfHost(guest, host, decided)
      : { ...guest, features: decided }
  const removed = (updated.model === undefined ? undefined : cpuModels.get(updated.model))?.removed ?? []
  const pinned = removed
    .filter(name => !updated.features.some(feature => feature.name === name))
    .map(name => ({ name, policy: relative && has(name) ? ('require' as const) : ('disable' as const) }))
  return { ...updated, features: [...updated.features, ...pinned] }
}

// The guest's own words about features come on top of the host's. A guest that named a model has said all it wants to about
// the vendor.
function modelOfHost(guest: CpuDefinition, host: CpuDefinition, features: readonly CpuFeature[]): CpuDefinition {
  const { model: _, vendor: own, features: __, ...rest } = guest
  const vendor = guest.mode === 'custom' ? own : host.vendor
  const base = host.features.map(({ name, policy }) => ({ name, policy: policy ?? ('require' as const) }))
  return {
    ...rest,
    mode: 'custom',
    match: 'exact',
    ...(host.model !== undefined && { model: host.model }),
    ...(vendor !== undefined && { vendor }),
    features: features.reduce<CpuFeature[]>(withFeature, base),
  }
}

/** The list with a feature's policy set, at its old place or at the end. */
export function withFeature(features: readonly CpuFeature[], feature: CpuFeature): CpuFeature[] {
  const index = features.findIndex(({ name }) => name === feature.name)
  return index === -1 ? [...features, feature] : features.with(index, feature)
}
