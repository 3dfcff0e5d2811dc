import { EventFeed } from '../../../src/drivers/EventFeed.js'
import { createTestDriver } from '../../../src/drivers/test/createTestDriver.js'
import { systemClock } from '../../../src/host/Clock.js'
import { systemRandom } from '../../../src/host/systemRandom.js'

/** test:///default with a feed of its own. */
export function testDriver() {
  const feed = new EventFeed()
  return createTestDriver({ feed, clock: systemClock, random: systemRandom, hostname: () => 'testhost' })
}
