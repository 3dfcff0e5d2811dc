import { LibvirtError } from '../../api/LibvirtError.js'
import type { References } from '../../api/schema.js'
import type { Secret } from '../../model/secret/Secret.js'
import { HeldSecret, usageIdOf, usageTypeOf } from './HeldSecret.js'

/** The secrets of a driver, by UUID, in the order they came. */
export class SecretList implements Iterable<HeldSecret> {
  readonly #byUuid = new Map<string, HeldSecret>()

  get size(): number {
    return this.#byUuid.size
  }

  [Symbol.iterator](): IterableIterator<HeldSecret> {
    return this.#byUuid.values()
  }

  add(secret: HeldSecret): void {
    this.#byUuid.set(secret.uuid, secret)
  }

  delete(secret: HeldSecret): void {
    this.#byUuid.delete(secret.uuid)
  }

  withUuid(uuid: string): HeldSecret | undefined {
    return this.#byUuid.get(uuid)
  }

  withUsage(type: number, id: string): HeldSecret | undefined {
    for (const secret of this) {
      if (usageTypeOf(secret.definition) === type && usageIdOf(secret.definition) === id) return secret
    }
    return undefined
  }

  /** @throws LibvirtError NO_SECRET */
  find({ uuid }: Pick<References['secret'], 'uuid'>): HeldSecret {
    const found = this.withUuid(uuid)
    if (!found) throw new LibvirtError('NO_SECRET', `no secret with matching uuid '${uuid}'`)
    return found
  }

  /**
   * The secret a document is about, if there is one already. Neither what it is for nor its privacy can change.
   * @throws LibvirtError INTERNAL_ERROR, OPERATION_DENIED
   */
  existingFor(secret: Secret): HeldSecret | undefined {
    const existing = this.withUuid(secret.uuid)
    const usage = usageIdOf(secret)
    if (!existing) {
      const rival = secret.usage && this.withUsage(usageTypeOf(secret), usage)
      if (!rival) return undefined
      throw new LibvirtError(
        'INTERNAL_ERROR',
        `a secret with UUID ${rival.uuid} is already defined for use with ${usage}`,
      )
    }
    const { definition } = existing
    const [type, own] = [usageTypeOf(definition), usageIdOf(definition)]
    if (type !== usageTypeOf(secret) || own !== usage) {
      throw new LibvirtError(
        'INTERNAL_ERROR',
        `a secret with UUID ${secret.uuid} is already defined for use with ${own}`,
      )
    }
    if (definition.private && !secret.private) {
      throw new LibvirtError('OPERATION_DENIED', 'cannot change private flag on existing secret')
    }
    return existing
  }
}
