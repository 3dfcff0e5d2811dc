import { SystemdScopes } from '../../bus/services/SystemdScopes.js'
import { buildCommandLine } from '../../drivers/qemu/command/buildCommandLine.js'
import { createQemuDriver } from '../../drivers/qemu/createQemuDriver.js'
import { systemHost } from '../../host/Host.js'
import { machineUuid } from '../../host/hostUuid.js'
import { generateUuid } from '../../model/generateUuid.js'
import type { DriverFactory } from '../Door.js'
import { hostBusOf } from '../hostBusOf.js'

/** qemu:///system, or qemu:///session for one user. */
export const qemuDriver: DriverFactory = async context => {
  const { mode, directories, feed, config } = context
  context.claimDriver(directories.qemuState)
  const host = systemHost(new SystemdScopes(hostBusOf(context)))
  return createQemuDriver({
    directories,
    feed: feed.part(),
    host,
    uri: `qemu:///${mode}`,
    privileged: mode === 'system',
    hostUuid: config.hostUuid ?? (await machineUuid(config.hostUuidSource)) ?? generateUuid(host.random),
    buildCommand: buildCommandLine,
  })
}
