import { yesNo, formatYesNo } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'

/** `<port isolated='yes|no'/>` below a network, port group or port. */
export function parseIsolatedPort(element: XmlElement): boolean | undefined {
  const port = element.child('port')
  return port && yesNo(port, 'isolated')
}

export function formatIsolatedPort(writer: XmlWriter, isolated: boolean | undefined): void {
  if (isolated !== undefined) writer.element('port', { isolated: formatYesNo(isolated) })
}
