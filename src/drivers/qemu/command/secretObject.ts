// Secrets as QEMU objects: the value goes over the command line or monitor encrypted with the guest's master key.
import type { EncryptedSecret } from './CommandContext.js'
import { type CommandOption, object } from './CommandOption.js'

/** Name of the object that holds the guest's master key. */
export const masterKeyId = 'masterKey0'

export function secretObject(id: string, { data, iv }: EncryptedSecret): CommandOption {
  return object({ 'qom-type': 'secret', id, data, keyid: masterKeyId, iv, format: 'base64' })
}

/** The master key, which QEMU reads from its private folder. */
export function masterKeyObject(privateDirectory: string): CommandOption {
  const file = `${privateDirectory}/master-key.aes`
  return object({ 'qom-type': 'secret', id: masterKeyId, format: 'raw', file })
}
