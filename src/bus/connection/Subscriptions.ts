// Who in this process wants which signals.
import { logBug } from '../../log/logBug.js'
import { type Message, readBody } from '../codec/Message.js'
import { WireError } from '../codec/values.js'
import { busName } from './busName.js'

/** Signals to be told of; absent parts match everything. */
export interface SignalMatch {
  readonly interface?: string
  readonly member?: string
  readonly path?: string
  /** Asked of the bus, and checked again: anybody may send us a signal directly, which no rule of ours holds off. */
  readonly sender?: string
  /** Rest of the match rule, e.g. `arg2=''`. */
  readonly rest?: string
}

export type SignalListener = (values: readonly unknown[], message: Message) => void

export class Subscriptions {
  /** Who has the names of services at the moment, see `owned`. */
  readonly #owners = new Map<string, string>()
  readonly #entries = new Set<{ readonly match: SignalMatch; readonly listener: SignalListener }>()

  /** @returns the rule to ask the bus for, and the end of the subscription */
  add(match: SignalMatch, listener: SignalListener): { readonly rule: string; readonly drop: () => void } {
    const entry = { match, listener }
    this.#entries.add(entry)
    return { rule: matchRule(match), drop: () => void this.#entries.delete(entry) }
  }

  /** The bus has told who has a well-known name; nobody without an owner. */
  owned(name: string, owner: string | undefined): void {
    if (owner) this.#owners.set(name, owner)
    else this.#owners.delete(name)
  }

  #isFrom(wanted: string | undefined, { fields: { sender } }: Message): boolean {
    if (wanted === undefined) return true
    return sender === (isWellKnown(wanted) ? this.#owners.get(wanted) : wanted)
  }

  /** Whatever a listener does, and whatever the signal holds, must not end the connection. */
  deliver(message: Message): void {
    for (const { match, listener } of this.#entries) {
      if (!fits(match, message) || !this.#isFrom(match.sender, message)) continue
      try {
        listener(readBody(message), message)
      } catch (error) {
        if (error instanceof WireError) return
        logBug(error, { call: `signal ${message.fields.interface}.${message.fields.member}` })
      }
    }
  }
}

/** The bus itself and unique names are their own senders; other names belong to whoever has them at the moment. */
export function isWellKnown(name: string): boolean {
  return name !== busName && !name.startsWith(':')
}

function fits(match: SignalMatch, { fields }: Message): boolean {
  if (match.interface !== undefined && match.interface !== fields.interface) return false
  if (match.member !== undefined && match.member !== fields.member) return false
  if (match.path !== undefined && match.path !== fields.path) return false
  return true
}

function matchRule({ interface: iface, member, path, sender, rest }: SignalMatch): string {
  const parts = [`type='signal'`]
  if (iface !== undefined) parts.push(`interface='${iface}'`)
  if (member !== undefined) parts.push(`member='${member}'`)
  if (path !== undefined) parts.push(`path='${path}'`)
  if (sender !== undefined) parts.push(`sender='${sender}'`)
  if (rest !== undefined) parts.push(rest)
  return parts.join(',')
}
