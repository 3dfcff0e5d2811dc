// The replies about confidential computing: query-sev-capabilities and query-sgx-capabilities.
import type { SevCapabilities, SgxCapabilities } from '../../../model/capabilities/QemuCapabilities.js'
import type { JsonReader } from '../monitor/JsonReader.js'

export function parseSevCapabilities(reply: JsonReader): SevCapabilities {
  const cpu0Id = reply.field('cpu0-id').optionalString()
  return {
    cbitpos: reply.field('cbitpos').integer(),
    reducedPhysBits: reply.field('reduced-phys-bits').integer(),
    pdh: reply.field('pdh').string(),
    certChain: reply.field('cert-chain').string(),
    ...(cpu0Id !== undefined && { cpu0Id }),
  }
}

/** QEMU counts bytes. Undefined when there is no usable SGX; releases without `sections` give the total alone. */
export function parseSgxCapabilities(reply: JsonReader): SgxCapabilities | undefined {
  const claims = (name: string) => reply.field(name).value === true
  if (!claims('sgx')) return undefined
  const listed = reply.field('sections')
  const sections = (listed.present ? listed.items() : []).map(section => ({
    node: section.field('node').integer(),
    size: kib(section.field('size').integer()),
  }))
  const total = reply.field('section-size')
  return {
    flc: claims('flc'),
    sgx1: claims('sgx1'),
    sgx2: claims('sgx2'),
    sectionSize: total.present ? kib(total.integer()) : sections.reduce((sum, { size }) => sum + size, 0n),
    sections,
  }
}

const kib = (bytes: number): bigint => BigInt(bytes) / 1024n
