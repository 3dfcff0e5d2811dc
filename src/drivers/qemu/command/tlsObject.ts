// X.509 credentials as QEMU objects.
import type { CommandContext, TlsService } from './CommandContext.js'
import { type CommandOption, object } from './CommandOption.js'
import { secretObject } from './secretObject.js'

/**
 * Credentials with that id, preceded by the secret for their private key when the configuration names one.
 * @param endpoint which side of the handshake QEMU is on
 * @throws LibvirtError NO_SECRET when the secret does not exist
 */
export function tlsObjects(
  context: CommandContext,
  service: TlsService,
  id: string,
  endpoint: 'client' | 'server',
  secretId = `${id}-secret0`,
): CommandOption[] {
  const { directory, verify, secretUuid } = context.settings.tls[service]
  const options: CommandOption[] = []
  const passwordid = secretUuid === undefined ? undefined : secretId
  if (secretUuid !== undefined && passwordid !== undefined) {
    options.push(secretObject(passwordid, context.secrets.encrypted({ uuid: secretUuid }, 'tls')))
  }
  const credentials = { 'qom-type': 'tls-creds-x509', id, dir: directory, endpoint, 'verify-peer': verify, passwordid }
  return [...options, object(credentials)]
}
