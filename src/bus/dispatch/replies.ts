// Answers and failures as messages.
import { LibvirtError } from '../../api/LibvirtError.js'
import { logBug } from '../../log/logBug.js'
import type { Message } from '../codec/Message.js'
import { WireError } from '../codec/values.js'
import type { BusConnection } from '../connection/BusConnection.js'
import { BusError } from '../connection/BusError.js'
import type { Answer } from './Answer.js'

/** The one error name of libvirt on the bus: neither code nor domain is carried, and clients match on the text. */
const libvirtError = 'org.libvirt.Error'

/** Answers; what cannot be put into a message becomes an error. */
export function replyAnswer(
  connection: BusConnection,
  message: Message,
  { signature, values, descriptors }: Answer,
): void {
  try {
    connection.reply(message, signature, values, descriptors)
  } catch (error) {
    replyFailure(connection, message, error)
  }
}

/** Tells the caller what it can know of a failure; a bug is logged, and the caller gets the reference that finds it. */
export function replyFailure(connection: BusConnection, message: Message, error: unknown): void {
  if (error instanceof LibvirtError) return connection.replyError(message, libvirtError, textOf(error))
  if (error instanceof BusError) return connection.replyError(message, error.errorName, error.message)
  const { path, interface: iface, member, sender } = message.fields
  const reference = logBug(error, { call: `${iface}.${member}`, object: path, busName: sender })
  const what = error instanceof WireError ? 'the answer cannot be sent' : 'unexpected failure'
  const text = new LibvirtError('INTERNAL_ERROR', `${what}, see journal entry ${reference}`).message
  connection.replyError(message, libvirtError, text)
}

/** A path names an object by its UUID alone, so that messages of finders end in an empty name. */
function textOf({ text, message }: LibvirtError): string {
  return text.endsWith(' ()') ? text.slice(0, -3) + message.slice(text.length) : message
}
