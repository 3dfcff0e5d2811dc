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
  /** Asked of the bus. Only the bus's own name is checked again here: take other services' signals as hints. */
  readonly sender?: string
  /** Rest of the match rule, e.g. `arg2=''`. */
  readonly rest?: string
}

export type SignalListener = (values: readonly unknown[], message: Message) => void

export class Subscriptions {
  readonly #entries = new Set<{ readonly match: SignalMatch; readonly listener: SignalListener }>()

  /** @returns the rule to ask the bus for, and the end of the subscription */
  add(match: SignalMatch, listener: SignalListener): { readonly rule: string; readonly drop: () => void } {
    const entry = { match, listener }
    this.#entries.add(entry)
    return { rule: matchRule(match), drop: () => void this.#entries.delete(entry) }
  }

  /** Whatever a listener does, and whatever the signal holds, must not end the connection. */
  deliver(message: Message): void {
    for (const { match, listener } of this.#entries) {
      if (!fits(match, message)) continue
      try {
        listener(readBody(message), message)
      } catch (error) {
        if (error instanceof WireError) return
        logBug(error, { call: `signal ${message.fields.interface}.${message.fields.member}` })
      }
    }
  }
}

function fits(match: SignalMatch, { fields }: Message): boolean {
  if (match.interface !== undefined && match.interface !== fields.interface) return false
  if (match.member !== undefined && match.member !== fields.member) return false
  if (match.path !== undefined && match.path !== fields.path) return false
  // Anybody may send us a signal that looks like the bus's.
  return match.sender !== busName || fields.sender === busName
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
