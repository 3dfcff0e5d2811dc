import { LibvirtError } from '../../../api/LibvirtError.js'
import type { PostParseStep } from './PostParseStep.js'

/** USB companions share the index of their master. */
const sharesIndex: readonly (string | undefined)[] = ['ich9-ehci1', 'ich9-uhci1', 'ich9-uhci2', 'ich9-uhci3']

/** Two controllers cannot answer to one index, nor two panic devices of one model. */
export const refuseDuplicates: PostParseStep = ({ devices }) => {
  const seen = new Set<string>()
  for (const { type, index, model, info } of devices.controller) {
    if (type === 'usb' && (info.masterStartPort !== undefined || sharesIndex.includes(model))) continue
    const key = `${type}:${index}`
    if (seen.has(key)) throw new LibvirtError('XML_ERROR', `Multiple '${type}' controllers with index '${index}'`)
    seen.add(key)
  }
  const panics = new Set<string | undefined>()
  for (const { model } of devices.panic) {
    if (panics.has(model)) throw new LibvirtError('XML_ERROR', `Multiple panic devices with model '${model}'`)
    panics.add(model)
  }
}
