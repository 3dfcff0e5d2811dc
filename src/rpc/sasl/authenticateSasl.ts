// AUTH_SASL_INIT, _START and _STEP (rpc.md section 4). Mechanisms, users and passwords are Cyrus SASL's business, configured in
// /etc/sasl2/libvirt.conf as for libvirt.
import type { Values } from '../../access/perform.js'
import { LibvirtError } from '../../api/LibvirtError.js'
import { type SaslAnswer, saslObstacle, saslServer } from '../../host/native.js'
import { log } from '../../log/log.js'
import type { ClientConnection } from '../ClientConnection.js'
import { matchesAny } from '../network/distinguishedName.js'
import { SaslExchange } from './SaslExchange.js'

const strongest = 100_000

/** Every failure says the same to the client, and its reason to the log. */
function refuse(connection: ClientConnection, reason: string): LibvirtError {
  connection.sasl?.close()
  connection.sasl = undefined
  log.warning({ caller: connection.identity }, `SASL authentication failed: ${reason}`)
  return new LibvirtError('AUTH_FAILED', 'authentication failed', { domain: 'RPC' })
}

/** @throws LibvirtError AUTH_FAILED, or CONFIG_UNSUPPORTED on a host without the library */
export function beginSasl(connection: ClientConnection): Values {
  const { auth, transport, address, strength = 0 } = connection.origin
  if (auth !== 'sasl' || connection.authenticated || connection.sasl) {
    throw refuse(connection, 'the client may not begin an exchange here')
  }
  const obstacle = saslObstacle()
  if (obstacle !== undefined) {
    const hint = 'install libsasl2 (Debian: libsasl2-2 and libsasl2-modules), or configure another authentication'
    throw new LibvirtError('CONFIG_UNSUPPORTED', `SASL is not available: ${obstacle}`, { domain: 'RPC', hint })
  }
  const bare = transport === 'tcp'
  try {
    const server = saslServer({
      service: 'libvirt',
      // Inside TLS and on this host no second layer is wanted; on plain TCP it is all there is.
      least: bare ? connection.settings.sasl.tcpStrength : 0,
      most: bare ? strongest : 0,
      outer: strength,
      plain: !bare,
      ...(address === undefined ? {} : { remote: address.replace(/:(\d+)$/, ';$1').replaceAll(/[[\]]/g, '') }),
    })
    connection.sasl = new SaslExchange(server)
    return { mechlist: server.mechanisms() }
  } catch (error) {
    throw refuse(connection, textOf(error))
  }
}

/** @throws LibvirtError AUTH_FAILED */
export function continueSasl(connection: ClientConnection, args: Values, first: boolean): Values {
  const { sasl } = connection
  if (!sasl || connection.authenticated) throw refuse(connection, 'the client goes on with what has not begun')
  // No data and empty data are different things to a mechanism.
  const data = args['nil'] ? undefined : args['data'] instanceof Uint8Array ? args['data'] : undefined
  let answer: SaslAnswer
  try {
    answer = first ? sasl.server.start(String(args['mech']), data) : sasl.server.step(data)
    if (answer.complete) complete(connection, sasl)
  } catch (error) {
    throw error instanceof LibvirtError ? error : refuse(connection, textOf(error))
  }
  const given = answer.data
  return { complete: answer.complete ? 1 : 0, nil: given === undefined ? 1 : 0, data: given ?? Buffer.alloc(0) }
}

function complete(connection: ClientConnection, sasl: SaslExchange): void {
  const { settings, origin } = connection
  const user = sasl.server.user()
  const strength = sasl.server.strength()
  if (origin.transport === 'tcp' && strength < settings.sasl.tcpStrength) {
    throw refuse(connection, `a layer of ${strength} bits is too weak for plain TCP`)
  }
  if (settings.sasl.allowed && !matchesAny(user, settings.sasl.allowed)) {
    throw refuse(connection, `'${user}' is not in sasl_allowed_username_list`)
  }
  if (strength > 0 && origin.transport === 'tcp') connection.sealAfterReply(sasl)
  connection.identity = { ...connection.identity, saslUser: user }
  connection.setAuthenticated()
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
