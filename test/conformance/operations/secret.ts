import { formatSecret } from '../../../src/model/secret/formatSecret.js'
import { parseSecret } from '../../../src/model/secret/parseSecret.js'
import { fixedRandom } from '../fixedRandom.js'
import { inputOf, type Operation } from './Operation.js'

export const secretOperations: readonly (readonly [string, Operation])[] = [
  ['secret.xml2xml', request => ({ xml: formatSecret(parseSecret(inputOf(request, 'xml'), fixedRandom)) })],
]
