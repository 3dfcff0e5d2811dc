// The test driver: test:///default and test:////path/to/file.xml. A real driver held in memory, for examples, client
// developers and contract tests.
import { defineDriver, type Driver } from '../../api/Driver.js'
import type { Clock } from '../../host/Clock.js'
import type { Random } from '../../model/Random.js'
import type { EventFeed } from '../EventFeed.js'
import { identityVerbs } from '../identityVerbs.js'
import { defaultDomain } from './defaultContents.js'
import { definitionVerbs, readDefinition } from './domains/definitions.js'
import { bootDomain, lifecycleVerbs } from './domains/lifecycle.js'
import { queryVerbs } from './domains/queries.js'
import { nodeVerbs } from './nodeVerbs.js'
import { TestDomain } from './TestDomain.js'
import { TestHost, type TestObjects } from './TestHost.js'

export interface TestDriverOptions {
  readonly feed: EventFeed
  readonly clock: Clock
  readonly random: Random
  readonly hostname: () => string
}

/** A driver with libvirt's default contents: one running domain named `test`. */
export function createTestDriver({ feed, clock, random, hostname }: TestDriverOptions): Driver {
  const uri = 'test:///default'
  const host = new TestHost({ feed, clock, context: { random, hostArch: 'i686' }, uri })
  const type = 'TEST'
  populate(host)
  return defineDriver<TestObjects>({
    name: 'Test',
    type,
    key: 'test',
    uri,
    errorDomain: 'TEST',
    feed,
    find: { domain: host.findDomain },
    verbs: {
      ...identityVerbs<TestObjects>({ type, uri }, hostname),
      ...nodeVerbs,
      ...queryVerbs(host),
      ...definitionVerbs(host),
      ...lifecycleVerbs(host),
    },
  })
}

function populate(host: TestHost): void {
  const definition = readDefinition(host, defaultDomain)
  const test = new TestDomain(definition.name, definition.uuid)
  host.domains.set(test.uuid, test)
  test.config = definition
  bootDomain(host, test, readDefinition(host, defaultDomain), false)
}
