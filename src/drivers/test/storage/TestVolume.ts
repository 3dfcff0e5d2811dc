import type { AccessDetails, Found } from '../../../api/Driver.js'
import type { References } from '../../../api/schema.js'
import type { Volume } from '../../../model/storage/Volume.js'
import type { TestPool } from './TestPool.js'
import { VolumeContent } from './VolumeContent.js'

/** A pretended volume; its key is its path. */
export class TestVolume implements Found<'storageVol'> {
  readonly kind = 'storageVol'
  readonly name: string
  readonly path: string
  definition: Volume
  readonly content: VolumeContent

  constructor(
    readonly pool: TestPool,
    described: Volume,
  ) {
    this.name = described.name
    this.content = new VolumeContent(pool.room)
    this.path = described.target.path ?? `${pool.path}/${described.name}`
    this.definition = { ...described, key: this.path, target: { ...described.target, path: this.path } }
  }

  get reference(): References['storageVol'] {
    return { pool: this.pool.name, name: this.name, key: this.path }
  }

  get details(): AccessDetails {
    return { ...this.pool.details, vol_name: this.name, vol_key: this.path }
  }
}
