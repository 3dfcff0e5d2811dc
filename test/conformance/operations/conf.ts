import type { ConfValue } from '../../../src/config/ConfValue.js'
import { formatConf } from '../../../src/config/formatConf.js'
import { parseConf, parseConfEntries } from '../../../src/config/parseConf.js'
import { inputOf, type Operation } from './Operation.js'

/** The name libvirt gives to a text that came from no file. */
const source = 'memory conf'

function asJson(value: ConfValue): object {
  return { [value.type]: value.type === 'list' ? value.value.map(asJson) : String(value.value) }
}

export const confOperations: readonly (readonly [string, Operation])[] = [
  [
    'conf.parse',
    request => {
      const values = parseConf(inputOf(request, 'conf'), source)
      return { json: Object.fromEntries([...values].map(([name, value]) => [name, asJson(value)])) }
    },
  ],
  ['conf.roundtrip', request => ({ conf: formatConf(parseConfEntries(inputOf(request, 'conf'), source)) })],
]
