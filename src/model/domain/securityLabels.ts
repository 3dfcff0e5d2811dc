// `<seclabel>`: how the security drivers (SELinux, AppArmor, DAC) confine the domain.
import { childText, formatYesNo, nonEmpty, optionalEnum, refuseAt, yesNo } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import type { ParseOptions } from './options.js'

const types = ['none', 'dynamic', 'static'] as const

export interface SecurityLabel {
  type: (typeof types)[number]
  model: string | undefined
  relabel: boolean
  label: string | undefined
  imageLabel: string | undefined
  baseLabel: string | undefined
  /** Made by the daemon, not by the user; not written for `dac` and `none`. */
  implicit: boolean
}

/**
 * @param defaultModel first security model of the host, for a label that names none
 * @throws LibvirtError XML_ERROR, XML_DETAIL for labels that contradict themselves or each other
 */
export function parseSecurityLabels(
  root: XmlElement,
  options: ParseOptions,
  defaultModel: string | undefined,
): SecurityLabel[] {
  const labels: SecurityLabel[] = []
  for (const element of root.elements('seclabel')) {
    const label = parseLabel(element, options)
    if (label.model !== undefined && labels.some(other => other.model === label.model)) {
      throw refuseAt(element, `seclabel for model ${label.model} is already provided`, 'XML_DETAIL')
    }
    labels.push(label)
  }
  nameModels(root, labels, options, defaultModel)
  return labels
}

function parseLabel(element: XmlElement, options: ParseOptions): SecurityLabel {
  const asked = optionalEnum(element, 'type', types) ?? 'dynamic'
  const model = nonEmpty(element, 'model')
  const relabel = yesNo(element, 'relabel')
  if (asked === 'dynamic' && relabel === false) {
    throw refuseAt(element, 'dynamic label type must use resource relabeling', 'CONFIG_UNSUPPORTED')
  }
  if (asked === 'none' && relabel === true) {
    throw refuseAt(element, "resource relabeling is not compatible with 'none' label type", 'CONFIG_UNSUPPORTED')
  }
  const nothing = { label: undefined, imageLabel: undefined, baseLabel: undefined, implicit: false }
  if (model === 'none') {
    if (!options.inactive && asked !== 'none') {
      throw refuseAt(element, `unsupported type='${asked}' to model 'none'`, 'CONFIG_UNSUPPORTED')
    }
    return { type: 'none', model, relabel: false, ...nothing }
  }
  const live = !options.inactive && asked !== 'none'
  const relabels = relabel ?? asked === 'dynamic'
  const part = (name: string, needed: boolean, missing: string) => {
    const text = needed ? childText(element, name) : undefined
    if (needed && text === undefined) throw refuseAt(element, missing)
    return text
  }
  return {
    type: asked,
    model,
    relabel: relabels,
    label: part('label', asked === 'static' || live, 'security label is missing'),
    imageLabel: part('imagelabel', relabels && live, 'security imagelabel is missing'),
    baseLabel: asked === 'dynamic' ? childText(element, 'baselabel') : undefined,
    implicit: false,
  }
}

function nameModels(
  root: XmlElement,
  labels: readonly SecurityLabel[],
  options: ParseOptions,
  defaultModel: string | undefined,
): void {
  const [first] = labels
  if (!first) return
  if (defaultModel !== undefined) {
    for (const label of labels) {
      if (label.model !== undefined) continue
      if (labels.length > 1) throw refuseAt(root, 'missing security model when using multiple labels')
      label.model = defaultModel
      if (defaultModel === 'none') Object.assign(label, { type: 'none', relabel: false })
    }
    return
  }
  // Without a security driver there is nothing to fill in; only a label that would be used must name its model.
  const used =
    first.type === 'static' || (first.type === 'dynamic' && (first.baseLabel !== undefined || !options.inactive))
  if (labels.length === 1 && first.model === undefined && used && !options.skipSeclabel) {
    throw refuseAt(root, 'missing security model in domain seclabel')
  }
}

export function formatSecurityLabel(writer: XmlWriter, label: SecurityLabel): void {
  const { type, model, relabel, implicit } = label
  if (implicit && (model === 'dac' || model === 'none')) return
  if (type === 'none') {
    writer.element('seclabel', { type, model })
    return
  }
  writer.element('seclabel', { type, model, relabel: formatYesNo(relabel) }, () => {
    writer.text('label', label.label)
    if (relabel) writer.text('imagelabel', label.imageLabel)
    if (type === 'dynamic') writer.text('baselabel', label.baseLabel)
  })
}
