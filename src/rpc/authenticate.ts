// AUTH_LIST and AUTH_POLKIT (rpc.md section 4); SASL is in `sasl/`.
import type { Values } from '../access/perform.js'
import { LibvirtError } from '../api/LibvirtError.js'
import type { ClientConnection } from './ClientConnection.js'

const authNone = 0
const authSasl = 1
const authPolkit = 2

/** The one method this client must use. Root on a polkit socket is through at once. */
export function offeredAuth(connection: ClientConnection): number {
  const { auth, identity } = connection.origin
  if (connection.authenticated) return authNone
  if (auth === 'sasl') return authSasl
  if (identity.uid === 0 || connection.settings.trusts(identity)) {
    connection.setAuthenticated()
    return authNone
  }
  return auth === 'none' ? authNone : authPolkit
}

/**
 * The step clients of a polkit socket expect, with its prompt. Who does not get the action is let in all the same and
 * judged call by call, so that a rule about one guest works by this door too; `auth_unix_rw = "polkit"` demands it.
 * @throws LibvirtError with domain POLKIT, as clients match on it
 */
export async function authenticate(connection: ClientConnection): Promise<Values> {
  const { auth, identity, readOnly } = connection.origin
  if (auth !== 'polkit' && auth !== 'perCall') throw denied()
  const action = readOnly ? 'org.libvirt.unix.monitor' : 'org.libvirt.unix.manage'
  const question = { details: {}, interactive: true, signal: connection.signal }
  let granted = false
  try {
    granted = await connection.settings.authority.allows(identity, action, question)
  } catch (error) {
    if (auth === 'polkit') throw error
  }
  if (!granted && auth === 'polkit') throw denied()
  connection.setAuthenticated()
  return { complete: 1 }
}

const denied = () => new LibvirtError('AUTH_FAILED', 'access denied by policy', { domain: 'POLKIT' })
