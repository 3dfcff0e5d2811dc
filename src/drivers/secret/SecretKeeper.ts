import type { MaybePromise } from '../../api/Driver.js'
import type { Secret } from '../../model/secret/Secret.js'

/** Where secrets are kept besides memory. Each call is awaited before anybody is told of the change. */
export interface SecretKeeper {
  /** Keeps a description; the value stays as it is. */
  save(secret: Secret): MaybePromise<void>
  saveValue(secret: Secret, value: Uint8Array): MaybePromise<void>
  /** Forgets a secret and its value. */
  forget(secret: Secret): MaybePromise<void>
}

/** A host that is only pretended keeps them nowhere else. */
export const memoryOnly: SecretKeeper = { save: () => {}, saveValue: () => {}, forget: () => {} }
