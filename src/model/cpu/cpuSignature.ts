// EAX of CPUID leaf 1: [27:20] extended family, [19:16] extended model, [11:8] family, [7:4] model, [3:0] stepping.
import type { CpuSignature } from './CpuDefinition.js'

/** Family, model and stepping from EAX of leaf 1. */
export function signatureFromCpuid(eax: number): CpuSignature {
  return {
    family: ((eax >>> 20) & 0xff) + ((eax >>> 8) & 0xf),
    model: ((eax >>> 12) & 0xf0) + ((eax >>> 4) & 0xf),
    stepping: eax & 0xf,
  }
}

/** EAX of leaf 1; family, model and stepping beyond 270, 255 and 15 are cut off. */
export function signatureToCpuid({ family, model, stepping }: CpuSignature): number {
  const extendedFamily = family > 0xf ? (family - 0xf) & 0xff : 0
  const base = family > 0xf ? 0xf : family
  return ((extendedFamily << 20) | ((model & 0xf0) << 12) | (base << 8) | ((model & 0xf) << 4) | (stepping & 0xf)) >>> 0
}
