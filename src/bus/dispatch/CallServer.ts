// Takes calls off the bus and answers each exactly once, in whatever order they finish.
import { logBug } from '../../log/logBug.js'
import type { Client } from '../clients/Client.js'
import type { Clients } from '../clients/Clients.js'
import { type Message, messageFlags } from '../codec/Message.js'
import { type BusConnection, closeDescriptors } from '../connection/BusConnection.js'
import { BusError, busErrors } from '../connection/BusError.js'
import type { Answer } from './Answer.js'
import type { Dispatcher } from './Dispatcher.js'
import { replyAnswer, replyFailure } from './replies.js'

/** Usually nobody is there to read it: the caller has left before the bus was asked. */
const unknownCaller = new BusError(busErrors.accessDenied, 'The bus does not tell who calls')

/** Calls of one client under way that want no answer. The bus counts the others, and allows as many of them. */
const mostSilent = 128

export class CallServer {
  #underWay = 0
  #idle: (() => void) | undefined

  constructor(
    private readonly connection: BusConnection,
    private readonly clients: Clients,
    private readonly dispatcher: Dispatcher,
  ) {}

  receive(message: Message): void {
    this.#underWay++
    const client = this.clients.get(message.fields.sender ?? '')
    const handle = (known: Client | undefined) =>
      known ? this.#handle(message, known) : this.#fail(message, unknownCaller)
    if (client instanceof Promise) client.then(handle, (error: unknown) => this.#fail(message, error))
    else handle(client)
  }

  /** Settles when every call has been answered. */
  async settled(): Promise<void> {
    if (this.#underWay > 0) await new Promise<void>(resolve => (this.#idle = resolve))
  }

  #handle(message: Message, client: Client): void {
    const silent = (message.flags & messageFlags.noReplyExpected) !== 0 ? 1 : 0
    if (silent && client.silentCalls >= mostSilent) return this.#done(message)
    client.silentCalls += silent
    const asker = client.asker((message.flags & messageFlags.allowInteractiveAuthorization) !== 0)
    const reply = (answer: Answer) => {
      client.silentCalls -= silent
      this.#finish(message, () => replyAnswer(this.connection, message, answer))
    }
    const fail = (error: unknown) => {
      client.silentCalls -= silent
      // Whoever has left needs no answer, and that its call was ended is no bug.
      if (asker.signal.aborted && error === asker.signal.reason) this.#done(message)
      else this.#fail(message, error)
    }
    let answer: ReturnType<Dispatcher['dispatch']>
    try {
      answer = this.dispatcher.dispatch(message, asker)
    } catch (error) {
      return fail(error)
    }
    if (answer instanceof Promise) answer.then(reply, fail)
    else reply(answer)
  }

  #fail(message: Message, error: unknown): void {
    this.#finish(message, () => replyFailure(this.connection, message, error))
  }

  #finish(message: Message, reply: () => void): void {
    try {
      reply()
    } catch (error) {
      logBug(error, { call: `${message.fields.interface}.${message.fields.member}` })
    }
    this.#done(message)
  }

  #done(message: Message): void {
    closeDescriptors(message)
    this.#underWay--
    if (this.#underWay === 0) this.#idle?.()
  }
}
