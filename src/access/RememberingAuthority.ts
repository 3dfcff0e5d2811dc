// Remembers grants for as long as they cannot have changed: same subject, action and details, until polkit says Changed,
// the subject leaves, or a few seconds pass. Refusals are never remembered, so a new rule or membership works at once.
import type { Identity } from '../api/Caller.js'
import type { Authority, Question } from './Authority.js'

/** How long a grant is trusted without asking again, in ms. Rules may depend on time of day or session activity. */
export const grantLifetime = 5_000
/** Most grants kept; the oldest go first. */
const mostGrants = 20_000

interface Grant {
  until: number
}

export class RememberingAuthority implements Authority {
  /** Subject → action and details → grant. */
  readonly #grants = new Map<string, Map<string, Grant>>()
  /** Equal questions under way are asked once. */
  readonly #asking = new Map<string, Promise<boolean>>()
  #count = 0
  #generation = 0

  constructor(
    private readonly inner: Authority,
    /** Milliseconds from any fixed point. */
    private readonly now: () => number = () => performance.now(),
  ) {}

  allows(identity: Identity, action: string, question: Question): Promise<boolean> {
    const subject = subjectKey(identity)
    if (subject === undefined) return this.inner.allows(identity, action, question)
    const key = questionKey(action, question.details)
    const grant = this.#grants.get(subject)?.get(key)
    if (grant && grant.until > this.now()) return Promise.resolve(true)
    // A prompt belongs to one call and its signal; it is never shared.
    return question.interactive
      ? this.#ask(subject, key, identity, action, question)
      : this.#askOnce(subject, key, identity, action, question)
  }

  /** Forgets everything: polkit's rules, actions or temporary authorizations changed. */
  forgetAll(): void {
    this.#generation++
    this.#grants.clear()
    this.#count = 0
  }

  /** Forgets one caller, who left the bus or closed the connection. */
  forget(identity: Identity): void {
    const subject = subjectKey(identity)
    if (subject === undefined) return
    this.#count -= this.#grants.get(subject)?.size ?? 0
    this.#grants.delete(subject)
  }

  #askOnce(subject: string, key: string, identity: Identity, action: string, question: Question): Promise<boolean> {
    const id = `${subject}\0${key}`
    const running = this.#asking.get(id)
    if (running) return running
    // Shared by several calls, so no single caller's signal may end it.
    const shared = { ...question, signal: neverAborted }
    const asking = this.#ask(subject, key, identity, action, shared).finally(() => this.#asking.delete(id))
    this.#asking.set(id, asking)
    return asking
  }

  async #ask(subject: string, key: string, identity: Identity, action: string, question: Question): Promise<boolean> {
    const generation = this.#generation
    const granted = await this.inner.allows(identity, action, question)
    // An answer given before polkit said Changed must not be kept after it.
    if (granted && generation === this.#generation) this.#remember(subject, key)
    return granted
  }

  #remember(subject: string, key: string): void {
    if (this.#count >= mostGrants) this.#dropOldest()
    let grants = this.#grants.get(subject)
    if (!grants) this.#grants.set(subject, (grants = new Map()))
    if (!grants.has(key)) this.#count++
    grants.set(key, { until: this.now() + grantLifetime })
  }

  #dropOldest(): void {
    const oldest = this.#grants.entries().next().value
    if (!oldest) return
    this.#count -= oldest[1].size
    this.#grants.delete(oldest[0])
  }
}

const neverAborted = new AbortController().signal

/** Undefined for callers that nothing names unambiguously. */
function subjectKey({ busName, pid, startTime, uid }: Identity): string | undefined {
  if (busName !== undefined) return busName
  return pid === undefined || startTime === undefined ? undefined : `${pid}@${startTime}@${uid}`
}

function questionKey(action: string, details: Question['details']): string {
  let key = action
  for (const [name, value] of Object.entries(details)) key += `\0${name}\0${value}`
  return key
}
