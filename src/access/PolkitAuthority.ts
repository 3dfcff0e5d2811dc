// Asks polkitd over the system bus. Caching is RememberingAuthority's; this file only asks, within a limit.
// Interface: polkit reference manual, org.freedesktop.PolicyKit1.Authority.
import type { Identity } from '../api/Caller.js'
import { LibvirtError } from '../api/LibvirtError.js'
import type { Authority, Question } from './Authority.js'
import { Turnstile } from './Turnstile.js'

/** What this client needs of a bus connection. `src/bus` has one. */
export interface PolkitBus {
  /** Calls polkit's authority; answers the body of the reply. */
  callAuthority(member: string, signature: string, body: unknown[], signal?: AbortSignal): Promise<unknown[]>
}

/** CheckAuthorizationFlags.AllowUserInteraction. */
const allowInteraction = 1
/** Calls waiting for polkit at once: the bus allows a connection 128 pending replies, and prompts may take minutes. */
const mostAtOnce = 64

export class PolkitAuthority implements Authority {
  readonly #turnstile = new Turnstile(mostAtOnce)
  #lastCancellation = 0

  constructor(private readonly bus: PolkitBus) {}

  async allows(identity: Identity, action: string, { details, interactive, signal }: Question): Promise<boolean> {
    const subject = subjectOf(identity)
    if (!subject) return false
    // A prompt must not use up the turns of plain questions.
    if (interactive) return this.#ask(subject, action, details, true, signal)
    return this.#turnstile.pass(() => this.#ask(subject, action, details, false, signal))
  }

  async #ask(
    subject: PolkitSubject,
    action: string,
    details: Question['details'],
    prompt: boolean,
    signal: AbortSignal,
  ) {
    const cancellation = prompt ? `virtbus-${process.pid}-${++this.#lastCancellation}` : ''
    const cancel = () => {
      if (cancellation) this.bus.callAuthority('CancelCheckAuthorization', 's', [cancellation]).catch(() => {})
    }
    signal.addEventListener('abort', cancel, { once: true })
    try {
      const body = [subject, action, details, prompt ? allowInteraction : 0, cancellation]
      const reply = await this.bus.callAuthority('CheckAuthorization', '(sa{sv})sa{ss}us', body, signal)
      return readVerdict(reply, action)
    } catch (error) {
      if (error instanceof LibvirtError) throw error
      throw new LibvirtError('ACCESS_DENIED', "'polkit' denied access", {
        domain: 'ACCESS',
        hint: 'polkit could not be asked; is polkit.service running?',
        cause: error,
      })
    } finally {
      signal.removeEventListener('abort', cancel)
    }
  }
}

/** `(sa{sv})` with variants as [signature, value]. */
type PolkitSubject = [kind: string, details: Record<string, [signature: string, value: unknown]>]

/** A caller on the bus is named by its connection, which cannot be reused; others by pid and start time. */
function subjectOf(identity: Identity): PolkitSubject | undefined {
  if (identity.busName !== undefined) return ['system-bus-name', { name: ['s', identity.busName] }]
  const { pid, startTime, uid } = identity
  if (pid === undefined || startTime === undefined || uid === undefined) return undefined
  return ['unix-process', { pid: ['u', pid], 'start-time': ['t', startTime], uid: ['i', uid] }]
}

function readVerdict(reply: unknown[], action: string): boolean {
  const [result] = reply
  if (!Array.isArray(result) || typeof result[0] !== 'boolean') {
    throw new LibvirtError('ACCESS_DENIED', "'polkit' denied access", { hint: 'polkit gave an answer of another form' })
  }
  const [authorized, , details] = result
  if (!authorized && isDismissed(details)) {
    throw new LibvirtError('AUTH_CANCELLED', `user cancelled authentication process`, {
      domain: 'POLKIT',
      hint: `the question was about ${action}`,
    })
  }
  return authorized
}

/** polkit says `polkit.dismissed` when the user closed the prompt. */
function isDismissed(details: unknown): boolean {
  if (details instanceof Map) return details.has('polkit.dismissed')
  return typeof details === 'object' && details !== null && 'polkit.dismissed' in details
}
