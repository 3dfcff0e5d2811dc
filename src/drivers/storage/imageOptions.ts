import { LibvirtError } from '../../api/LibvirtError.js'
import type { StorageEncryption } from '../../model/domain/devices/storageEncryption.js'
import type { Volume } from '../../model/storage/Volume.js'

/** Version of qcow2 that is made when none is asked for. */
const presentCompat = '1.1'

export interface ImageOptionsRequest {
  readonly volume: Volume
  readonly format: string
  readonly backingFormat: string | undefined
  /** Name of the secret object with the passphrase. */
  readonly secret: string | undefined
  readonly preallocateMetadata: boolean | undefined
}

/**
 * The words for `-o` of qemu-img.
 * @throws LibvirtError CONFIG_UNSUPPORTED for features an old version of qcow2 does not have
 */
export function imageOptions(request: ImageOptionsRequest): string[] {
  const { volume, format, backingFormat, secret, preallocateMetadata } = request
  const { encryption, noCow, compat, clusterSize } = volume.target
  const version = compat ?? (format === 'qcow2' ? presentCompat : undefined)
  return [
    ...(backingFormat === undefined ? [] : [`backing_fmt=${backingFormat}`]),
    ...(encryption && secret !== undefined ? encryptionOptions(encryption, format, secret) : []),
    ...(preallocateMetadata ? [`preallocation=${volume.capacity > volume.allocation ? 'metadata' : 'falloc'}`] : []),
    ...(noCow ? ['nocow=on'] : []),
    ...(version === undefined ? [] : [`compat=${version}`]),
    ...(clusterSize === undefined ? [] : [`cluster_size=${clusterSize}`]),
    ...(format === 'qcow2' ? featureOptions(volume) : []),
  ]
}

function featureOptions({ target: { features = [], compat } }: Volume): string[] {
  const words = { lazy_refcounts: 'lazy_refcounts', extended_l2: 'extended_l2=on' }
  if (compat === '0.10' && features.length > 0) {
    const name = features.includes('lazy_refcounts') ? 'lazy_refcounts' : "'extended_l2'"
    throw new LibvirtError('CONFIG_UNSUPPORTED', `${name} not supported with compat level ${compat}`)
  }
  return features.map(feature => words[feature])
}

function encryptionOptions({ cipher, ivgen }: StorageEncryption, format: string, secret: string): string[] {
  const prefix = format === 'qcow2' ? 'encrypt.' : ''
  const option = (name: string, value: string | undefined) =>
    value === undefined ? [] : [`${prefix}${name}=${value.replaceAll(',', ',,')}`]
  const head = [...(format === 'qcow2' ? ['encrypt.format=luks'] : []), `${prefix}key-secret=${secret}`]
  if (!cipher) return head
  return [
    ...head,
    ...option('cipher-alg', `${cipher.name}-${cipher.size}`),
    ...option('cipher-mode', cipher.mode),
    ...option('hash-alg', cipher.hash),
    ...option('ivgen-alg', ivgen?.name),
    ...option('ivgen-hash-alg', ivgen?.hash),
  ]
}
