import { formatNetwork } from '../../../src/model/network/formatNetwork.js'
import { parseNetwork } from '../../../src/model/network/parseNetwork.js'
import { formatNetworkPort } from '../../../src/model/networkPort/formatNetworkPort.js'
import { parseNetworkPort } from '../../../src/model/networkPort/parseNetworkPort.js'
import { fixedRandom } from '../fixedRandom.js'
import { inputOf, type Operation, type Request } from './Operation.js'

const read = (request: Request) => parseNetwork(inputOf(request, 'xml'), fixedRandom)

export const networkOperations: readonly (readonly [string, Operation])[] = [
  ['network.xml2xml', request => ({ xml: formatNetwork(read(request)) })],
  [
    'networkport.xml2xml',
    request => ({ xml: formatNetworkPort(parseNetworkPort(inputOf(request, 'xml'), fixedRandom)) }),
  ],
]
