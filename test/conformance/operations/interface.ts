import { formatInterface } from '../../../src/model/iface/formatInterface.js'
import { parseInterface } from '../../../src/model/iface/parseInterface.js'
import { inputOf, type Operation } from './Operation.js'

export const interfaceOperations: readonly (readonly [string, Operation])[] = [
  ['interface.xml2xml', request => ({ xml: formatInterface(parseInterface(inputOf(request, 'xml'))) })],
]
