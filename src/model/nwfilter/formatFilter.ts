import { XmlWriter } from '../xml/XmlWriter.js'
import type { Filter } from './Filter.js'
import { formatFilterRule } from './FilterRule.js'
import { formatFilterReference } from './FilterVariable.js'

/** The document of a network filter, as `virsh nwfilter-dumpxml` shows it. */
export function formatFilter(filter: Filter): string {
  const writer = new XmlWriter()
  const attributes = { name: filter.name, chain: filter.chain, priority: filter.chainPriority || undefined }
  writer.element('filter', attributes, () => {
    writer.text('uuid', filter.uuid)
    for (const entry of filter.entries) {
      if ('rule' in entry) formatFilterRule(writer, entry.rule)
      else formatFilterReference(writer, entry.reference)
    }
  })
  return writer.toString()
}
