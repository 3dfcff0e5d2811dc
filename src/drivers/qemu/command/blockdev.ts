// The block nodes of one image and of the chain behind it.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { DiskDriver } from '../../../model/domain/devices/disk.js'
import type { MetadataCache, StorageSource } from '../../../model/domain/devices/storageSource.js'
import { type Protocol, protocolProperties } from './blockProtocol.js'
import { blockSecrets, librbdEncrypted } from './blockSecrets.js'
import type { CommandContext, FdSet } from './CommandContext.js'
import type { BlockdevProperties, CommandOption, Properties } from './CommandOption.js'
import { isServedByNbdkit, nbdkitProperties } from './nbdkit.js'
import { type PassedSet, passedSet } from './passedSet.js'
import { formatNode, sliceNode, storageNode } from './storageNodes.js'

/** How the image is used; of the disk's driver options, those that reach the nodes. */
export interface ImageUse {
  readonly: boolean
  driver: Pick<DiskDriver, 'cache' | 'io' | 'discard' | 'detect_zeroes' | 'discard_no_unref'>
  metadataCache?: MetadataCache | undefined
  hostCdrom?: boolean | undefined
  floppy?: boolean | undefined
  /** A node for the format even where raw needs none: the name of the upper node is fixed. */
  forceFormat?: boolean | undefined
}

const caches: Partial<Record<NonNullable<DiskDriver['cache']>, Properties>> = {
  none: { direct: true, 'no-flush': false },
  writethrough: { direct: false, 'no-flush': false },
  writeback: { direct: false, 'no-flush': false },
  directsync: { direct: true, 'no-flush': false },
  unsafe: { direct: false, 'no-flush': true },
}

/** A writable descriptor for an image that must not be written needs a node that says so. */
function writableDescriptor(source: StorageSource, use: ImageUse, context: CommandContext): boolean {
  return use.readonly && onlyDescriptor(source, context)?.writable === true
}

/** The descriptor of an image that has but one: QEMU cannot choose between reading and writing. */
function onlyDescriptor(source: StorageSource, context: CommandContext): FdSet | undefined {
  if (source.type !== 'file') return undefined
  const set = context.descriptors.sets.get(storageNode(source))
  return set?.fds.length === 1 ? set : undefined
}

/** Whether a node of its own interprets the image's format; raw images are used as they are. */
export function needsFormatNode(source: StorageSource, use: ImageUse, context: CommandContext): boolean {
  if (use.forceFormat || (source.format ?? 'raw') !== 'raw') return true
  if (source.encryption && !librbdEncrypted(source)) return true
  if (source.slice) return true
  return writableDescriptor(source, use, context)
}

/** Name of the node that stands for the image. */
export function imageNode(source: StorageSource, use: ImageUse, context: CommandContext): string {
  return needsFormatNode(source, use, context) ? formatNode(source) : storageNode(source)
}

function descriptors(source: StorageSource, context: CommandContext): PassedSet {
  return passedSet(context, storageNode(source), index => (source.type === 'vhostvdpa' ? '-vdpa' : String(index)))
}

/** `ignore` and `unmap` as the block layer knows them, for the topmost node. */
function effective(use: ImageUse): Properties {
  const { discard, detect_zeroes: detect } = use.driver
  return {
    'read-only': use.readonly,
    discard,
    // Zeroes can only be turned into holes where holes are passed on.
    'detect-zeroes': detect === 'unmap' && discard !== 'unmap' ? 'on' : detect,
  }
}

/** A node below another: it opens for writing only when asked, and passes discards on. */
const lower: Properties = { 'auto-read-only': true, discard: 'unmap' }

function formatDriver(source: StorageSource, encryption: string[], use: ImageUse): Protocol {
  const [secret] = encryption
  const engine = source.encryption && !librbdEncrypted(source)
  const format = source.format ?? 'raw'
  if (format === 'raw' && engine) return { driver: 'luks', 'key-secret': secret }
  if (format === 'raw') return { driver: 'raw', offset: source.slice?.offset, size: source.slice?.size }
  if (format !== 'qcow2') return { driver: format === 'fat' ? 'raw' : format }
  return {
    driver: 'qcow2',
    encrypt: engine
      ? { format: source.encryption?.format === 'luks' ? 'luks' : 'aes', 'key-secret': secret }
      : undefined,
    'cache-size': use.metadataCache?.maxSize,
    'discard-no-unref': use.driver.discard_no_unref,
    'data-file': source.dataStore && storageNode(source.dataStore),
  }
}

/** The driver for raw images can show a part of one; other formats need a node in between. */
function needsSliceNode(source: StorageSource): boolean {
  const plain = (source.format ?? 'raw') === 'raw' && (source.encryption === undefined || librbdEncrypted(source))
  return source.slice !== undefined && !plain
}

function sliceNodeOf(source: StorageSource, upper: Properties): BlockdevProperties[] {
  const { slice } = source
  if (slice === undefined || !needsSliceNode(source)) return []
  const { offset, size } = slice
  return [{ driver: 'raw', 'node-name': sliceNode(source), offset, size, file: storageNode(source), ...upper }]
}

/**
 * The nodes of one image, without what is behind it.
 * @param backing name of the node behind, null to keep QEMU from opening what the image names itself
 * @throws LibvirtError INTERNAL_ERROR, NO_SECRET, CONFIG_UNSUPPORTED for a writable directory
 */
function imageOptions(
  source: StorageSource,
  use: ImageUse,
  context: CommandContext,
  backing: string | null | undefined,
): CommandOption[] {
  const formatLayer = needsFormatNode(source, use, context)
  if (source.type === 'dir' && !use.readonly) {
    throw new LibvirtError('CONFIG_UNSUPPORTED', "virtual FAT storage can't be accessed in read-write mode")
  }
  const { options, ids } = blockSecrets(source, context, formatLayer)
  const passed = descriptors(source, context)
  options.push(...passed.options)
  const cache = caches[use.driver.cache ?? 'default']
  const own = { ...effective(use), cache }
  const aio = source.type === 'file' || source.type === 'block' ? use.driver.io : undefined
  const only = onlyDescriptor(source, context)
  const opening = only ? { 'read-only': use.readonly && only.writable !== true, discard: 'unmap' } : lower
  const below = { ...opening, cache }
  const protocol = isServedByNbdkit(source, context)
    ? nbdkitProperties(source, context)
    : protocolProperties(source, ids, {
        aio,
        hostCdrom: use.hostCdrom,
        floppy: use.floppy,
        fdset: passed.path,
        prManager: reservationHelper(source),
      })
  const storage: BlockdevProperties = {
    ...protocol,
    'node-name': storageNode(source),
    ...(formatLayer ? below : own),
  }
  const nodes = [storage, ...sliceNodeOf(source, below)]
  if (formatLayer) {
    nodes.push(formatNodeOf(source, use, own, ids.encryption, backing))
  }
  return [...options, ...nodes.map((properties): CommandOption => ({ kind: 'blockdev', properties }))]
}

/** Formats whose images name what is behind them. */
const layered = new Set<StorageSource['format']>(['qcow', 'qcow2', 'qed', 'vmdk'])

function formatNodeOf(
  source: StorageSource,
  use: ImageUse,
  own: Properties,
  encryption: string[],
  backing: string | null | undefined,
): BlockdevProperties {
  const file = needsSliceNode(source) ? sliceNode(source) : storageNode(source)
  return {
    'node-name': formatNode(source),
    ...own,
    ...formatDriver(source, encryption, use),
    file,
    backing: backing === null && !layered.has(source.format) ? undefined : backing,
  }
}

/** Id of the helper for persistent reservations: the daemon's own, or one per image. */
export function reservationHelper(source: StorageSource): string | undefined {
  if (source.reservations === undefined) return undefined
  return source.reservations.managed ? 'pr-helper0' : `pr-helper-${storageNode(source)}`
}

/** Reservations through a helper someone else runs. */
function reservationOptions(source: StorageSource): CommandOption[] {
  const { reservations } = source
  const id = reservationHelper(source)
  if (id === undefined || reservations === undefined || reservations.managed) return []
  return [{ kind: 'object', properties: { 'qom-type': 'pr-manager-helper', id, path: reservations.path } }]
}

/**
 * All nodes of an image: first what is behind it, the topmost last.
 * @throws LibvirtError INTERNAL_ERROR, NO_SECRET
 */
export function blockdevOptions(source: StorageSource, use: ImageUse, context: CommandContext): CommandOption[] {
  const { backing } = source
  const behind = useBehind(use)
  return [
    ...(backing ? blockdevOptions(backing, { ...behind, metadataCache: backing.metadataCache }, context) : []),
    ...layerOptions(source, use, context, backing ? imageNode(backing, behind, context) : backing),
  ]
}

/** How what is behind an image is used. */
export function useBehind(use: ImageUse): ImageUse {
  // Writes are looked at once, where they come in.
  const driver = { ...use.driver, detect_zeroes: undefined }
  return { ...use, driver, forceFormat: false, metadataCache: undefined, readonly: true }
}

/**
 * The nodes of an image without what is behind it, which is there already or comes later.
 * @param backing name of the node behind, null to keep QEMU from opening what the image names itself
 * @throws LibvirtError INTERNAL_ERROR, NO_SECRET
 */
export function layerOptions(
  source: StorageSource,
  use: ImageUse,
  context: CommandContext,
  backing: string | null | undefined,
): CommandOption[] {
  const { dataStore } = source
  const data = { ...useBehind(use), readonly: use.readonly }
  return [
    ...(dataStore ? imageOptions(dataStore, data, context, undefined) : []),
    ...reservationOptions(source),
    ...imageOptions(source, use, context, backing),
  ]
}
