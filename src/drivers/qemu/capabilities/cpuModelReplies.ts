// The replies that describe CPU models: query-cpu-definitions and query-cpu-model-expansion.
import type { QemuCpuModel, QemuCpuProperty, QemuHostCpu } from '../../../model/capabilities/QemuCapabilities.js'
import type { JsonReader } from '../monitor/JsonReader.js'

/** CPU models in QEMU's order. `unavailable-features` is left out by QEMU where it cannot tell. */
export function parseCpuModels(reply: JsonReader): QemuCpuModel[] {
  return reply.items().map(definition => {
    const typename = definition.field('typename').optionalString()
    const unavailable = definition.field('unavailable-features')
    const blockers = unavailable.present ? unavailable.items().map(feature => feature.string()) : []
    const usable = unavailable.present ? (blockers.length === 0 ? 'yes' : 'no') : 'unknown'
    return {
      name: definition.field('name').string(),
      ...(typename !== undefined && { typename }),
      usable,
      blockers,
      deprecated: definition.field('deprecated').value === true,
    }
  })
}

/** An expanded model, its properties in QEMU's order. */
export function parseCpuModelExpansion(reply: JsonReader): QemuHostCpu {
  const model = reply.field('model')
  const props = model.field('props')
  const properties = new Map<string, QemuCpuProperty>()
  for (const [name, value] of Object.entries(props.present ? props.object() : {})) {
    if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
      properties.set(name, { value })
  }
  return { model: model.field('name').string(), migratability: false, properties }
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
