import { createCipheriv } from 'node:crypto'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Random } from '../../../model/Random.js'
import type { EncryptedSecret, GuestSecrets } from '../command/CommandContext.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'

/** Bytes of a guest's master key, for AES-256. */
export const masterKeyBytes = 32
const blockBytes = 16

/**
 * Secrets on their way to QEMU, encrypted with the guest's master key so that no command line shows them.
 * @param valueOf asks whoever keeps secrets; without it guests cannot use any
 */
export function guestSecrets(
  masterKey: Uint8Array,
  random: Random,
  valueOf?: QemuDriverContext['secretValue'],
): GuestSecrets {
  const encrypt = (plain: Uint8Array): EncryptedSecret => {
    const iv = random.bytes(blockBytes)
    const cipher = createCipheriv('aes-256-cbc', masterKey, iv)
    const data = Buffer.concat([cipher.update(plain), cipher.final()])
    return { data: data.toString('base64'), iv: Buffer.from(iv).toString('base64') }
  }
  return {
    encrypted(reference) {
      if (!valueOf) throw new LibvirtError('NO_SUPPORT', 'secrets of the secret driver cannot be given to guests yet')
      const value = valueOf(reference)
      if (!value) {
        const wanted = 'uuid' in reference ? `uuid '${reference.uuid}'` : `usage '${reference.usage}'`
        throw new LibvirtError('NO_SECRET', `no secret with matching ${wanted}`)
      }
      return encrypt(value)
    },
    encryptText: text => encrypt(Buffer.from(text)),
  }
}
