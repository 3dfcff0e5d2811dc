// The replies about confidential computing: query-sev-capabilities and query-sgx-capabilities.
import type { SevCapabilities, SgxCapabilities } from '../../../model/capabilities/QemuCapabilities.js'
import { numberAt, objectIn, objectsIn, optionalText, textAt } from './qmpValues.js'

export function parseSevCapabilities(reply: unknown): SevCapabilities {
  const sev = objectIn(reply, 'query-sev-capabilities')
  const cpu0Id = optionalText(sev, 'cpu0-id')
  return {
    cbitpos: numberAt(sev, 'cbitpos'),
    reducedPhysBits: numberAt(sev, 'reduced-phys-bits'),
    pdh: textAt(sev, 'pdh'),
    certChain: textAt(sev, 'cert-chain'),
    ...(cpu0Id !== undefined && { cpu0Id }),
  }
}

/** QEMU counts bytes. Undefined when there is no usable SGX; releases without `sections` give the total alone. */
export function parseSgxCapabilities(reply: unknown): SgxCapabilities | undefined {
  const sgx = objectIn(reply, 'query-sgx-capabilities')
  if (sgx['sgx'] !== true) return undefined
  const sections = objectsIn(sgx['sections'] ?? [], 'sections').map(section => ({
    node: numberAt(section, 'node'),
    size: kib(numberAt(section, 'size')),
  }))
  const total = sgx['section-size']
  return {
    flc: sgx['flc'] === true,
    sgx1: sgx['sgx1'] === true,
    sgx2: sgx['sgx2'] === true,
    sectionSize: typeof total === 'number' ? kib(total) : sections.reduce((sum, { size }) => sum + size, 0n),
    sections,
  }
}

const kib = (bytes: number): bigint => BigInt(bytes) / 1024n
