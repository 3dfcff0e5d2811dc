import { join } from 'node:path'
import { log } from '../../../log/log.js'
import { lifecycleNamespace, noPlan, planOf } from '../../../model/lifecycle/GuestPlan.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
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
  const { host, directories, domains, settings, definitions } = context
  // Lies below /run, so that a reboot of the host clears it; libvirt's drivers use the same file.
  const mark = join(directories.qemuState, 'autostarted')
  if (await host.files.exists(mark)) return
  await host.files.makeFolder(directories.qemuState)
  await host.files.create(mark, '')
  let first = true
  const failed: string[] = []
  for (const domain of byPriority([...domains].filter(({ guest }) => !guest).filter(startsNow))) {
    if (!first && settings.autoStart.delay > 0) await host.clock.sleep(settings.autoStart.delay)
    first = false
    if (domain.autostartOnce) {
      await definitions.setAutostartOnce(domain.name, false)
      domain.autostartOnce = false
    }
    const { signal } = new AbortController()
    await startDefined(context, domain, 0, { signal }).catch(error => {
      failed.push(domain.name)
      log.error(
        { domain: domain.reference, error },
        `Guest '${domain.name}' could not be started with the host: ${messageOf(error)}`,
      )
    })
  }
  if (failed.length > 0) log.warning({}, `Guests that did not start with the host: ${failed.join(', ')}`)
}

const startsNow = ({ autostart, autostartOnce }: QemuDomain): boolean => autostart || autostartOnce

/** Guests of higher priority first, in the order of the list within one. */
function byPriority(domains: readonly QemuDomain[]): QemuDomain[] {
  const placed = domains.map(domain => ({ domain, priority: priorityOf(domain) }))
  return placed.toSorted((a, b) => b.priority - a.priority).map(({ domain }) => domain)
}

function priorityOf({ persistent, reference }: QemuDomain): number {
  const element = persistent?.metadata?.elements().find(({ namespace }) => namespace === lifecycleNamespace)
  try {
    return element ? planOf(element).priority : noPlan.priority
  } catch (error) {
    log.warning(
      { domain: reference, error },
      `The lifecycle of guest '${reference.name}' cannot be read: ${messageOf(error)}`,
    )
    return noPlan.priority
  }
}
