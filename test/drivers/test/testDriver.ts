import * as calls from '../../../src/api/calls/index.js'
import type { EventNotice } from '../../../src/api/Driver.js'
import type { References } from '../../../src/api/schema.js'
import { EventFeed } from '../../../src/drivers/EventFeed.js'
import { createTestDriver } from '../../../src/drivers/test/createTestDriver.js'
import { type Clock, systemClock } from '../../../src/host/Clock.js'
import { systemRandom } from '../../../src/host/systemRandom.js'
import { inProcess } from '../../contract/ContractClient.js'

/** test:///default with a feed of its own. */
export function testDriver(clock: Clock = systemClock) {
  const feed = new EventFeed()
  return createTestDriver({ feed, clock, random: systemRandom, hostname: () => 'testhost' })
}

/** A client of test:///default, its domain, and every event so far. */
export async function testDomain(clock?: Clock) {
  const driver = testDriver(clock)
  const events: EventNotice[] = []
  driver.feed.subscribe(notice => {
    if ('body' in notice) events.push(notice)
  })
  const { call } = inProcess(driver)
  const { dom } = await call(calls.domainLookupByName, { name: 'test' })
  return { call, events, dom: dom as References['domain'] }
}
