// Owns `<cookie>`: what a guest's saved state needs to be started from besides its definition.
import type { CpuDefinition } from '../cpu/CpuDefinition.js'
import { formatCpuDefinition } from '../cpu/formatCpuDefinition.js'
import { parseCpuDefinition } from '../cpu/parseCpuDefinition.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'

export interface SaveCookie {
  /** The processor that the guest saw. */
  readonly cpu?: CpuDefinition | undefined
  readonly slirpHelper: boolean
}

/** Reads the `<cookie>` of a document, if there is one. @throws LibvirtError as `parseCpuDefinition` does */
export function parseSaveCookie(root: XmlElement): SaveCookie | undefined {
  const element = root.child('cookie')
  if (!element) return undefined
  const cpu = element.child('cpu')
  return { cpu: cpu && parseCpuDefinition(cpu), slirpHelper: element.child('slirpHelper') !== undefined }
}

/** Writes `<cookie>`. */
export function formatSaveCookie(writer: XmlWriter, cookie: SaveCookie | undefined): void {
  if (!cookie) return
  const { cpu, slirpHelper } = cookie
  writer.element('cookie', {}, () => {
    if (cpu) formatCpuDefinition(writer, cpu)
    if (slirpHelper) writer.element('slirpHelper')
  })
}
