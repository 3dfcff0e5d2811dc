// The reply to query-machines.
import type { QemuMachine } from '../../../model/capabilities/QemuCapabilities.js'
import { numberAt, objectsIn, optionalText, textAt } from './qmpValues.js'

/** Machine types in QEMU's order, but QEMU's default first; `none` is no machine for a guest. */
export function parseMachines(reply: unknown): QemuMachine[] {
  const machines = objectsIn(reply, 'query-machines')
    .filter(({ name }) => name !== 'none')
    .map((entry): QemuMachine => {
      const alias = optionalText(entry, 'alias')
      const defaultCpu = optionalText(entry, 'default-cpu-type')
      const defaultRamId = optionalText(entry, 'default-ram-id')
      const { acpi } = entry
      return {
        name: textAt(entry, 'name'),
        ...(alias !== undefined && { alias }),
        hotplugCpus: entry['hotpluggable-cpus'] === true,
        maxCpus: numberAt(entry, 'cpu-max'),
        isDefault: entry['is-default'] === true,
        ...(defaultCpu !== undefined && { defaultCpu }),
        numaMemSupported: entry['numa-mem-supported'] === true,
        ...(defaultRamId !== undefined && { defaultRamId }),
        deprecated: entry['deprecated'] === true,
        ...(typeof acpi === 'boolean' && { acpi }),
      }
    })
  return [...machines.filter(({ isDefault }) => isDefault), ...machines.filter(({ isDefault }) => !isDefault)]
}
