import { LibvirtError } from '../../../api/LibvirtError.js'
import { JsonReader } from './JsonReader.js'

/** A command that a client wrote. @throws LibvirtError INVALID_ARG for what is no object in JSON */
export function readMessage(text: string): JsonReader {
  try {
    const message = new JsonReader(JSON.parse(text), 'command')
    message.object()
    return message
  } catch (cause) {
    throw new LibvirtError('INVALID_ARG', 'the command is no JSON object', { cause })
  }
}
