// Owns <pci-express>: what a PCI Express link can do and what it does.
import { int, optionalEnum, uint } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'

/** GT/s. */
const speeds = ['2.5', '5', '8', '16', '32', '64'] as const

export interface PcieLink {
  readonly port?: number | undefined
  readonly speed?: (typeof speeds)[number] | undefined
  /** Lanes. */
  readonly width: number
}

export interface PcieInfo {
  readonly capability?: PcieLink | undefined
  readonly status?: PcieLink | undefined
}

/** @throws LibvirtError XML_ERROR */
export function parsePcieInfo(element: XmlElement): PcieInfo {
  const link = (validity: string) => {
    const found = element.elements('link').find(child => child.attribute('validity') === validity)
    return found && parseLink(found)
  }
  return { capability: link('cap'), status: link('sta') }
}

function parseLink(element: XmlElement): PcieLink {
  return {
    width: uint(element, 'width', { required: true, base: 0 }),
    speed: optionalEnum(element, 'speed', speeds),
    port: int(element, 'port'),
  }
}

export function formatPcieInfo(writer: XmlWriter, { capability, status }: PcieInfo): void {
  const link = (validity: string, found: PcieLink | undefined) => {
    if (!found) return
    const port = found.port !== undefined && found.port >= 0 ? found.port : undefined
    writer.element('link', { validity, port, speed: found.speed, width: found.width })
  }
  writer.element('pci-express', {}, () => {
    link('cap', capability)
    link('sta', status)
  })
}
