// The replies that describe CPU models: query-cpu-definitions and query-cpu-model-expansion.
import type { QemuCpuModel, QemuCpuProperty, QemuHostCpu } from '../../../model/capabilities/QemuCapabilities.js'
import { listIn, objectIn, objectsIn, optionalText, textAt } from './qmpValues.js'

/** CPU models in QEMU's order. `unavailable-features` is left out by QEMU where it cannot tell. */
export function parseCpuModels(reply: unknown): QemuCpuModel[] {
  return objectsIn(reply, 'query-cpu-definitions').map(definition => {
    const typename = optionalText(definition, 'typename')
    const unavailable = definition['unavailable-features']
    const blockers = unavailable === undefined ? [] : listIn(unavailable, 'unavailable-features').map(String)
    return {
      name: textAt(definition, 'name'),
      ...(typename !== undefined && { typename }),
      usable:
        unavailable === undefined ? ('unknown' as const) : blockers.length === 0 ? ('yes' as const) : ('no' as const),
      blockers,
      deprecated: definition['deprecated'] === true,
    }
  })
}

/** An expanded model, its properties in QEMU's order. */
export function parseCpuModelExpansion(reply: unknown): QemuHostCpu {
  const model = objectIn(objectIn(reply, 'query-cpu-model-expansion')['model'], 'model')
  const properties = new Map<string, QemuCpuProperty>()
  for (const [name, value] of Object.entries(objectIn(model['props'] ?? {}, 'props'))) {
    if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
      properties.set(name, { value })
  }
  return { model: textAt(model, 'name'), migratability: false, properties }
}

/**
 * The full expansion, with each feature marked by whether the migratable one has it as well. Only booleans that are on are
 * features, so only they are marked.
 */
export function withMigratability(full: QemuHostCpu, migratable: QemuHostCpu): QemuHostCpu {
  const properties = new Map(
    [...full.properties].map(([name, property]): [string, QemuCpuProperty] =>
      property.value === true
        ? [name, { ...property, migratable: migratable.properties.get(name)?.value === true }]
        : [name, property],
    ),
  )
  return { ...full, migratability: true, properties }
}
