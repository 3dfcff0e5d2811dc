import type { PropertyOverride, QemuNamespace } from '../../../model/domain/qemuNamespace.js'
import type { CommandOption, DeviceProperties, PropertyValue } from './CommandOption.js'

function valueOf({ type, value = '' }: PropertyOverride): PropertyValue | undefined {
  switch (type) {
    case 'string':
      return value
    case 'signed':
    case 'unsigned':
      return BigInt(value)
    case 'bool':
      return value === 'true'
    case 'remove':
      return undefined
  }
}

/** Applies what `<qemu:override>` says about the device of that alias. */
export function overrideProperties(option: CommandOption, namespace: QemuNamespace | undefined): CommandOption {
  if (option.kind !== 'device' || namespace === undefined) return option
  const { id } = option.properties
  const overrides = typeof id === 'string' ? namespace.overrides.get(id) : undefined
  if (overrides === undefined) return option
  const properties: DeviceProperties = { ...option.properties }
  for (const override of overrides) {
    if (override.name === 'driver') continue
    // What nobody has said before comes last; what has been said keeps its place.
    if (properties[override.name] === undefined) delete properties[override.name]
    properties[override.name] = valueOf(override)
  }
  return { kind: 'device', properties }
}
