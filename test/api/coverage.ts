// docs/coverage.md: which calls of the table each driver answers, and by which doors they can be made.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { legacyLists } from '../../src/access/legacyLists.js'
import { olderForms } from '../../src/access/olderForms.js'
import type { Call } from '../../src/api/call.js'
import * as calls from '../../src/api/calls/index.js'
import type { Driver } from '../../src/api/Driver.js'
import { embeddedDirectories } from '../../src/config/directories.js'
import { EventFeed } from '../../src/drivers/EventFeed.js'
import { buildCommandLine } from '../../src/drivers/qemu/command/buildCommandLine.js'
import { createQemuDriver } from '../../src/drivers/qemu/createQemuDriver.js'
import { systemHost } from '../../src/host/Host.js'
import { libvirtService } from '../../src/rpc/connectionCalls.js'
import { testDriver } from '../drivers/test/testDriver.js'

async function allDrivers(): Promise<Driver[]> {
  const root = mkdtempSync(join(tmpdir(), 'virtbus-coverage-'))
  try {
    const qemu = await createQemuDriver({
      directories: embeddedDirectories(root),
      host: systemHost(),
      feed: new EventFeed(),
      uri: 'qemu:///session',
      privileged: false,
      buildCommand: buildCommandLine,
    })
    return [qemu, testDriver()]
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** Whether a driver answers a call, be it by a call that contains it. */
function answers({ verbs }: Driver, { name }: Call): boolean {
  const names = [name, olderForms.get(name)?.call, legacyLists.get(name)?.modern.name]
  return names.some(candidate => candidate !== undefined && candidate in verbs)
}

/** The page, from the code as it is. */
export async function formatCoverage(): Promise<string> {
  const drivers = await allDrivers()
  const rows = Object.values<Call>(calls).map(row => {
    const cells = drivers.map(driver => (libvirtService.own.has(row.name) ? 'door' : answers(driver, row) ? 'yes' : ''))
    const members = (row.bus ?? []).map(member => member.replace('org.libvirt.', '')).join(', ')
    return `| \`${row.api}\` | ${row.program} ${row.number} | ${members} | ${cells.join(' | ')} |`
  })
  const counts = drivers.map(driver => {
    const answered = Object.values<Call>(calls).filter(row => libvirtService.own.has(row.name) || answers(driver, row))
    return `${driver.name} ${answered.length}`
  })
  return `# Coverage

Every call of the table, its number in libvirt's protocol, the members of \`org.libvirt\` that stand for it, and which driver
answers it. A call that a driver has no verb for answers "this function is not supported by the connection driver" with its
name. \`door\`: answered by the connection itself, for every driver. Answered of ${rows.length}: ${counts.join(', ')}.
Written by \`node build/test/api/recordCoverage.js\`.

| Call | RPC | D-Bus | ${drivers.map(({ name }) => name).join(' | ')} |
| --- | --- | --- | ${drivers.map(() => '---').join(' | ')} |
${rows.join('\n')}
`
}
