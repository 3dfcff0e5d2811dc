// `<memtune>`: cgroup limits on a domain's memory, in KiB.
import { scaled } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'

/** Largest limit, in KiB, which means none (VIR_DOMAIN_MEMORY_PARAM_UNLIMITED). */
export const unlimitedMemory = 9_007_199_254_740_991

export interface MemoryTuning {
  hardLimit: number | undefined
  softLimit: number | undefined
  minGuarantee: number | undefined
  swapHardLimit: number | undefined
}

const limits = {
  hardLimit: 'hard_limit',
  softLimit: 'soft_limit',
  minGuarantee: 'min_guarantee',
  swapHardLimit: 'swap_hard_limit',
} as const satisfies Record<keyof MemoryTuning, string>

export function parseMemoryTuning(root: XmlElement): MemoryTuning {
  const memtune = root.child('memtune')
  const limit = (name: string) => parseLimit(memtune?.child(name), `./memtune/${name}[1]`)
  return {
    hardLimit: limit(limits.hardLimit),
    softLimit: limit(limits.softLimit),
    minGuarantee: limit(limits.minGuarantee),
    swapHardLimit: limit(limits.swapHardLimit),
  }
}

function parseLimit(element: XmlElement | undefined, label: string): number | undefined {
  if (!element || element.text === '') return undefined
  const max = BigInt(unlimitedMemory) << 10n
  const bytes = scaled(element, element.text, label, element.attribute('unit'), 1024n, max)
  const size = Number((bytes + 1023n) / 1024n)
  return size < unlimitedMemory ? size : undefined
}

export function formatMemoryTuning(writer: XmlWriter, tuning: MemoryTuning): void {
  writer.elementIfAny('memtune', {}, () => {
    const limit = (name: string, size: number | undefined) => {
      if (size !== undefined) writer.element(name, { unit: 'KiB' }, size)
    }
    limit(limits.hardLimit, tuning.hardLimit)
    limit(limits.softLimit, tuning.softLimit)
    limit(limits.minGuarantee, tuning.minGuarantee)
    limit(limits.swapHardLimit, tuning.swapHardLimit)
  })
}
