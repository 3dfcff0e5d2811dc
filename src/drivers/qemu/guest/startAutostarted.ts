import { join } from 'node:path'
import { log } from '../../../log/log.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { startDefined } from '../verbs/create.js'
import { messageOf } from '../../messageOf.js'

/**
 * Starts the domains that start with the host, the first time the driver comes up since the host has. Goes on in the
 * background; what fails is logged and does not keep the others.
 */
export function startAutostarted(context: QemuDriverContext): void {
  startAll(context).catch(error => log.error({ error }, `Starting guests with the host failed: ${messageOf(error)}`))
}

async function startAll(context: QemuDriverContext): Promise<void> {
  const { host, directories, domains, settings } = context
  // Lies below /run, so that a reboot of the host clears it; libvirt's drivers use the same file.
  const mark = join(directories.qemuState, 'autostarted')
  if (await host.files.exists(mark)) return
  await host.files.makeFolder(directories.qemuState)
  await host.files.create(mark, '')
  let first = true
  for (const domain of [...domains].filter(({ autostart, guest }) => autostart && !guest)) {
    if (!first && settings.autoStart.delay > 0) await host.clock.sleep(settings.autoStart.delay)
    first = false
    const { signal } = new AbortController()
    await startDefined(context, domain, 0, { signal }).catch(error =>
      log.error(
        { domain: domain.reference, error },
        `Guest '${domain.name}' could not be started with the host: ${messageOf(error)}`,
      ),
    )
  }
}
