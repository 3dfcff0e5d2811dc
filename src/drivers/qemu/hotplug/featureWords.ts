import type { CpuData, CpuidLeaf } from '../../../model/cpu/cpuData.js'
import type { JsonReader } from '../monitor/JsonReader.js'

const registers = ['eax', 'ebx', 'ecx', 'edx'] as const

/**
 * CPUID leaves from a CPU object's `feature-words` or `filtered-features`, where every word is one register of one leaf. Leaves
 * that are all zero are left out.
 */
export function parseFeatureWords(reply: JsonReader): CpuData {
  const leaves = new Map<string, CpuidLeaf>()
  for (const word of reply.items()) {
    const leaf = word.field('cpuid-input-eax').integer()
    const ecx = word.field('cpuid-input-ecx')
    const subleaf = ecx.present ? ecx.integer() : 0
    const name = word.field('cpuid-register').string().toLowerCase()
    const register = registers.find(candidate => candidate === name)
    const value = word.field('features').integer()
    if (register === undefined || value === 0) continue
    const key = `${leaf}/${subleaf}`
    leaves.set(key, { leaf, subleaf, eax: 0, ebx: 0, ecx: 0, edx: 0, ...leaves.get(key), [register]: value })
  }
  return { cpuid: [...leaves.values()], msrs: [] }
}
