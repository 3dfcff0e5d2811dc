// What becomes of guests when the host goes down (qemu.conf, auto_shutdown_…): saved, then asked to power off, then ended, each as
// far as the configuration says.
import type { CallContext } from '../../../api/Driver.js'
import type { Millis } from '../../../host/Clock.js'
import { log } from '../../../log/log.js'
import { messageOf } from '../../messageOf.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { autostartVerbs } from '../verbs/autostart.js'
import { destroyVerbs } from '../verbs/destroy.js'
import { powerVerbs } from '../verbs/power.js'
import { saveVerbs } from '../verbs/save.js'

type Which = 'none' | 'persistent' | 'transient' | 'all'

const includes = (which: Which, { isPersistent }: QemuDomain): boolean =>
  which === 'all' || (which === 'persistent' && isPersistent) || (which === 'transient' && !isPersistent)

/** Whether there is anything to do at all. */
export function shutsGuestsDown({ autoShutdown }: QemuDriverContext['settings']): boolean {
  const { trySave, tryShutdown, powerOff } = autoShutdown
  return [trySave, tryShutdown, powerOff].some(which => which !== 'none')
}

/** Puts guests away. What fails for one is logged, and the next step is tried on it. */
export async function autoShutdown(context: QemuDriverContext, reason: string): Promise<void> {
  const { domains, settings } = context
  const { trySave, tryShutdown, powerOff, wait, restore } = settings.autoShutdown
  const running = [...domains].filter(({ guest }) => guest)
  if (running.length === 0) return
  log.info({}, `Putting ${running.length} guest${running.length === 1 ? '' : 's'} away: ${reason}`)
  const verbs = {
    ...saveVerbs(context),
    ...powerVerbs(context),
    ...destroyVerbs(context),
    ...autostartVerbs(context),
  }
  const each = async (what: string, which: Which, act: (dom: QemuDomain) => unknown) => {
    const chosen = running.filter(domain => domain.guest && includes(which, domain))
    await Promise.all(chosen.map(domain => attempt(domain, what, act)))
    return chosen
  }
  if (restore) {
    const ours = [trySave, tryShutdown, powerOff]
    await each('marked for the next start of the host', 'persistent', dom => {
      if (dom.autostart || !ours.some(which => includes(which, dom))) return undefined
      return verbs.domainSetAutostartOnce?.({ dom, autostart: 1 }, own)
    })
  }
  await each('saved', trySave, dom => verbs.domainManagedSave?.({ dom, flags: 0 }, own))
  const asked = await each('shut down', tryShutdown, dom => verbs.domainShutdownFlags?.({ dom, flags: 0 }, own))
  await allGone(context, asked, wait * 1000)
  await each('ended', powerOff, dom => verbs.domainDestroyFlags?.({ dom, flags: 0 }, own))
}

async function attempt(domain: QemuDomain, what: string, act: (dom: QemuDomain) => unknown): Promise<void> {
  try {
    await act(domain)
  } catch (error) {
    const text = `Guest '${domain.name}' could not be ${what} for the end of the host: ${messageOf(error)}`
    log.warning({ domain: domain.reference, error }, text)
  }
}

/** Waits until these guests are gone, but no longer than that. */
async function allGone({ host }: QemuDriverContext, domains: readonly QemuDomain[], patience: Millis): Promise<void> {
  const guests = domains.flatMap(({ guest }) => guest ?? [])
  if (guests.length === 0) return
  const enough = new AbortController()
  const late = host.clock.sleep(patience, enough.signal).catch(() => {})
  await Promise.race([Promise.all(guests.map(({ gone }) => gone)), late])
  enough.abort(new Error('all guests are gone'))
}

/** Calls of our own, which nobody has to be asked about. */
const own: CallContext = {
  caller: { identity: {}, trusted: true, readOnly: false, interactive: false },
  signal: new AbortController().signal,
  files: {
    count: 0,
    take: () => {
      throw new TypeError('no descriptors come with calls of our own')
    },
  },
  sendFile: () => {},
}
