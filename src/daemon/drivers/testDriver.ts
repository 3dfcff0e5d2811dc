import { hostname } from 'node:os'
import type { Caller } from '../../api/Caller.js'
import type { Driver } from '../../api/Driver.js'
import { LibvirtError } from '../../api/LibvirtError.js'
import { EventFeed } from '../../drivers/EventFeed.js'
import { createTestDriver, openTestFile as open } from '../../drivers/test/createTestDriver.js'
import { systemClock } from '../../host/Clock.js'
import { systemFiles } from '../../host/Files.js'
import { systemRandom } from '../../host/systemRandom.js'
import type { DaemonContext } from '../DaemonContext.js'
import type { DriverFactory } from '../Door.js'

const host = { clock: systemClock, random: systemRandom, hostname }

/** test:///default, in memory. */
export const testDriver: DriverFactory = async ({ feed }) => createTestDriver({ ...host, feed: feed.part() })

/**
 * The driver of `test:////path`, which lives as long as its connection.
 * @throws LibvirtError ACCESS_DENIED for callers who might not read the file themselves
 */
export async function openTestFile(path: string, { mode }: DaemonContext, { identity }: Caller): Promise<Driver> {
  if (mode === 'system' && identity.uid !== 0) {
    const hint = 'the system daemon reads files as root: use a session daemon'
    throw new LibvirtError('ACCESS_DENIED', `'${path}' is opened for root only`, { domain: 'TEST', hint })
  }
  return open(path, systemFiles, { ...host, feed: new EventFeed() })
}
