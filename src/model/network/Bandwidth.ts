// Owns <bandwidth>: limits on the traffic of a port or a network.
import { refuseAt, uint, ulong } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'

/** Rates are in KiB a second, 0 stands for none. */
export interface BandwidthRate {
  readonly average: bigint
  readonly peak: bigint
  /** Guaranteed minimum, inbound only. */
  readonly floor: bigint
  /** KiB that may pass at peak speed. */
  readonly burst: bigint
}

export interface Bandwidth {
  readonly inbound?: BandwidthRate | undefined
  readonly outbound?: BandwidthRate | undefined
  /** Traffic class of a port with a floor. */
  readonly classId?: number | undefined
}

/**
 * @param allowFloor false where no minimum can be guaranteed (a whole network, an interface outside one)
 * @throws LibvirtError XML_ERROR, CONFIG_UNSUPPORTED
 */
export function parseBandwidth(element: XmlElement, allowFloor: boolean): Bandwidth | undefined {
  const rates = { inbound: onlyChild(element, 'inbound'), outbound: onlyChild(element, 'outbound') }
  const inbound = rates.inbound && parseRate(rates.inbound)
  if (inbound && inbound.floor > 0n && !allowFloor) {
    throw refuseAt(element, 'floor attribute is not supported for this configuration', 'CONFIG_UNSUPPORTED')
  }
  const outbound = rates.outbound && parseRate(rates.outbound)
  if (outbound && outbound.floor > 0n) throw refuseAt(element, "'floor' attribute allowed only in <inbound> element")
  const classId = uint(element, 'classID') || undefined
  return inbound || outbound ? { inbound, outbound, classId } : undefined
}

function onlyChild(element: XmlElement, name: 'inbound' | 'outbound'): XmlElement | undefined {
  const found = element.elements(name)
  if (found.length > 1) throw refuseAt(element, `Only one child <${name}> element allowed`)
  return found[0]
}

function parseRate(element: XmlElement): BandwidthRate {
  const has = (name: string) => element.attribute(name) !== undefined
  if (!has('average') && !has('floor')) {
    throw refuseAt(element, 'Missing mandatory average or floor attributes', 'XML_DETAIL')
  }
  const value = (name: string) => ulong(element, name) ?? 0n
  const rate = { average: value('average'), peak: value('peak'), burst: value('burst'), floor: value('floor') }
  if ((has('peak') || has('burst')) && !has('average')) {
    throw refuseAt(element, "'peak' and 'burst' require 'average' attribute")
  }
  return rate
}

/** Writes nothing when there are no limits. */
export function formatBandwidth(writer: XmlWriter, bandwidth: Bandwidth | undefined): void {
  if (!bandwidth?.inbound && !bandwidth?.outbound) return
  writer.element('bandwidth', { classID: bandwidth.classId }, () => {
    formatRate(writer, 'inbound', bandwidth.inbound)
    formatRate(writer, 'outbound', bandwidth.outbound)
  })
}

function formatRate(writer: XmlWriter, name: string, rate: BandwidthRate | undefined): void {
  if (!rate) return
  const { average, peak, floor, burst } = rate
  writer.elementIfAny(name, {
    // libvirt leaves out an average of 0, and then refuses what it wrote if there is a peak or a burst.
    average: average || peak || burst ? average : undefined,
    peak: peak || undefined,
    floor: floor || undefined,
    burst: burst || undefined,
  })
}
