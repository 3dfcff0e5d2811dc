// Owns the typed form of a storage volume's document.
import type { StorageEncryption } from '../domain/devices/storageEncryption.js'
import type { Permissions } from './Permissions.js'
import type { VolumeType } from './poolTypes.js'

/** Seconds and nanoseconds since 1970. */
export interface Timestamp {
  readonly seconds: bigint
  readonly nanoseconds: number
}

/** Features of qcow2 images. */
export const volumeFeatures = ['lazy_refcounts', 'extended_l2'] as const
export type VolumeFeature = (typeof volumeFeatures)[number]

export interface VolumeTarget {
  readonly path?: string | undefined
  readonly format?: string | undefined
  readonly permissions: Permissions
}

export interface Volume {
  readonly type: VolumeType
  readonly name: string
  readonly key?: string | undefined
  /** Parts of devices the volume lies on, which only the driver knows. In bytes. */
  readonly extents: readonly { readonly path: string; readonly start: bigint; readonly end: bigint }[]
  /** Bytes. */
  readonly capacity: bigint
  /** Bytes; what was not given is the capacity. */
  readonly allocation: bigint
  /** The document said how much to allocate. */
  readonly allocationGiven: boolean
  /** Bytes on the host, which only the driver knows. */
  readonly physical?: bigint | undefined
  readonly target: VolumeTarget & {
    readonly timestamps?: Partial<Record<'atime' | 'mtime' | 'ctime' | 'btime', Timestamp>> | undefined
    readonly encryption?: StorageEncryption | undefined
    /** Version of qcow2, e.g. `1.1`. */
    readonly compat?: string | undefined
    /** No copy-on-write of the file; never shown. */
    readonly noCow: boolean
    /** Bytes. */
    readonly clusterSize?: bigint | undefined
    /** Undefined when the document says nothing of features, which is not the same as none. */
    readonly features?: readonly VolumeFeature[] | undefined
  }
  /** The image this one is a difference to. */
  readonly backing?: (VolumeTarget & { readonly path: string }) | undefined
}
