// What QEMU counts for each disk (query-blockstats), and how large images are.
import { stat } from 'node:fs/promises'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { describeExit, type Processes } from '../../../host/Processes.js'
import { systemError } from '../../../host/systemError.js'
import type { Disk } from '../../../model/domain/devices/disk.js'
import type { StorageSource } from '../../../model/domain/devices/storageSource.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { localPath } from '../guest/neededFiles.js'
import { JsonReader } from '../monitor/JsonReader.js'
import type { QmpMonitor } from '../monitor/QmpMonitor.js'

/** Requests, bytes and nanoseconds since the guest started. */
export interface BlockFigures {
  readonly readRequests: bigint
  readonly readBytes: bigint
  readonly readTime: bigint
  readonly writeRequests: bigint
  readonly writeBytes: bigint
  readonly writeTime: bigint
  readonly flushRequests: bigint
  readonly flushTime: bigint
}

/** Bytes: what the guest sees, what the host has set aside, and how long the file is. */
export interface BlockSizes {
  readonly capacity: bigint
  readonly allocation: bigint
  readonly physical: bigint
}

/** Figures by the alias of the disk. */
export async function blockFigures(monitor: QmpMonitor): Promise<Map<string, BlockFigures>> {
  const reply = await monitor.execute('query-blockstats')
  return new Map(
    reply.items().flatMap(device => {
      const alias = aliasIn(device)
      return alias === undefined ? [] : [[alias, readFigures(device.field('stats'))] as const]
    }),
  )
}

/** A disk is named by its id, or by a path in QEMU's object tree of which the third part is its id. */
export function aliasIn(device: JsonReader): string | undefined {
  const qdev = device.field('qdev').optionalString()
  return qdev?.startsWith('/machine/peripheral/') ? qdev.split('/')[3] : qdev
}

function readFigures(stats: JsonReader): BlockFigures {
  const figure = (name: string) => BigInt(stats.field(name).integer())
  return {
    readRequests: figure('rd_operations'),
    readBytes: figure('rd_bytes'),
    readTime: figure('rd_total_time_ns'),
    writeRequests: figure('wr_operations'),
    writeBytes: figure('wr_bytes'),
    writeTime: figure('wr_total_time_ns'),
    flushRequests: figure('flush_operations'),
    flushTime: figure('flush_total_time_ns'),
  }
}

/** The disk a client names by its target or its image's path; undefined when there is none. */
export function diskNamed({ devices }: Domain, name: string): Disk | undefined {
  return devices.disk.find(({ target, source }) => target === name || localPath(source) === name)
}

/** Sizes of a disk's image. @throws LibvirtError SYSTEM_ERROR, CONFIG_UNSUPPORTED for images that are no files here */
export async function blockSizes({ source }: Disk, processes: Pick<Processes, 'run'>): Promise<BlockSizes> {
  const path = localPath(source)
  if (path === undefined) {
    throw new LibvirtError('OPERATION_UNSUPPORTED', `sizes of storage of type '${source.type}' cannot be told`)
  }
  try {
    const facts = await stat(path, { bigint: true })
    const raw = source.format === undefined || source.format === 'raw'
    // Block devices have no size in their inode.
    const size = facts.isFile() && raw ? facts.size : await virtualSize(path, source.format ?? 'raw', processes)
    const physical = facts.isFile() ? facts.size : size
    return { capacity: size, allocation: facts.isFile() ? facts.blocks * 512n : size, physical }
  } catch (error) {
    throw systemError(`cannot stat file '${path}'`, error)
  }
}

/** What the guest sees of an image, in bytes. @throws LibvirtError for images that are no files here */
export async function imageSize(image: StorageSource, processes: Pick<Processes, 'run'>): Promise<bigint> {
  const path = localPath(image)
  if (path !== undefined) return virtualSize(path, image.format ?? 'raw', processes)
  throw new LibvirtError('OPERATION_UNSUPPORTED', `sizes of storage of type '${image.type}' cannot be told`)
}

/** What the guest sees of an image, in bytes. The image may be in use. */
async function virtualSize(path: string, format: string, processes: Pick<Processes, 'run'>): Promise<bigint> {
  const outcome = await processes.run('qemu-img', ['info', '-U', '--output=json', '-f', format, '--', path])
  if (outcome.code !== 0) {
    throw new LibvirtError(
      'INTERNAL_ERROR',
      `qemu-img cannot read '${path}': ${outcome.errors.trim() || describeExit(outcome)}`,
    )
  }
  return BigInt(new JsonReader(JSON.parse(outcome.output), 'qemu-img').field('virtual-size').integer())
}
