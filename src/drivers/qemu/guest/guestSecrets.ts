import { createCipheriv } from 'node:crypto'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Random } from '../../../model/Random.js'
import type { EncryptedSecret, GuestSecrets } from '../command/CommandContext.js'

/** Bytes of a guest's master key, for AES-256. */
export const masterKeyBytes = 32
const blockBytes = 16

/** Secrets on their way to QEMU, encrypted with the guest's master key so that no command line shows them. */
export function guestSecrets(masterKey: Uint8Array, random: Random): GuestSecrets {
  const encrypt = (plain: Uint8Array): EncryptedSecret => {
    const iv = random.bytes(blockBytes)
    const cipher = createCipheriv('aes-256-cbc', masterKey, iv)
    const data = Buffer.concat([cipher.update(plain), cipher.final()])
    return { data: data.toString('base64'), iv: Buffer.from(iv).toString('base64') }
  }
  return {
    encrypted() {
      throw new LibvirtError('NO_SUPPORT', 'secrets of the secret driver cannot be given to guests yet')
    },
    encryptText: text => encrypt(Buffer.from(text)),
  }
}
