import { formatFilter } from '../../../src/model/nwfilter/formatFilter.js'
import { parseFilter } from '../../../src/model/nwfilter/parseFilter.js'
import { formatFilterBinding, parseFilterBinding } from '../../../src/model/nwfilterBinding/FilterBinding.js'
import { fixedRandom } from '../fixedRandom.js'
import { inputOf, type Operation } from './Operation.js'

export const nwfilterOperations: readonly (readonly [string, Operation])[] = [
  ['nwfilter.xml2xml', request => ({ xml: formatFilter(parseFilter(inputOf(request, 'xml'), fixedRandom)) })],
  ['nwfilterbinding.xml2xml', request => ({ xml: formatFilterBinding(parseFilterBinding(inputOf(request, 'xml'))) })],
]
