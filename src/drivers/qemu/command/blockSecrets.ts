// The secrets and credentials an image needs, as objects made before its block nodes.
import type { StorageSource } from '../../../model/domain/devices/storageSource.js'
import type { SecretIds } from './blockProtocol.js'
import type { CommandContext } from './CommandContext.js'
import type { CommandOption } from './CommandOption.js'
import { isServedByNbdkit } from './nbdkit.js'
import { secretObject } from './secretObject.js'
import { formatNode, storageNode } from './storageNodes.js'
import { tlsObjects } from './tlsObject.js'

/** Whether librbd, and not a node of QEMU's, decrypts the image. */
export function librbdEncrypted({ encryption }: StorageSource): boolean {
  return encryption?.engine === 'librbd'
}

function cookieText(source: StorageSource & { type: 'network' }): string | undefined {
  return source.cookies?.map(({ name, value }) => `${name}=${value}`).join('; ')
}

/** Objects, and the names by which the image's nodes refer to them. @throws LibvirtError NO_SECRET for missing secrets */
export function blockSecrets(
  source: StorageSource,
  context: CommandContext,
  formatLayer: boolean,
): { options: CommandOption[]; ids: SecretIds } {
  const options: CommandOption[] = []
  const ids: SecretIds = { encryption: [] }
  const served = isServedByNbdkit(source, context)
  if (source.auth && !served) {
    ids.auth = `${storageNode(source)}-auth-secret0`
    options.push(secretObject(ids.auth, context.secrets.encrypted(source.auth.secret, source.auth.secretType)))
  }
  if (source.encryption) {
    const prefix = formatLayer ? formatNode(source) : storageNode(source)
    source.encryption.secrets.forEach((secret, index) => {
      const id = `${prefix}-encryption-secret${index}`
      ids.encryption.push(id)
      options.push(secretObject(id, context.secrets.encrypted(secret, 'volume')))
    })
  }
  if (source.type !== 'network' || served) return { options, ids }
  const cookies = cookieText(source)
  if (cookies !== undefined) {
    ids.cookie = `${storageNode(source)}-httpcookie-secret0`
    options.push(secretObject(ids.cookie, context.secrets.encryptText(cookies)))
  }
  if (source.tls && source.protocol === 'nbd') {
    ids.tls = `obj${storageNode(source)}_tls0`
    options.push(...tlsObjects(context, 'nbd', ids.tls, 'client'))
  }
  return { options, ids }
}
