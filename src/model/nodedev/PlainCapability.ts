// Owns the capabilities that say one thing only. Those of character devices are made by the driver and never read.
import { childText, oneOf, refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import type { NodeDeviceContext } from './NodeDevice.js'

const drmTypes = ['primary', 'control', 'render'] as const

export type PlainCapability =
  | { readonly type: 'drm'; readonly node: (typeof drmTypes)[number] }
  | { readonly type: 'scsi_generic'; readonly path: string }
  | { readonly type: 'vdpa'; readonly path: string }

/** @throws LibvirtError CONFIG_UNSUPPORTED */
export function parseDrmCapability(element: XmlElement, { device }: NodeDeviceContext): PlainCapability {
  const text = childText(element, 'type')
  const node = oneOf(text, drmTypes)
  if (node !== undefined) return { type: 'drm', node }
  throw refuseAt(element, `unknown drm type '${text ?? '(null)'}' for '${device}'`, 'CONFIG_UNSUPPORTED')
}

export function formatPlainCapability(writer: XmlWriter, plain: PlainCapability): void {
  if (plain.type === 'drm') writer.text('type', plain.node)
  else writer.text(plain.type === 'vdpa' ? 'chardev' : 'char', plain.path)
}
