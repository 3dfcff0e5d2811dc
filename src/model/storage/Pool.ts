// Owns the typed form of a storage pool's document.
import type { Permissions } from './Permissions.js'
import type { PoolSource } from './PoolSource.js'
import type { PoolType } from './poolTypes.js'

/** Sizes in bytes, which only the driver knows: what a document says of them is not read. */
export interface PoolUsage {
  readonly capacity: bigint
  readonly allocation: bigint
  readonly available: bigint
}

/** Options of a backend from an XML namespace of its own. */
export type PoolOptions =
  | { readonly kind: 'mount'; readonly names: readonly string[] }
  | { readonly kind: 'rbd'; readonly settings: readonly { readonly name: string; readonly value: string }[] }

export interface Pool {
  readonly type: PoolType
  readonly name: string
  readonly uuid: string
  /** Whether files are made with copy-on-write, where the file system can. */
  readonly cow?: boolean | undefined
  readonly source: PoolSource
  /** Where the volumes appear on the host; a pool reached by the network has none. */
  readonly target?: { readonly path: string; readonly permissions: Permissions } | undefined
  /** How the allocation of volumes is found out when the pool is refreshed. */
  readonly refreshAllocation?: 'default' | 'capacity' | undefined
  readonly options?: PoolOptions | undefined
}

/** Namespace and element names of `PoolOptions`. */
export const poolNamespaces = {
  mount: { prefix: 'fs', uri: 'http://libvirt.org/schemas/storagepool/fs/1.0', block: 'mount_opts' },
  rbd: { prefix: 'rbd', uri: 'http://libvirt.org/schemas/storagepool/rbd/1.0', block: 'config_opts' },
} as const
