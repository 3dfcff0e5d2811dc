// The one importer of dbus-next. Its connection and framing are not used, see docs/decisions/bus-framing.md.
import handshake from 'dbus-next/lib/handshake.js'
import type { Transport } from './Transport.js'

/** A bus that accepts connections but does not answer is given up after this many milliseconds. */
const patience = 10_000

/**
 * Proves who we are by the socket's credentials, and asks for descriptors.
 * @throws Error when the bus refuses, hangs up or stays silent
 */
export function authenticate({ stream }: Transport): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      clearTimeout(timer)
      stream.off('close', closed)
      stream.off('error', reject)
      finish()
    }
    const closed = (): void => settle(() => reject(new Error('the bus hung up during authentication')))
    const timer = setTimeout(() => settle(() => reject(new Error('the bus does not answer'))), patience)
    stream.once('close', closed)
    stream.once('error', reject)
    handshake(stream, { authMethods: ['EXTERNAL'] }, error => {
      if (!error) return settle(resolve)
      const text =
        error instanceof Error ? error.message : Buffer.isBuffer(error) ? error.toString() : 'no reason given'
      settle(() => reject(new Error(`the bus refused authentication: ${text.trim()}`)))
    })
  })
}
