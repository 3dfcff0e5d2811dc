// Slots of pluggable memory modules (qemuDomainAssignMemorySlots).
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Domain } from '../Domain.js'

/** @throws LibvirtError CONFIG_UNSUPPORTED for slots that do not exist, are taken, or when none is left */
export function assignMemorySlots({ memory, devices }: Domain): void {
  const taken = new Set<number>()
  const modules = devices.memory.filter(({ model }) => model === 'dimm' || model === 'nvdimm')
  const refuse = (detail: string) => new LibvirtError('CONFIG_UNSUPPORTED', detail)
  for (const { info } of modules) {
    if (info.address?.type !== 'dimm' || info.address.slot === undefined) continue
    const { slot } = info.address
    if (slot >= memory.slots) throw refuse(`memory device slot '${slot}' exceeds slots count '${memory.slots}'`)
    if (taken.has(slot)) throw refuse(`memory device slot '${slot}' is already being used by another memory device`)
    taken.add(slot)
  }
  for (const { info } of modules) {
    const { address } = info
    if (address && (address.type !== 'dimm' || address.slot !== undefined)) continue
    let slot = 0
    while (taken.has(slot)) slot++
    if (slot >= memory.slots) throw new LibvirtError('INTERNAL_ERROR', 'failed to find an empty memory slot')
    taken.add(slot)
    info.address = { type: 'dimm', base: address?.base, slot }
  }
}
