// Owns `<auth>` of network disks and iSCSI host devices: a user and where the password is kept.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { parseUuid } from '../../xml/parseUuid.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'

/** A secret, named by UUID or by usage. */
export type SecretReference = { uuid: string } | { usage: string }

export interface StorageAuth {
  username: string
  secretType: string
  secret: SecretReference
}

/** Reads `uuid` or `usage` of a `<secret>`. @throws LibvirtError XML_ERROR unless exactly one of them is given */
export function parseSecretReference(element: XmlElement): SecretReference {
  const uuid = element.attribute('uuid')
  const usage = element.attribute('usage')
  if (uuid === undefined && usage === undefined) {
    throw new LibvirtError('XML_ERROR', 'missing secret uuid or usage attribute')
  }
  if (uuid !== undefined && usage !== undefined) {
    throw new LibvirtError('XML_ERROR', 'either secret uuid or usage expected')
  }
  if (uuid === undefined) return { usage: usage ?? '' }
  const canonical = parseUuid(uuid)
  if (canonical === undefined) throw new LibvirtError('XML_ERROR', `invalid secret uuid '${uuid}'`)
  return { uuid: canonical }
}

/** @throws LibvirtError XML_ERROR for what is missing */
export function parseStorageAuth(element: XmlElement): StorageAuth {
  const username = element.attribute('username')
  if (!username) throw new LibvirtError('XML_ERROR', 'missing username for auth')
  const secret = element.child('secret')
  if (secret === undefined) throw new LibvirtError('XML_ERROR', 'Missing <secret> element in auth')
  return { username, secretType: secret.attribute('type') ?? '', secret: parseSecretReference(secret) }
}

export function formatStorageAuth(writer: XmlWriter, auth: StorageAuth): void {
  writer.element('auth', { username: auth.username }, () => {
    writer.element('secret', { type: auth.secretType || undefined, ...auth.secret })
  })
}
