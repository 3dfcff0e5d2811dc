import { hostname } from 'node:os'
import { createTestDriver } from '../../drivers/test/createTestDriver.js'
import { systemClock } from '../../host/Clock.js'
import { systemRandom } from '../../host/systemRandom.js'
import type { DriverFactory } from '../Door.js'

/** test:///default, in memory. */
export const testDriver: DriverFactory = async ({ feed }) =>
  createTestDriver({ feed: feed.part(), clock: systemClock, random: systemRandom, hostname })
