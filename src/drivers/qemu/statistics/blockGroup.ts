// `block.*`: traffic of disks, and sizes of their images.
import type { TypedParameter } from '../../../api/schema.js'
import type { Disk } from '../../../model/domain/devices/disk.js'
import type { StorageSource } from '../../../model/domain/devices/storageSource.js'
import { text, uint, ullong } from '../../domainSettings/typedParameters.js'
import { formatNode, storageNode } from '../command/storageNodes.js'
import { localPath } from '../guest/neededFiles.js'
import type { JsonReader } from '../monitor/JsonReader.js'
import type { QmpMonitor } from '../monitor/QmpMonitor.js'
import { type BlockFigures, blockFigures, blockSizes } from './blockFigures.js'
import type { Group } from './Group.js'
import { unlessRefused } from './unlessRefused.js'

/** What QEMU says of an image that it has open; bytes. */
interface ImageFigures {
  readonly capacity?: number | undefined
  readonly allocated?: number | undefined
  /** End of the last byte that was written. */
  readonly highest?: number | undefined
  readonly threshold?: number | undefined
}

export const blockGroup: Group = async (dom, { host }, { backing }) => {
  const monitor = dom.guest?.monitor
  const disks = dom.definition.devices.disk
  const [traffic, images] = monitor ? await Promise.all([blockFigures(monitor), imageFigures(monitor)]) : []
  const params: TypedParameter[] = []
  let count = 0
  for (const disk of disks) {
    for (const source of imagesOf(disk, backing)) {
      const at = (name: string) => `block.${count}.${name}`
      const path = localPath(source)
      const index = /(\d+)$/.exec(source.node ?? '')?.[1]
      params.push(text(at('name'), disk.target))
      if (index !== undefined) params.push(uint(at('backingIndex'), Number(index)))
      if (path !== undefined) params.push(text(at('path'), path))
      const own = source === disk.source ? traffic?.get(disk.info.alias ?? '') : undefined
      if (own) params.push(...trafficParameters(own, at))
      const image = images && nodesOf(source).flatMap(node => images.get(node) ?? [])
      if (image?.[0]) params.push(...imageParameters(image[0], image.at(-1)?.threshold, at))
      else if (path !== undefined) {
        const sizes = await blockSizes({ ...disk, source }, host.processes).catch(unlessRefused)
        if (sizes) params.push(...sizeParameters(sizes, at))
      }
      count++
    }
  }
  return [uint('block.count', count), ...params]
}

function imagesOf({ source }: Disk, backing: boolean): StorageSource[] {
  const images = [source]
  for (let next = source.backing; backing && next; next = next.backing) images.push(next)
  return images
}

/** Nodes of an image that runs, the one the guest sees first. */
const nodesOf = (source: StorageSource): string[] =>
  source.node === undefined ? [] : [formatNode(source), storageNode(source)]

type Naming = (name: string) => string

function trafficParameters(figures: BlockFigures, at: Naming): TypedParameter[] {
  return [
    ullong(at('rd.reqs'), figures.readRequests),
    ullong(at('rd.bytes'), figures.readBytes),
    ullong(at('rd.times'), figures.readTime),
    ullong(at('wr.reqs'), figures.writeRequests),
    ullong(at('wr.bytes'), figures.writeBytes),
    ullong(at('wr.times'), figures.writeTime),
    ullong(at('fl.reqs'), figures.flushRequests),
    ullong(at('fl.times'), figures.flushTime),
  ]
}

function imageParameters(
  { highest, capacity, allocated }: ImageFigures,
  threshold: number | undefined,
  at: Naming,
): TypedParameter[] {
  return [
    ullong(at('allocation'), highest ?? 0),
    ...(capacity ? [ullong(at('capacity'), capacity)] : []),
    ...((allocated ?? capacity) ? [ullong(at('physical'), allocated ?? capacity ?? 0)] : []),
    ...(threshold ? [ullong(at('threshold'), threshold)] : []),
  ]
}

/** Of an image that nobody has open; what is 0 is not said. */
function sizeParameters(
  sizes: Readonly<Record<'allocation' | 'capacity' | 'physical', bigint>>,
  at: Naming,
): TypedParameter[] {
  const names = ['allocation', 'capacity', 'physical'] as const
  return names.filter(name => sizes[name] !== 0n).map(name => ullong(at(name), sizes[name]))
}

/** Figures by the name of the node. */
async function imageFigures(monitor: Pick<QmpMonitor, 'execute'>): Promise<Map<string, ImageFigures>> {
  const [stats, nodes] = await Promise.all([
    monitor.execute('query-blockstats', { 'query-nodes': true }),
    monitor.execute('query-named-block-nodes', { flat: true }),
  ])
  const highest = new Map(
    stats.items().map(node => [node.field('node-name').optionalString(), highestOffset(node)] as const),
  )
  return new Map(
    nodes.items().map(node => {
      const name = node.field('node-name').string()
      const image = node.field('image')
      const figures = {
        capacity: number(image.field('virtual-size')),
        allocated: number(image.field('actual-size')),
        highest: highest.get(name),
        threshold: number(node.field('write_threshold')),
      }
      return [name, figures] as const
    }),
  )
}

/** That of the node below, which is the one that writes. */
function highestOffset(node: JsonReader): number | undefined {
  const parent = node.field('parent')
  return parent.present ? number(parent.field('stats').field('wr_highest_offset')) : undefined
}

const number = ({ value }: JsonReader): number | undefined => (typeof value === 'number' ? value : undefined)
