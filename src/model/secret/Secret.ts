// Owns the description of a secret. Its value is kept apart and is never part of a document.

/** What a secret is for: each kind is found by a name of its own. */
export type SecretUsage =
  | { readonly type: 'volume'; readonly volume: string }
  | { readonly type: 'ceph' | 'tls' | 'vtpm'; readonly name: string }
  | { readonly type: 'iscsi'; readonly target: string }

/** A secret as its document describes it. */
export interface Secret {
  readonly uuid: string
  /** Never written to disk. */
  readonly ephemeral: boolean
  /** Its value is never told to a client. */
  readonly private: boolean
  readonly description?: string | undefined
  /** Without it the secret is found by UUID only (libvirt's usage type `none`). */
  readonly usage?: SecretUsage | undefined
}

/** The text a secret is looked up by, with its usage type (virSecretDef.usage_id). */
export function secretUsageId(usage: SecretUsage): string {
  switch (usage.type) {
    case 'volume':
      return usage.volume
    case 'iscsi':
      return usage.target
    default:
      return usage.name
  }
}
