import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { formatBackup } from '../../src/model/backup/formatBackup.js'
import { parseBackup } from '../../src/model/backup/parseBackup.js'
import { formatCheckpoint } from '../../src/model/checkpoint/formatCheckpoint.js'
import { parseCheckpoint } from '../../src/model/checkpoint/parseCheckpoint.js'
import { formatInterface } from '../../src/model/iface/formatInterface.js'
import { parseInterface } from '../../src/model/iface/parseInterface.js'
import { formatNetwork } from '../../src/model/network/formatNetwork.js'
import { parseNetwork } from '../../src/model/network/parseNetwork.js'
import { formatNetworkPort } from '../../src/model/networkPort/formatNetworkPort.js'
import { parseNetworkPort } from '../../src/model/networkPort/parseNetworkPort.js'
import { formatNodeDevice } from '../../src/model/nodedev/formatNodeDevice.js'
import { parseNodeDevice } from '../../src/model/nodedev/parseNodeDevice.js'
import { formatFilter } from '../../src/model/nwfilter/formatFilter.js'
import { parseFilter } from '../../src/model/nwfilter/parseFilter.js'
import { formatFilterBinding, parseFilterBinding } from '../../src/model/nwfilterBinding/FilterBinding.js'
import { formatSecret } from '../../src/model/secret/formatSecret.js'
import { parseSecret } from '../../src/model/secret/parseSecret.js'
import { formatSnapshot } from '../../src/model/snapshot/formatSnapshot.js'
import { parseSnapshot } from '../../src/model/snapshot/parseSnapshot.js'
import { formatPool } from '../../src/model/storage/formatPool.js'
import { parsePool } from '../../src/model/storage/parsePool.js'
import { formatVolume } from '../../src/model/storage/formatVolume.js'
import { parseVolume } from '../../src/model/storage/parseVolume.js'
import { fixedRandom } from '../conformance/fixedRandom.js'
import { genericContext } from './snapshot/genericContext.js'

const redefine = { redefine: true }

/** Reads a document and writes it again, by the name of the document's root. */
export const conversions: Readonly<Record<string, (document: string) => string>> = {
  secret: document => formatSecret(parseSecret(document, fixedRandom)),
  interface: document => formatInterface(parseInterface(document)),
  network: document => formatNetwork(parseNetwork(document, fixedRandom)),
  networkport: document => formatNetworkPort(parseNetworkPort(document, fixedRandom)),
  pool: document => formatPool(parsePool(document, fixedRandom)),
  volume: document => formatVolume(parseVolume(document, { type: 'dir' })),
  device: document => formatNodeDevice(parseNodeDevice(document, { random: fixedRandom })),
  filter: document => formatFilter(parseFilter(document, fixedRandom)),
  filterbinding: document => formatFilterBinding(parseFilterBinding(document)),
  domainsnapshot: document => formatSnapshot(parseSnapshot(document, genericContext, redefine)),
  domaincheckpoint: document => formatCheckpoint(parseCheckpoint(document, genericContext, redefine)),
  domainbackup: document => formatBackup(parseBackup(document)),
}

/** The conversion for a document, by its first element. */
export function conversionOf(document: string): ((document: string) => string) | undefined {
  const root = /<([a-z]+)/.exec(document.replace(/<!--.*?-->/gs, ''))?.[1] ?? ''
  return Object.hasOwn(conversions, root) ? conversions[root] : undefined
}

const areas = [
  'secret',
  'interface',
  'network',
  'storage',
  'nodedev',
  'nwfilter',
  'snapshot',
  'checkpoint',
  'backup',
] as const
const corpus = new URL('../../../../shared/corpus/', import.meta.url)

/** Every document of the corpus that has a conversion; none where there is no corpus. */
export function corpusDocuments(): { readonly name: string; readonly document: string }[] {
  return areas.flatMap(area => {
    const folder = new URL(`${area}/`, corpus)
    const names = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []
    return names
      .filter(name => name.endsWith('.xml'))
      .map(name => ({ name: `${area}/${name}`, document: readFileSync(new URL(name, folder), 'utf8') }))
      .filter(({ document }) => conversionOf(document) !== undefined)
  })
}
