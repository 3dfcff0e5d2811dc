// What /proc/cpuinfo tells of an x86 CPU, for hosts where CPUID itself cannot be read.
import type { CpuSignature } from './CpuDefinition.js'
import { cpuVendors, featureName } from './cpuMap.js'
import type { CpuTraits } from './CpuTraits.js'

/** The first CPU of the file. */
export interface CpuInfo extends CpuTraits {
  readonly microcodeVersion?: number
  readonly physAddrBits?: number
}

/** Reads the text of /proc/cpuinfo; undefined when it is of no x86 CPU. */
export function parseCpuInfo(text: string): CpuInfo | undefined {
  const [first = ''] = text.split('\n\n')
  const facts = new Map(
    first.split('\n').map((line): [string, string] => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()]
    }),
  )
  const flags = facts.get('flags')
  if (flags === undefined) return undefined
  const vendorId = facts.get('vendor_id')
  const vendor = Object.entries(cpuVendors).find(([, id]) => id === vendorId)?.[0]
  const signature = signatureIn(facts)
  const microcode = Number(facts.get('microcode'))
  const bits = /^(\d+) bits physical/.exec(facts.get('address sizes') ?? '')?.[1]
  return {
    features: featuresOfFlags(flags.split(' ')),
    ...(vendor !== undefined && { vendor }),
    ...(signature && { signature }),
    ...(Number.isInteger(microcode) && { microcodeVersion: microcode }),
    ...(bits !== undefined && { physAddrBits: Number(bits) }),
  }
}

function signatureIn(facts: ReadonlyMap<string, string>): CpuSignature | undefined {
  const [family, model, stepping] = ['cpu family', 'model', 'stepping'].map(name => Number(facts.get(name)))
  if (family === undefined || model === undefined || stepping === undefined) return undefined
  return [family, model, stepping].every(Number.isInteger) ? { family, model, stepping } : undefined
}

// The kernel's names that differ by more than dashes.
const spellings: Readonly<Record<string, string>> = { tsc_deadline_timer: 'tsc-deadline', dts: 'ds' }

function featuresOfFlags(flags: readonly string[]): Set<string> {
  const features = new Set<string>()
  for (const flag of flags) {
    const spelled = [spellings[flag] ?? flag, flag.replaceAll('_', '-'), flag.replaceAll('_', '')]
    const name = spelled.map(featureName).find(known => known !== undefined)
    if (name !== undefined) features.add(name)
  }
  // Not flags of their own: the kernel tells invariance apart, and has saved extended state wherever it can.
  if (flags.includes('constant_tsc') && flags.includes('nonstop_tsc')) features.add('invtsc')
  if (flags.includes('xsave')) features.add('osxsave')
  return features
}
