// What is asked of polkit, about whom, and how many questions at once. How a question travels is `PolkitService`'s business;
// caching is RememberingAuthority's.
import type { Identity } from '../api/Caller.js'
import { LibvirtError } from '../api/LibvirtError.js'
import type { Authority, Question } from './Authority.js'
import { Turnstile } from './Turnstile.js'

/** Whom polkit is asked about: a bus connection, which cannot be reused, or a process by pid and start time. */
export type PolkitSubject =
  | { readonly kind: 'system-bus-name'; readonly name: string }
  | { readonly kind: 'unix-process'; readonly pid: number; readonly startTime: bigint; readonly uid: number }

export interface PolkitQuestion {
  readonly subject: PolkitSubject
  readonly action: string
  readonly details: Readonly<Record<string, string>>
  /** The user may be prompted. */
  readonly prompt: boolean
  /** Name under which the question can be withdrawn; empty when nobody will. */
  readonly cancellation: string
}

/** polkit as it can be reached; `src/bus` has the one over the system bus. */
export interface PolkitService {
  /** `dismissed`: the user closed the prompt. */
  check(question: PolkitQuestion): Promise<{ readonly authorized: boolean; readonly dismissed: boolean }>
  /** Takes a prompt down. */
  cancel(cancellation: string): Promise<void>
}

/** Questions waiting for polkit at once: the bus allows a connection 128 pending replies, and prompts take minutes. */
const mostAtOnce = 64

export class PolkitAuthority implements Authority {
  readonly #turnstile = new Turnstile(mostAtOnce)
  #lastCancellation = 0

  constructor(private readonly polkit: PolkitService) {}

  async allows(identity: Identity, action: string, { details, interactive, signal }: Question): Promise<boolean> {
    const subject = subjectOf(identity)
    if (!subject) return false
    const question = { subject, action, details }
    // A prompt must not use up the turns of plain questions.
    if (interactive) return this.#prompt(question, signal)
    return this.#turnstile.pass(() => this.#ask({ ...question, prompt: false, cancellation: '' }))
  }

  async #prompt(question: Omit<PolkitQuestion, 'prompt' | 'cancellation'>, signal: AbortSignal): Promise<boolean> {
    const cancellation = `virtbus-${process.pid}-${++this.#lastCancellation}`
    // Whoever left needs no prompt; that polkit does not know it any more is no failure.
    const cancel = () => void this.polkit.cancel(cancellation).catch(() => {})
    signal.addEventListener('abort', cancel, { once: true })
    try {
      return await this.#ask({ ...question, prompt: true, cancellation })
    } finally {
      signal.removeEventListener('abort', cancel)
    }
  }

  async #ask(question: PolkitQuestion): Promise<boolean> {
    let verdict: Awaited<ReturnType<PolkitService['check']>>
    try {
      verdict = await this.polkit.check(question)
    } catch (error) {
      throw new LibvirtError('ACCESS_DENIED', "'polkit' denied access", {
        domain: 'ACCESS',
        hint: 'polkit could not be asked; is polkit.service running?',
        cause: error,
      })
    }
    if (verdict.dismissed && !verdict.authorized) {
      throw new LibvirtError('AUTH_CANCELLED', 'user cancelled authentication process', {
        domain: 'POLKIT',
        hint: `the question was about ${question.action}`,
      })
    }
    return verdict.authorized
  }
}

function subjectOf({ busName, pid, startTime, uid }: Identity): PolkitSubject | undefined {
  if (busName !== undefined) return { kind: 'system-bus-name', name: busName }
  if (pid === undefined || startTime === undefined || uid === undefined) return undefined
  return { kind: 'unix-process', pid, startTime, uid }
}
