// Whatever a document says, the commands and files made from it are made, or it is refused with a LibvirtError; and what one value
// says does not become a line or an option of its own.
import t from 'tap'
import { LibvirtError } from '../../src/api/LibvirtError.js'
import { dnsmasqConfiguration } from '../../src/drivers/network/dnsmasqConfiguration.js'
import { iptablesCommands } from '../../src/drivers/network/iptablesCommands.js'
import { nftCommands } from '../../src/drivers/network/nftCommands.js'
import { mdevctlMake } from '../../src/drivers/nodedev/mdevctlCommands.js'
import { commandsToBuild } from '../../src/drivers/nwfilter/filterCommands.js'
import { instantiateFilter } from '../../src/drivers/nwfilter/instantiateFilter.js'
import { activationCommands } from '../../src/drivers/storage/mountCommands.js'
import { qemuImgCommands } from '../../src/drivers/storage/qemuImgCommands.js'
import { parseNetwork } from '../../src/model/network/parseNetwork.js'
import { parseNodeDevice } from '../../src/model/nodedev/parseNodeDevice.js'
import { parseFilter } from '../../src/model/nwfilter/parseFilter.js'
import { parsePool } from '../../src/model/storage/parsePool.js'
import { parseVolume } from '../../src/model/storage/parseVolume.js'
import { fixedRandom } from '../conformance/fixedRandom.js'
import { damagedDocuments } from '../model/damagedDocuments.js'

/** Everything that is made of a document, by its root. Variables of filters have every value that one of them may need. */
const makers: Readonly<Record<string, (document: string) => unknown>> = {
  network: document => {
    const network = parseNetwork(document, fixedRandom)
    const { conf, hosts = '', additionalHosts } = dnsmasqConfiguration(network, { directory: '/d' })
    if (/\r/.test(conf + hosts + additionalHosts)) throw new Error('a line break')
    return [iptablesCommands(network), nftCommands(network)]
  },
  pool: document => activationCommands(parsePool(document, fixedRandom)),
  volume: document =>
    qemuImgCommands({ volume: { ...parseVolume(document, { type: 'dir' }), type: 'file' }, secretFile: '/s' }),
  device: document => {
    const { capabilities, parent } = parseNodeDevice(document, { create: true, random: fixedRandom })
    const mdevs = capabilities.filter(capability => capability.type === 'mdev')
    return mdevs.map(mdev => mdevctlMake('define', { mdev, parent, parentAddress: '0000:00:00.0' }))
  },
  filter: document => {
    const names = [...document.matchAll(/\$([A-Za-z0-9_]+)/g)].map(([, name = '']) => name)
    const variables = new Map(names.map(name => [name, ['1', '2', '3']]))
    return commandsToBuild(
      'vnet0',
      instantiateFilter(parseFilter(document, fixedRandom), variables, () => undefined),
    )
  },
}

await t.test('commands for damaged documents', async t => {
  const failures: string[] = []
  let made = 0
  for (const document of damagedDocuments()) {
    const root = /<([a-z]+)/.exec(document)?.[1] ?? ''
    const make = Object.hasOwn(makers, root) ? makers[root] : undefined
    try {
      if (make?.(document) !== undefined) made++
    } catch (error) {
      if (!(error instanceof LibvirtError)) failures.push(`${document}\n→ ${String(error)}`)
    }
  }
  t.strictSame(failures, [])
  t.ok(made > 10, 'commands were made')
})
