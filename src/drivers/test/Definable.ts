import type { AccessDetails, Found } from '../../api/Driver.js'
import type { References } from '../../api/schema.js'

/** A network or pool: what it runs by while it is active, and what it starts by. */
export class Definable<K extends 'network' | 'storagePool', D extends { readonly name: string; readonly uuid: string }>
  implements Found<K>
{
  live: D | undefined
  /** Undefined for a transient object. */
  config: D | undefined
  autostart = false
  readonly name: string
  readonly uuid: string

  constructor(
    readonly kind: K,
    definition: D,
  ) {
    this.name = definition.name
    this.uuid = definition.uuid
  }

  get reference(): References[K] {
    // Networks and pools are referred to in the same way.
    return { name: this.name, uuid: this.uuid } as References[K]
  }

  get details(): AccessDetails {
    const prefix = this.kind === 'network' ? 'network' : 'pool'
    return { [`${prefix}_name`]: this.name, [`${prefix}_uuid`]: this.uuid }
  }

  get active(): boolean {
    return this.live !== undefined
  }

  /** What it runs by, or would run by. */
  get definition(): D {
    const definition = this.live ?? this.config
    if (!definition) throw new TypeError(`'${this.name}' is neither active nor defined`)
    return definition
  }
}
