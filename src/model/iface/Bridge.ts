import { refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import type { Interface } from './Interface.js'

/** A bridge and what is plugged into it. */
export interface Bridge {
  /** Spanning tree protocol; undefined leaves the host's default. */
  readonly stp?: boolean | undefined
  /** Forward delay in seconds, kept as written. */
  readonly delay?: string | undefined
  readonly ports: readonly Interface[]
}

/** @throws LibvirtError XML_ERROR */
export function parseBridge(element: XmlElement, ports: readonly Interface[]): Bridge {
  const stp = element.attribute('stp')
  if (stp !== undefined && stp !== 'on' && stp !== 'off') {
    throw refuseAt(element, `bridge interface stp should be on or off got ${stp}`)
  }
  return { stp: stp && stp === 'on', delay: element.attribute('delay'), ports }
}

export function formatBridge(writer: XmlWriter, bridge: Bridge, formatPorts: () => void): void {
  const stp = bridge.stp === undefined ? undefined : bridge.stp ? 'on' : 'off'
  writer.enclosing('bridge', { stp, delay: bridge.delay }, formatPorts)
}
