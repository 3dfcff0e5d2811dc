// Raw CPUID leaves and model specific registers, and libvirt's `<cpudata>` document that carries them.
import { parseXmlRoot } from '../xml/parseXml.js'
import { uint } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import { XmlWriter } from '../xml/XmlWriter.js'
import { cpuFeatures, cpuVendors, type FeaturePlace } from './cpuMap.js'
import { signatureFromCpuid } from './cpuSignature.js'
import type { CpuTraits } from './CpuTraits.js'

/** One CPUID leaf. All values are unsigned 32 bit. */
export interface CpuidLeaf {
  readonly leaf: number
  readonly subleaf: number
  readonly eax: number
  readonly ebx: number
  readonly ecx: number
  readonly edx: number
}

/** One model specific register, its 64 bits in edx:eax. */
export interface Msr {
  readonly index: number
  readonly eax: number
  readonly edx: number
}

export interface CpuData {
  readonly cpuid: readonly CpuidLeaf[]
  readonly msrs: readonly Msr[]
}

/** Reads a `<cpudata arch='x86'>` document. @throws LibvirtError XML_ERROR */
export function parseCpuData(text: string): CpuData {
  const root = parseXmlRoot(text, '(CPU data)', 'cpudata')
  const number = (element: XmlElement, name: string) => uint(element, name, { base: 0 }) ?? 0
  const key = (element: XmlElement, name: string) => uint(element, name, { base: 0, required: true })
  return {
    cpuid: root.elements('cpuid').map(element => ({
      leaf: key(element, 'eax_in'),
      subleaf: number(element, 'ecx_in'),
      eax: number(element, 'eax'),
      ebx: number(element, 'ebx'),
      ecx: number(element, 'ecx'),
      edx: number(element, 'edx'),
    })),
    msrs: root.elements('msr').map(element => ({
      index: key(element, 'index'),
      eax: number(element, 'eax'),
      edx: number(element, 'edx'),
    })),
  }
}

/** Writes the document, leaves and registers in ascending order. */
export function formatCpuData(data: CpuData): string {
  const hex = (value: number) => `0x${value.toString(16).padStart(8, '0')}`
  const xml = new XmlWriter()
  xml.element('cpudata', { arch: 'x86' }, () => {
    for (const { leaf, subleaf, eax, ebx, ecx, edx } of data.cpuid.toSorted(byLeaf)) {
      const out = { eax: hex(eax), ebx: hex(ebx), ecx: hex(ecx), edx: hex(edx) }
      xml.element('cpuid', { eax_in: hex(leaf), ecx_in: hex(subleaf), ...out })
    }
    for (const { index, eax, edx } of data.msrs.toSorted((a, b) => a.index - b.index)) {
      xml.element('msr', { index: hex(index), eax: hex(eax), edx: hex(edx) })
    }
  })
  return xml.toString()
}

const byLeaf = (a: CpuidLeaf, b: CpuidLeaf): number => a.leaf - b.leaf || a.subleaf - b.subleaf

/** Which features of the map are there, and whose CPU it is. */
export function traitsOfCpuData(data: CpuData): CpuTraits {
  const features = new Set<string>()
  for (const { name, place } of cpuFeatures.values()) if (isSet(data, place)) features.add(name)
  const vendor = vendorOf(data)
  const signature = data.cpuid.find(({ leaf, subleaf }) => leaf === 1 && subleaf === 0)
  return { features, ...(vendor && { vendor }), ...(signature && { signature: signatureFromCpuid(signature.eax) }) }
}

function isSet(data: CpuData, place: FeaturePlace): boolean {
  const value =
    place.kind === 'cpuid'
      ? data.cpuid.find(({ leaf, subleaf }) => leaf === place.leaf && subleaf === place.subleaf)?.[place.register]
      : data.msrs.find(({ index }) => index === place.index)?.[place.register]
  return value !== undefined && ((value >>> place.bit) & 1) === 1
}

// The twelve letters stand in EBX, EDX, ECX of leaf 0, in this order.
function vendorOf(data: CpuData): string | undefined {
  const leaf = data.cpuid.find(({ leaf, subleaf }) => leaf === 0 && subleaf === 0)
  if (!leaf) return undefined
  const letters = Buffer.alloc(12)
  for (const [index, register] of [leaf.ebx, leaf.edx, leaf.ecx].entries()) letters.writeUInt32LE(register, index * 4)
  const id = letters.toString('latin1')
  return Object.entries(cpuVendors).find(([, known]) => known === id)?.[0]
}
