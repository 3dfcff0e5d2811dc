// The reply to query-machines.
import type { QemuMachine } from '../../../model/capabilities/QemuCapabilities.js'
import type { JsonReader } from '../monitor/JsonReader.js'

/** Machine types in QEMU's order, but QEMU's default first; `none` is no machine for a guest. */
export function parseMachines(reply: JsonReader): QemuMachine[] {
  const machines = reply
    .items()
    .map(parseMachine)
    .filter(({ name }) => name !== 'none')
  return [...machines.filter(({ isDefault }) => isDefault), ...machines.filter(({ isDefault }) => !isDefault)]
}

function parseMachine(entry: JsonReader): QemuMachine {
  const alias = entry.field('alias').optionalString()
  const defaultCpu = entry.field('default-cpu-type').optionalString()
  const defaultRamId = entry.field('default-ram-id').optionalString()
  const acpi = entry.field('acpi')
  const claims = (name: string) => entry.field(name).value === true
  return {
    name: entry.field('name').string(),
    ...(alias !== undefined && { alias }),
    hotplugCpus: claims('hotpluggable-cpus'),
    maxCpus: entry.field('cpu-max').integer(),
    isDefault: claims('is-default'),
    ...(defaultCpu !== undefined && { defaultCpu }),
    numaMemSupported: claims('numa-mem-supported'),
    ...(defaultRamId !== undefined && { defaultRamId }),
    deprecated: claims('deprecated'),
    ...(acpi.present && { acpi: acpi.boolean() }),
  }
}
