import { commandsToBuild } from '../../../src/drivers/nwfilter/filterCommands.js'
import { instantiateFilter } from '../../../src/drivers/nwfilter/instantiateFilter.js'
import { formatFilter } from '../../../src/model/nwfilter/formatFilter.js'
import { parseFilter } from '../../../src/model/nwfilter/parseFilter.js'
import { formatFilterBinding, parseFilterBinding } from '../../../src/model/nwfilterBinding/FilterBinding.js'
import { fixedRandom } from '../fixedRandom.js'
import { inputOf, type Operation, type Request } from './Operation.js'

/** Commands for a filter that is bound to one interface and refers to no others. */
function firewallCommands(request: Request): object {
  const { ifname, vars } = request.params
  if (typeof ifname !== 'string') throw new Error(`${request.name}: no interface`)
  const filter = parseFilter(inputOf(request, 'xml'), fixedRandom)
  const rules = instantiateFilter(filter, variablesOf(vars), () => undefined)
  return { commands: commandsToBuild(ifname, rules).map(({ argv }) => argv) }
}

function variablesOf(given: unknown): Map<string, string[]> {
  const entries = typeof given === 'object' && given !== null ? Object.entries(given) : []
  return new Map(entries.map(([name, values]) => [name, Array.isArray(values) ? values.map(String) : [String(values)]]))
}

export const nwfilterOperations: readonly (readonly [string, Operation])[] = [
  ['nwfilter.xml2xml', request => ({ xml: formatFilter(parseFilter(inputOf(request, 'xml'), fixedRandom)) })],
  ['nwfilterbinding.xml2xml', request => ({ xml: formatFilterBinding(parseFilterBinding(inputOf(request, 'xml'))) })],
  ['nwfilter.xml2ebiptables', firewallCommands],
]
