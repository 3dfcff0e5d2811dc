import type { AccessDetails, Found } from '../../api/Driver.js'
import { secretUsageType } from '../../api/enums/secret.js'
import type { References } from '../../api/schema.js'
import { type Secret, type SecretUsage, secretUsageId } from '../../model/secret/Secret.js'

/** virSecretUsageType of each kind of use. */
const usageTypes: Readonly<Record<SecretUsage['type'], number>> = {
  volume: secretUsageType.VOLUME,
  ceph: secretUsageType.CEPH,
  iscsi: secretUsageType.ISCSI,
  tls: secretUsageType.TLS,
  vtpm: secretUsageType.VTPM,
}
/** What polkit rules know a secret by, besides its UUID. */
const detailNames: Readonly<Record<SecretUsage['type'], string>> = {
  volume: 'secret_usage_volume',
  ceph: 'secret_usage_ceph',
  iscsi: 'secret_usage_target',
  tls: 'secret_usage_name',
  vtpm: 'secret_usage_name',
}

/** virSecretUsageType. */
export const usageTypeOf = ({ usage }: Secret): number => (usage ? usageTypes[usage.type] : secretUsageType.NONE)
/** Empty for a secret that is found by UUID only. */
export const usageIdOf = ({ usage }: Secret): string => (usage ? secretUsageId(usage) : '')

export const secretDetails = ({ uuid, usage }: Secret): AccessDetails => ({
  secret_uuid: uuid,
  ...(usage && { [detailNames[usage.type]]: secretUsageId(usage) }),
})

/** A secret a driver has: its description, and its value once somebody has set one. */
export class HeldSecret implements Found<'secret'> {
  readonly kind = 'secret'
  value: Uint8Array | undefined

  constructor(public definition: Secret) {}

  get uuid(): string {
    return this.definition.uuid
  }

  get reference(): References['secret'] {
    return { uuid: this.uuid, usageType: usageTypeOf(this.definition), usageID: usageIdOf(this.definition) }
  }

  get details(): AccessDetails {
    return secretDetails(this.definition)
  }
}
