import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Pool, PoolUsage } from '../../../model/storage/Pool.js'
import { Definable } from '../Definable.js'
import type { TestVolume } from './TestVolume.js'
import type { ContentRoom } from './VolumeContent.js'

/** Bytes of every pretended pool, as in libvirt's test driver. */
const poolCapacity = 100n * 1024n ** 3n

export class TestPool extends Definable<'storagePool', Pool> {
  readonly volumes = new Map<string, TestVolume>()

  constructor(
    definition: Pool,
    /** What its volumes hold is kept in here. */
    readonly room: ContentRoom,
  ) {
    super('storagePool', definition)
  }

  /** Bytes; volumes take what they have allocated. */
  get usage(): PoolUsage {
    let allocation = 0n
    for (const { definition } of this.volumes.values()) allocation += definition.allocation
    return { capacity: poolCapacity, allocation, available: poolCapacity - allocation }
  }

  /** Folder the volumes appear in. */
  get path(): string {
    return this.definition.target?.path ?? `/${this.name}`
  }

  /** @throws LibvirtError OPERATION_INVALID */
  requireActive(): void {
    if (!this.active) throw new LibvirtError('OPERATION_INVALID', `storage pool '${this.name}' is not active`)
  }

  /** @throws LibvirtError OPERATION_INVALID */
  requireInactive(): void {
    if (this.active) throw new LibvirtError('OPERATION_INVALID', `storage pool '${this.name}' is active`)
  }

  /** @throws LibvirtError OPERATION_INVALID for an inactive pool, NO_STORAGE_VOL */
  volumeNamed(name: string): TestVolume {
    this.requireActive()
    const volume = this.volumes.get(name)
    if (!volume) throw new LibvirtError('NO_STORAGE_VOL', `no storage vol with matching name '${name}'`)
    return volume
  }
}
