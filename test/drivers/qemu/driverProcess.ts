// A driver in a process of its own, to be killed: node driverProcess.js ROOT COMMAND…, where a command is `start NAME`,
// `startPaused NAME` or `wait`. Prints a line for each command that is done.
import * as calls from '../../../src/api/calls/index.js'
import { Guard } from '../../../src/access/Guard.js'
import { perform } from '../../../src/access/perform.js'
import { embeddedDirectories } from '../../../src/config/directories.js'
import { EventFeed } from '../../../src/drivers/EventFeed.js'
import { createQemuDriver } from '../../../src/drivers/qemu/createQemuDriver.js'
import { buildCommandLine } from '../../../src/drivers/qemu/command/buildCommandLine.js'
import { systemHost } from '../../../src/host/Host.js'

const [, , root = '', ...names] = process.argv
const driver = await createQemuDriver({
  directories: embeddedDirectories(root),
  host: systemHost(),
  feed: new EventFeed(),
  uri: 'qemu:///system',
  privileged: false,
  buildCommand: buildCommandLine,
})
await driver.start?.()
const caller = { identity: { uid: 0 }, trusted: true, readOnly: false, interactive: false }
const files = { count: 0, take: () => -1 }
const context = { caller, signal: new AbortController().signal, files, sendFile: () => {} }
const guard = new Guard({ allows: async () => false })
process.stdout.write('ready\n')
for (const name of names) {
  const { dom } = await perform(calls.domainLookupByName, driver, { name }, context, guard)
  await perform(calls.domainCreate, driver, { dom: dom.reference }, context, guard)
  process.stdout.write(`started ${name}\n`)
}
setInterval(() => {}, 1000)
