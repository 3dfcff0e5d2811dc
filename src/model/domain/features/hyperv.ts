// `<hyperv>`: enlightenments that Windows guests use.
import { formatOnOff, oneOf, onOff, optionalEnum, refuseAt, requiredAttribute, uint } from '../../xml/read.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'

/** virDomainHyperv, in libvirt's order, which is also the order they are written in. */
export const hypervFeatures = [
  'relaxed',
  'vapic',
  'spinlocks',
  'vpindex',
  'runtime',
  'synic',
  'stimer',
  'reset',
  'vendor_id',
  'frequencies',
  'reenlightenment',
  'tlbflush',
  'ipi',
  'evmcs',
  'avic',
  'emsr_bitmap',
  'xmm_input',
] as const
export type HypervFeature = (typeof hypervFeatures)[number]

export interface Hyperv {
  mode: 'custom' | 'passthrough'
  features: Map<HypervFeature, boolean>
  /** Attempts before a spinning vCPU tells the host, at least 4095. */
  spinlockRetries: number
  /** At most 12 characters. */
  vendorId: string | undefined
  stimerDirect: boolean | undefined
  tlbflushDirect: boolean | undefined
  tlbflushExtended: boolean | undefined
}

export function parseHyperv(element: XmlElement): Hyperv {
  const hyperv: Hyperv = {
    mode: optionalEnum(element, 'mode', ['custom', 'passthrough']) ?? 'custom',
    features: new Map(),
    spinlockRetries: 0,
    vendorId: undefined,
    stimerDirect: undefined,
    tlbflushDirect: undefined,
    tlbflushExtended: undefined,
  }
  for (const child of element.elements()) {
    const name = oneOf(child.name, hypervFeatures)
    if (name === undefined) {
      throw refuseAt(child, `unsupported HyperV Enlightenment feature: ${child.name}`, 'CONFIG_UNSUPPORTED')
    }
    requiredAttribute(child, 'state')
    const state = onOff(child, 'state') ?? false
    hyperv.features.set(name, state)
    if (state) parseParameters(child, name, hyperv)
  }
  return hyperv
}

function parseParameters(element: XmlElement, name: HypervFeature, hyperv: Hyperv): void {
  if (name === 'spinlocks') {
    hyperv.spinlockRetries = uint(element, 'retries', { required: true, base: 0 })
    if (hyperv.spinlockRetries < 0xfff) {
      throw refuseAt(element, 'HyperV spinlock retry count must be at least 4095')
    }
  } else if (name === 'vendor_id') {
    hyperv.vendorId = parseVendorId(element)
  } else if (name === 'stimer') {
    hyperv.stimerDirect = subFeatures(element, 'stimer', ['direct']).get('direct')
  } else if (name === 'tlbflush') {
    const found = subFeatures(element, 'tlbflush', ['direct', 'extended'])
    hyperv.tlbflushDirect = found.get('direct')
    hyperv.tlbflushExtended = found.get('extended')
  }
}

const vendorIdLength = 12

function parseVendorId(element: XmlElement): string {
  const value = element.attribute('value')
  if (value === undefined) throw refuseAt(element, "missing 'value' attribute for HyperV feature 'vendor_id'")
  if (value.length > vendorIdLength) {
    throw refuseAt(element, `HyperV vendor_id value must not be more than ${vendorIdLength} characters.`)
  }
  // A comma would end the value on QEMU's command line.
  if (value.includes(',')) throw refuseAt(element, 'HyperV vendor_id value is invalid')
  return value
}

function subFeatures(element: XmlElement, parent: string, names: readonly string[]): Map<string, boolean | undefined> {
  const found = new Map<string, boolean | undefined>()
  for (const child of element.elements()) {
    if (!names.includes(child.name)) {
      throw refuseAt(child, `unsupported Hyper-V ${parent} feature: ${child.name}`, 'CONFIG_UNSUPPORTED')
    }
    requiredAttribute(child, 'state')
    found.set(child.name, onOff(child, 'state'))
  }
  return found
}

export function formatHyperv(writer: XmlWriter, hyperv: Hyperv): void {
  writer.element('hyperv', { mode: hyperv.mode }, () => {
    for (const name of hypervFeatures) {
      const on = hyperv.features.get(name)
      if (on === undefined) continue
      const parameters = {
        retries: on && name === 'spinlocks' ? hyperv.spinlockRetries : undefined,
        value: on && name === 'vendor_id' ? hyperv.vendorId : undefined,
      }
      writer.element(name, { state: formatOnOff(on), ...parameters }, () => {
        if (on && name === 'stimer') formatSubFeature(writer, 'direct', hyperv.stimerDirect)
        if (on && name === 'tlbflush') {
          formatSubFeature(writer, 'direct', hyperv.tlbflushDirect)
          formatSubFeature(writer, 'extended', hyperv.tlbflushExtended)
        }
      })
    }
  })
}

function formatSubFeature(writer: XmlWriter, name: string, state: boolean | undefined): void {
  if (state !== undefined) writer.element(name, { state: formatOnOff(state) })
}
