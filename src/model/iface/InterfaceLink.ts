import { optionalEnum, uint } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'

const linkStates = ['unknown', 'notpresent', 'down', 'lowerlayerdown', 'testing', 'dormant', 'up'] as const

/** What the kernel says of an interface's link. */
export interface InterfaceLink {
  /** operstate of RFC 2863. */
  readonly state?: (typeof linkStates)[number] | undefined
  /** Megabits per second. */
  readonly speed?: number | undefined
}

export function parseInterfaceLink(element: XmlElement): InterfaceLink {
  return { state: optionalEnum(element, 'state', linkStates), speed: uint(element, 'speed') || undefined }
}

/** Writes nothing when nothing is known. */
export function formatInterfaceLink(writer: XmlWriter, link: InterfaceLink | undefined): void {
  writer.elementIfAny('link', { speed: link?.speed, state: link?.state })
}
