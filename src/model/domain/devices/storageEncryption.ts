// Owns `<encryption>` of an image: its format, who decrypts, and the secrets.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import { attributeTable, refusing, required, type TableValue } from './attributeTable.js'
import { oneOf, string, uint } from './attributeTypes.js'
import { parseSecretReference, type SecretReference } from './storageAuth.js'

const head = attributeTable({
  format: required(
    refusing(
      oneOf('default', 'qcow', 'luks', 'luks2', 'luks-any'),
      format => `unknown volume encryption format type ${format}`,
    ),
    () => new LibvirtError('XML_ERROR', 'unknown volume encryption format'),
  ),
  engine: oneOf('qemu', 'librbd'),
})
const cipher = attributeTable({ name: required(string), size: required(uint), mode: string, hash: string })
const ivgen = attributeTable({ name: required(string), hash: string })
const secretHead = attributeTable({
  type: required(
    refusing(oneOf('passphrase'), type => `unknown volume encryption secret type ${type}`),
    () => new LibvirtError('XML_ERROR', 'unknown volume encryption secret type'),
  ),
})

export interface StorageEncryption extends TableValue<typeof head> {
  secrets: SecretReference[]
  cipher?: TableValue<typeof cipher> | undefined
  ivgen?: TableValue<typeof ivgen> | undefined
}

function parseSecret(element: XmlElement): SecretReference {
  secretHead.parse(element)
  return parseSecretReference(element)
}

/** @throws LibvirtError XML_ERROR for unknown names */
export function parseStorageEncryption(element: XmlElement): StorageEncryption {
  const given = head.parse(element)
  const cipherElement = element.child('cipher')
  const ivgenElement = element.child('ivgen')
  if (cipherElement === undefined && ivgenElement) {
    throw new LibvirtError('XML_ERROR', 'cipher info missing for luks encryption')
  }
  return {
    ...given,
    secrets: element.elements('secret').map(parseSecret),
    cipher: cipherElement && cipher.parse(cipherElement),
    ivgen: ivgenElement && ivgen.parse(ivgenElement),
  }
}

export function formatStorageEncryption(writer: XmlWriter, encryption: StorageEncryption): void {
  writer.element('encryption', head.format(encryption), () => {
    for (const secret of encryption.secrets) writer.element('secret', { type: 'passphrase', ...secret })
    if (encryption.cipher) writer.element('cipher', cipher.format(encryption.cipher))
    if (encryption.ivgen) writer.element('ivgen', ivgen.format(encryption.ivgen))
  })
}
