import { dnsmasqConfiguration } from '../../../src/drivers/network/dnsmasqConfiguration.js'
import { iptablesCommands, iptablesSetupCommands } from '../../../src/drivers/network/iptablesCommands.js'
import { nftCommands, nftSetupCommands } from '../../../src/drivers/network/nftCommands.js'
import { formatNetwork } from '../../../src/model/network/formatNetwork.js'
import { parseNetwork } from '../../../src/model/network/parseNetwork.js'
import { formatNetworkPort } from '../../../src/model/networkPort/formatNetworkPort.js'
import { parseNetworkPort } from '../../../src/model/networkPort/parseNetworkPort.js'
import { fixedRandom } from '../fixedRandom.js'
import { oneOf } from '../../../src/model/xml/read.js'
import { updateSection, updateSections } from '../../../src/model/network/update/updateNetwork.js'
import { atStage, inputOf, type Operation, type Request } from './Operation.js'

const read = (request: Request) => parseNetwork(inputOf(request, 'xml'), fixedRandom)

function update(request: Request): object {
  const { command, section, parentIndex } = request.params
  const network = read(request)
  const change = {
    command: oneOf(String(command), ['add-first', 'add-last', 'modify', 'delete']) ?? 'modify',
    section: oneOf(String(section), updateSections) ?? 'bridge',
    parentIndex: typeof parentIndex === 'number' ? parentIndex : -1,
    xml: inputOf(request, 'update'),
  }
  return atStage('update', () => ({ xml: formatNetwork(updateSection(network, change)) }))
}

/** Where the goldens have dnsmasq's tables, see `network` in the fixtures' environment. */
const directory = '/var/lib/libvirt/dnsmasq'

function dnsmasq(request: Request): object {
  const { conf, hosts } = dnsmasqConfiguration(read(request), { directory })
  return { conf, hostsfile: hosts ?? null }
}

export const networkOperations: readonly (readonly [string, Operation])[] = [
  ['network.xml2dnsmasq', dnsmasq],
  ['network.xml2nft', request => ({ commands: [...nftSetupCommands(), ...nftCommands(read(request))] })],
  ['network.xml2iptables', request => ({ commands: [...iptablesSetupCommands(), ...iptablesCommands(read(request))] })],
  ['network.update', update],
  ['network.xml2xml', request => ({ xml: formatNetwork(read(request)) })],
  [
    'networkport.xml2xml',
    request => ({ xml: formatNetworkPort(parseNetworkPort(inputOf(request, 'xml'), fixedRandom)) }),
  ],
]
