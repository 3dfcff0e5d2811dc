// Private folders of guests that no record speaks of: the record was damaged or lost, or a daemon was killed between two steps.
// A QEMU that still runs from one is taken over by its definition; a folder without a QEMU is thrown away.
import { join } from 'node:path'
import { domainAgentResponseTimeoutValues } from '../../../api/enums/domain.js'
import { commandLineOf, processesWhere } from '../../../host/commandLines.js'
import { log } from '../../../log/log.js'
import { messageOf } from '../../messageOf.js'
import { assignAliases } from '../command/assignAliases.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { copyDomain } from './copyDomain.js'
import { reattach } from './reattachGuests.js'

/** To be called when every guest on record has been taken over. */
export async function rescueGuests(context: QemuDriverContext): Promise<void> {
  const { host, directories, domains } = context
  const known = new Set([...domains].map(({ guest }) => guest?.places.folder))
  for (const name of await host.files.list(directories.qemuLib)) {
    const id = /^domain-(\d+)-/.exec(name)?.[1]
    const folder = join(directories.qemuLib, name)
    if (id === undefined || known.has(folder)) continue
    const rescued = await rescue(context, folder, Number(id)).catch(error => {
      log.error({ error }, `A guest that runs from ${folder} could not be taken over: ${messageOf(error)}`)
      return true
    })
    if (!rescued) await host.files.removeFolder(folder)
  }
}

/** @returns whether a QEMU runs from the folder */
async function rescue(context: QemuDriverContext, folder: string, id: number): Promise<boolean> {
  const key = join(folder, 'master-key.aes')
  const [pid] = await processesWhere(words => words.some(word => word.includes(key)))
  if (pid === undefined) return false
  const words = await commandLineOf(pid)
  const uuid = words[words.indexOf('-uuid') + 1] ?? ''
  const domain = context.domains.withUuid(uuid)
  if (!domain?.persistent || domain.guest) {
    log.error(
      {},
      `Process ${pid} is a QEMU of ours (UUID ${uuid}) that nothing is known about; end it with: kill ${pid}`,
    )
    return true
  }
  const definition = copyDomain(domain.persistent, context.emulators.plainContext)
  definition.id = id
  assignAliases(definition)
  context.domains.reserveId(id)
  log.warning(
    { domain: domain.reference },
    `Guest '${domain.name}' runs without a record of its state; it is taken over by its definition`,
  )
  await reattach(context, domain, {
    activity: { is: 'paused', why: 'UNKNOWN' },
    process: { pid },
    monitor: join(folder, 'monitor.sock'),
    folder,
    vcpuThreads: new Map(),
    rebooting: false,
    agentTimeout: domainAgentResponseTimeoutValues.DEFAULT,
    flags: [],
    scope: undefined,
    owners: [],
    definition,
  })
  return true
}
