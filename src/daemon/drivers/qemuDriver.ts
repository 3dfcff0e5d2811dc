import { SystemdScopes } from '../../bus/services/SystemdScopes.js'
import { buildCommandLine } from '../../drivers/qemu/command/buildCommandLine.js'
import { createQemuDriver } from '../../drivers/qemu/createQemuDriver.js'
import { systemHost } from '../../host/Host.js'
import type { DriverFactory } from '../Door.js'
import { hostBusOf } from '../hostBusOf.js'

/** qemu:///system, or qemu:///session for one user. */
export const qemuDriver: DriverFactory = async context => {
  const { mode, directories, feed } = context
  context.claimDriver(directories.qemuState)
  return createQemuDriver({
    directories,
    feed: feed.part(),
    host: systemHost(new SystemdScopes(hostBusOf(context))),
    uri: `qemu:///${mode}`,
    privileged: mode === 'system',
    buildCommand: buildCommandLine,
  })
}
