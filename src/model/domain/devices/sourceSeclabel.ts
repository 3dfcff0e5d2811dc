// Owns `<seclabel>` inside a source: the label of one image or character device, overriding the guest's own.
import { childText } from '../../xml/read.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions } from '../options.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { attributeTable, type TableValue } from './attributeTable.js'
import { string, yesNo } from './attributeTypes.js'

const head = attributeTable({ model: string, labelskip: yesNo, relabel: yesNo })

/** virSecurityDeviceLabelDef. */
export interface SourceSeclabel extends TableValue<typeof head> {
  label?: string | undefined
}

/** @throws LibvirtError CONFIG_UNSUPPORTED for a label where relabelling is off */
export function parseSourceSeclabels(source: XmlElement | undefined): SourceSeclabel[] {
  const labels = (source?.elements('seclabel') ?? []).map(element => {
    const { labelskip, ...given } = head.parse(element)
    const label: SourceSeclabel = { ...given, label: childText(element, 'label') }
    if (labelskip) label.labelskip = true
    if (label.label !== undefined && label.relabel === false) {
      throw new LibvirtError(
        'CONFIG_UNSUPPORTED',
        `Cannot specify a label if relabelling is turned off. model=${label.model ?? ''}`,
      )
    }
    return label
  })
  for (const [index, { model }] of labels.entries()) {
    if (labels.findIndex(other => other.model === model) !== index) {
      throw new LibvirtError('XML_DETAIL', `seclabel for model ${model ?? ''} is already provided`)
    }
  }
  return labels
}

/** A label that was skipped at start is no part of the definition. */
export function formatSourceSeclabels(
  writer: XmlWriter,
  labels: readonly SourceSeclabel[] = [],
  options: FormatOptions = {},
): void {
  for (const label of labels) {
    if (label.labelskip && options.inactive) continue
    const attributes = head.format({
      model: label.model,
      labelskip: label.labelskip,
      relabel: label.labelskip ? undefined : label.relabel,
    })
    if (label.label === undefined) writer.element('seclabel', attributes)
    else writer.element('seclabel', attributes, () => writer.text('label', label.label))
  }
}
