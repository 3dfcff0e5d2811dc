// What a guest does with its memory: its balloon driver's word, and the host's.
import { domainMemoryStatTags as tag } from '../../../api/enums/domain.js'
import { processMemory } from '../../../host/processMemory.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { QmpError } from '../monitor/QmpError.js'

/** A figure by its number in virDomainMemoryStatTags; KiB, except for counts and the time. */
export type MemoryFigures = ReadonlyMap<number, bigint>

/** QEMU's names in `guest-stats` of the balloon, and what they are divided by to be in libvirt's unit. */
const guestFigures = [
  ['stat-swap-in', tag.SWAP_IN, 1024n],
  ['stat-swap-out', tag.SWAP_OUT, 1024n],
  ['stat-major-faults', tag.MAJOR_FAULT, 1n],
  ['stat-minor-faults', tag.MINOR_FAULT, 1n],
  ['stat-free-memory', tag.UNUSED, 1024n],
  ['stat-total-memory', tag.AVAILABLE, 1024n],
  ['stat-available-memory', tag.USABLE, 1024n],
  ['stat-disk-caches', tag.DISK_CACHES, 1024n],
  ['stat-htlb-pgalloc', tag.HUGETLB_PGALLOC, 1n],
  ['stat-htlb-pgfail', tag.HUGETLB_PGFAIL, 1n],
] as const

/** @throws LibvirtError OPERATION_INVALID when the domain does not run */
export async function memoryFigures(domain: QemuDomain): Promise<MemoryFigures> {
  const { guest } = domain.active()
  const { memory, devices } = guest.definition
  const figures = new Map<number, bigint>([[tag.ACTUAL_BALLOON, BigInt(memory.current)]])
  const alias = devices.memballoon[0]?.info.alias
  if (alias !== undefined && guest.monitor) {
    const path = `/machine/peripheral/${alias}`
    const reply = await guest.monitor.execute('qom-get', { path, property: 'guest-stats' }).catch(withoutBalloon)
    for (const [name, number, divisor] of guestFigures) {
      const value = reply?.field('stats').field(name).value
      // QEMU says 2^64 - 1 for what the guest does not tell.
      if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) {
        figures.set(number, BigInt(value) / divisor)
      }
    }
    const updated = reply?.field('last-update').value
    if (typeof updated === 'number') figures.set(tag.LAST_UPDATE, BigInt(Math.trunc(updated)))
  }
  const resident = await processMemory(guest.process.pid)
  if (resident !== undefined) figures.set(tag.RSS, BigInt(resident))
  return figures
}

/** A balloon of model none, or one that QEMU does not let be asked. */
function withoutBalloon(error: unknown): undefined {
  if (error instanceof QmpError) return undefined
  throw error
}
