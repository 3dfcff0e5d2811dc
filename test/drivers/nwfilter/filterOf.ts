import type { Filter } from '../../../src/model/nwfilter/Filter.js'
import { parseFilter } from '../../../src/model/nwfilter/parseFilter.js'
import { fixedRandom } from '../../conformance/fixedRandom.js'

/** A filter with these entries. */
export function filterOf(entries: string, attributes = "name='f'"): Filter {
  return parseFilter(`<filter ${attributes}>${entries}</filter>`, fixedRandom)
}
