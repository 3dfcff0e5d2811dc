// `<kvm>` and `<xen>`: paravirtual features of the two hypervisors.
import { formatOnOff, oneOf, onOff, optionalEnum, refuseAt, requiredAttribute, uint } from '../../xml/read.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'

export const kvmFeatures = ['hidden', 'hint-dedicated', 'poll-control', 'pv-ipi', 'dirty-ring'] as const
const xenFeatures = ['e820_host', 'passthrough'] as const
const passthroughModes = ['sync_pt', 'share_pt'] as const

export interface Kvm {
  features: Map<(typeof kvmFeatures)[number], boolean>
  /** Entries of the dirty ring, a power of two from 1024 to 65536; 0 without one. */
  dirtyRingSize: number
}

export interface Xen {
  features: Map<(typeof xenFeatures)[number], boolean>
  passthroughMode: (typeof passthroughModes)[number] | undefined
}

export function parseKvm(element: XmlElement): Kvm {
  const kvm: Kvm = { features: new Map(), dirtyRingSize: 0 }
  for (const child of element.elements()) {
    const name = oneOf(child.name, kvmFeatures)
    if (name === undefined) throw refuseAt(child, `unsupported KVM feature: ${child.name}`, 'CONFIG_UNSUPPORTED')
    const state = requiredState(child)
    kvm.features.set(name, state)
    if (name === 'dirty-ring' && state) kvm.dirtyRingSize = parseDirtyRing(child)
  }
  return kvm
}

function requiredState(element: XmlElement): boolean {
  requiredAttribute(element, 'state')
  return onOff(element, 'state') ?? false
}

function parseDirtyRing(element: XmlElement): number {
  const size = uint(element, 'size', { required: true })
  const powerOfTwo = (size & (size - 1)) === 0
  if (!powerOfTwo || size < 1024 || size > 65536) {
    throw refuseAt(element, 'dirty ring must be power of 2 and ranges [1024, 65536]')
  }
  return size
}

export function formatKvm(writer: XmlWriter, kvm: Kvm): void {
  writer.element('kvm', {}, () => {
    for (const name of kvmFeatures) {
      const state = kvm.features.get(name)
      if (state === undefined) continue
      const size = name === 'dirty-ring' && kvm.dirtyRingSize > 0 ? kvm.dirtyRingSize : undefined
      writer.element(name, { state: formatOnOff(state), size })
    }
  })
}

export function parseXen(element: XmlElement): Xen {
  const xen: Xen = { features: new Map(), passthroughMode: undefined }
  for (const child of element.elements()) {
    const name = oneOf(child.name, xenFeatures)
    if (name === undefined) throw refuseAt(child, `unsupported Xen feature: ${child.name}`, 'CONFIG_UNSUPPORTED')
    xen.features.set(name, requiredState(child))
    if (name === 'passthrough') xen.passthroughMode = optionalEnum(child, 'mode', passthroughModes)
  }
  return xen
}

export function formatXen(writer: XmlWriter, xen: Xen): void {
  writer.element('xen', {}, () => {
    for (const name of xenFeatures) {
      const state = xen.features.get(name)
      if (state === undefined) continue
      const mode = name === 'passthrough' && state ? xen.passthroughMode : undefined
      writer.element(name, { state: formatOnOff(state), mode })
    }
  })
}
