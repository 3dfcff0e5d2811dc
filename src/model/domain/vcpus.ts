// Virtual CPUs: how many, which are on, and where they may run by default.
import { LibvirtError } from '../../api/LibvirtError.js'
import { parseUint } from '../xml/parseInteger.js'
import { formatYesNo, optionalEnum, refuseAt, uint, yesNo } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import { cpuSetAttribute, formatNumberSet, type NumberSet } from './bitmap.js'

export interface Vcpu {
  online: boolean
  /** Undefined until someone says; vCPU 0 of a domain with offline ones must stay. */
  hotpluggable: boolean | undefined
  /** Order of plugging in, 0 when unspecified. */
  order: number
}

export interface Vcpus {
  /** One per possible vCPU, at least one. */
  list: Vcpu[]
  placement: 'static' | 'auto'
  cpuset: NumberSet | undefined
  /** The document lists them one by one. */
  individual: boolean
}

const placements = ['static', 'auto'] as const

export function parseVcpus(root: XmlElement): Vcpus {
  const element = root.child('vcpu')
  const max = element ? maxVcpus(element) : 1
  const current = element ? currentVcpus(element, max) : 1
  const placement = (element && optionalEnum(element, 'placement', placements)) ?? 'static'
  const vcpus: Vcpus = {
    list: Array.from({ length: max }, (_, id) => ({ online: id < current, hotpluggable: undefined, order: 0 })),
    placement,
    cpuset: element && placement === 'static' ? cpuSetAttribute(element, 'cpuset') : undefined,
    individual: false,
  }
  parseIndividual(root, vcpus)
  return vcpus
}

/** More than any machine can have; a larger number is refused before memory is spent on it. */
const vcpuLimit = 65535

function maxVcpus(element: XmlElement): number {
  const text = element.text
  const max = text === '' ? 1 : parseUint(text)
  if (max === undefined) throw refuseAt(element, 'maximum vcpus count must be an integer')
  if (max === 0) throw refuseAt(element, "domain config can't have 0 maximum vCPUs", 'CONFIG_UNSUPPORTED')
  if (max > vcpuLimit) throw refuseAt(element, `maximum vcpus count must not exceed ${vcpuLimit}`)
  return max
}

function currentVcpus(element: XmlElement, max: number): number {
  const text = element.attribute('current')
  const current = text === undefined || text === '' ? max : parseUint(text)
  if (current === undefined) throw refuseAt(element, 'current vcpus count must be an integer')
  if (current > max) {
    throw refuseAt(element, 'maximum vCPU count must not be less than current vCPU count', 'CONFIG_UNSUPPORTED')
  }
  return current
}

function parseIndividual(root: XmlElement, vcpus: Vcpus): void {
  const elements = root.child('vcpus')?.elements('vcpu') ?? []
  // Whoever names some has to name all that are on.
  if (elements.length > 0) for (const vcpu of vcpus.list) vcpu.online = false
  for (const element of elements) {
    const id = uint(element, 'id', { required: true })
    const vcpu = vcpus.list[id]
    if (!vcpu) throw refuseAt(element, `vcpu id '${id}' is out of range of maximum vcpu count`)
    const online = yesNo(element, 'enabled')
    if (online === undefined) throw refuseAt(element, `Missing required attribute 'enabled' in element 'vcpu'`)
    vcpu.online = online
    vcpu.hotpluggable = yesNo(element, 'hotpluggable')
    vcpu.order = uint(element, 'order', { nonZero: true }) ?? 0
    vcpus.individual = true
  }
}

/**
 * An offline vCPU that does not say otherwise can be plugged in; an online one stays.
 * @throws LibvirtError CONFIG_UNSUPPORTED for a vCPU that could never be switched on
 */
export function completeVcpus(vcpus: Vcpus): void {
  for (const [id, vcpu] of vcpus.list.entries()) {
    vcpu.hotpluggable ??= !vcpu.online
    if (!vcpu.online && !vcpu.hotpluggable) {
      throw new LibvirtError('CONFIG_UNSUPPORTED', `vcpu '${id}' is both offline and not hotpluggable`)
    }
  }
}

export function formatVcpus(writer: XmlWriter, { list, placement, cpuset, individual }: Vcpus): void {
  const online = list.filter(vcpu => vcpu.online).length
  const attributes = {
    placement,
    cpuset: placement === 'auto' ? undefined : formatNumberSet(cpuset),
    current: online < list.length ? online : undefined,
  }
  writer.element('vcpu', attributes, list.length)
  if (!individual) return
  writer.element('vcpus', {}, () => {
    for (const [id, vcpu] of list.entries()) {
      writer.element('vcpu', {
        id,
        enabled: formatYesNo(vcpu.online),
        hotpluggable: formatYesNo(vcpu.hotpluggable ?? !vcpu.online),
        order: vcpu.order || undefined,
      })
    }
  })
}
