// The test driver: test:///default and test:////path/to/file.xml. A real driver held in memory, for examples, client
// developers and contract tests.
import { defineDriver, type Driver } from '../../api/Driver.js'
import type { Clock } from '../../host/Clock.js'
import type { Files } from '../../host/Files.js'
import type { Random } from '../../model/Random.js'
import { cpuVerbs } from '../cpuVerbs.js'
import type { EventFeed } from '../EventFeed.js'
import { identityVerbs } from '../identityVerbs.js'
import { memoryOnly as filtersInMemory } from '../nwfilter/FilterKeeper.js'
import { nwfilterVerbs } from '../nwfilter/nwfilterVerbs.js'
import { memoryOnly as secretsInMemory } from '../secret/SecretKeeper.js'
import { secretVerbs } from '../secret/secretVerbs.js'
import { cpuComparisonVerbs } from './cpuComparisonVerbs.js'
import { completeDomain } from './completeDomain.js'
import { agentVerbs } from './domains/agent.js'
import { blockJobVerbs } from './domains/blockJobs.js'
import { definitionVerbs } from './domains/definitions.js'
import { deviceVerbs } from './domains/devices.js'
import { diskVerbs } from './domains/disks.js'
import { jobVerbs } from './domains/jobs.js'
import { lifecycleVerbs } from './domains/lifecycle.js'
import { guestVerbs } from './domains/guest.js'
import { powerVerbs } from './domains/power.js'
import { queryVerbs } from './domains/queries.js'
import { resourceVerbs } from './domains/resources.js'
import { savingVerbs } from './domains/saving.js'
import { schedulingVerbs } from './domains/scheduling.js'
import { screenshotVerbs } from './domains/screenshot.js'
import { settingVerbs } from './domains/settings.js'
import { statisticsVerbs } from './domains/statistics.js'
import { hostMemoryVerbs } from './hostMemoryVerbs.js'
import { interfaceVerbs } from './interfaces/interfaceVerbs.js'
import { checkpointVerbs, findCheckpoint } from './moments/checkpointVerbs.js'
import { findSnapshot, snapshotVerbs } from './moments/snapshotVerbs.js'
import { networkSettingVerbs } from './networks/networkSettingVerbs.js'
import { networkVerbs } from './networks/networkVerbs.js'
import { portVerbs } from './networks/portVerbs.js'
import { pciVerbs } from './nodeDevices/pciVerbs.js'
import { nodeDeviceVerbs } from './nodeDevices/nodeDeviceVerbs.js'
import { defaultNode, nodeVerbs, type TestNode } from './nodeVerbs.js'
import { populate } from './populate.js'
import { populateFrom, readNodeFile } from './readNodeFile.js'
import { poolVerbs } from './storage/poolVerbs.js'
import { volumeVerbs } from './storage/volumeVerbs.js'
import { TestHost, type TestObjects } from './TestHost.js'

export interface TestDriverOptions {
  readonly feed: EventFeed
  readonly clock: Clock
  readonly random: Random
  readonly hostname: () => string
}

/** A driver with libvirt's default contents. */
export function createTestDriver(options: TestDriverOptions): Driver {
  const driver = emptyTestDriver('test:///default', options, defaultNode)
  populate(driver.host)
  return driver.driver
}

/** A driver of the host that a file describes. @throws LibvirtError for files that cannot be read or understood */
export async function openTestFile(
  path: string,
  files: Pick<Files, 'read'>,
  options: TestDriverOptions,
): Promise<Driver> {
  const file = await readNodeFile(path, files)
  const { driver, host } = emptyTestDriver(`test://${path}`, options, file.node)
  populateFrom(file, host)
  return driver
}

/** A driver of a pretended host on which nothing is yet. */
function emptyTestDriver(uri: string, { feed, clock, random, hostname }: TestDriverOptions, node: TestNode) {
  const host = new TestHost({ feed, clock, context: { random, hostArch: 'i686', complete: completeDomain }, uri })
  const type = 'TEST'
  const driver = defineDriver<TestObjects>({
    name: 'Test',
    type,
    key: 'test',
    uri,
    errorDomain: 'TEST',
    feed,
    find: {
      domain: reference => host.findDomain(reference),
      network: reference => host.findNetwork(reference),
      networkPort: reference => host.findPort(reference),
      storagePool: reference => host.findPool(reference),
      storageVol: reference => host.findVolume(reference),
      interface: reference => host.findInterface(reference),
      nodeDevice: reference => host.findNodeDevice(reference),
      secret: reference => host.secrets.find(reference),
      nwfilter: reference => host.filters.find(reference),
      nwfilterBinding: reference => host.filters.findBinding(reference),
      domainSnapshot: ({ name, dom }) => findSnapshot(host.findDomain(dom), name),
      domainCheckpoint: ({ name, dom }) => findCheckpoint(host.findDomain(dom), name),
    },
    verbs: {
      ...identityVerbs<TestObjects>({ type, uri }, hostname),
      ...nodeVerbs(node),
      ...cpuVerbs<TestObjects>(),
      ...cpuComparisonVerbs(node),
      ...hostMemoryVerbs(node),
      ...queryVerbs(host),
      ...definitionVerbs(host),
      ...deviceVerbs(host),
      ...blockJobVerbs(host),
      ...lifecycleVerbs(host),
      ...resourceVerbs(host, node),
      ...savingVerbs(host),
      ...schedulingVerbs(host),
      ...screenshotVerbs(),
      ...settingVerbs(host, node),
      ...guestVerbs(host),
      ...agentVerbs(host),
      ...powerVerbs(host),
      ...jobVerbs(),
      ...diskVerbs(host),
      ...statisticsVerbs(host),
      ...snapshotVerbs(host),
      ...checkpointVerbs(host),
      ...networkVerbs(host),
      ...networkSettingVerbs(host),
      ...portVerbs(host),
      ...poolVerbs(host),
      ...volumeVerbs(host),
      ...interfaceVerbs(host),
      ...nodeDeviceVerbs(host),
      ...pciVerbs(host),
      ...secretVerbs({ secrets: host.secrets, keeper: secretsInMemory, feed, random }),
      ...nwfilterVerbs({ list: host.filters, keeper: filtersInMemory, feed, random }),
    },
  })
  return { driver, host }
}
