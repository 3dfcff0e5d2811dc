// Owns `<filesystem>`: host folders and images mounted in the guest.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { scaled } from '../../xml/read.js'
import type { XmlElement } from '../../xml/XmlElement.js'
import type { XmlWriter } from '../../xml/XmlWriter.js'
import type { FormatOptions, ParseOptions } from '../options.js'
import { attributeTable, type TableValue } from './attributeTable.js'
import { oneOf, onOff, positive, string, uint } from './attributeTypes.js'
import { type DeviceInfo, formatDeviceInfo, parseDeviceInfo } from './deviceInfo.js'
import { virtioOptionRows } from './virtioOptions.js'

const types = ['mount', 'block', 'file', 'template', 'ram', 'bind', 'volume'] as const
export type FilesystemType = (typeof types)[number]

const fileMode = {
  ...uint,
  read: (text: string) => (/^[0-7]{1,4}$/.test(text) ? Number.parseInt(text, 8) : undefined),
  write: (mode: number) => mode.toString(8).padStart(4, '0'),
}
const head = attributeTable({
  type: oneOf(...types),
  accessmode: oneOf('passthrough', 'mapped', 'squash'),
  model: oneOf('virtio', 'virtio-transitional', 'virtio-non-transitional'),
  multidevs: oneOf('default', 'remap', 'forbid', 'warn'),
  fmode: fileMode,
  dmode: fileMode,
})
const driver = attributeTable({
  type: oneOf('default', 'path', 'handle', 'loop', 'nbd', 'ploop', 'virtiofs', 'mtp'),
  format: string,
  wrpolicy: oneOf('default', 'immediate'),
  queue: positive,
  ...virtioOptionRows,
})
const source = attributeTable({
  dir: string,
  dev: string,
  file: string,
  name: string,
  usage: string,
  units: string,
  pool: string,
  volume: string,
  socket: string,
})
const target = attributeTable({ dir: string })
const binary = attributeTable({ path: string, xattr: onOff })
const cache = attributeTable({ mode: oneOf('none', 'always') })
const sandbox = attributeTable({ mode: oneOf('namespace', 'chroot') })
const lock = attributeTable({ posix: onOff, flock: onOff })
const threadPool = attributeTable({ size: uint })
const openfiles = attributeTable({ max: positive })
const idmapEntry = attributeTable({ start: uint, target: uint, count: uint })

/** How the virtiofsd process is run. */
export interface VirtiofsBinary extends TableValue<typeof binary> {
  cache?: 'none' | 'always' | undefined
  sandbox?: 'namespace' | 'chroot' | undefined
  lock?: TableValue<typeof lock> | undefined
  threadPoolSize?: number | undefined
  openfiles?: number | undefined
}

export type IdmapEntry = { start: number; target: number; count: number }

export interface Filesystem extends Omit<TableValue<typeof head>, 'type'> {
  kind: 'filesystem'
  type: FilesystemType
  driver?: TableValue<typeof driver> | undefined
  source: TableValue<typeof source>
  /** Mount point, or the tag by which the guest mounts it. */
  target?: string | undefined
  binary?: VirtiofsBinary | undefined
  idmap?: { uid: IdmapEntry[]; gid: IdmapEntry[] } | undefined
  readonly?: boolean | undefined
  /** Bytes. */
  spaceHardLimit?: bigint | undefined
  spaceSoftLimit?: bigint | undefined
  info: DeviceInfo
}

function parseBinary(element: XmlElement | undefined): VirtiofsBinary | undefined {
  if (element === undefined) return undefined
  const lockElement = element.child('lock')
  return {
    ...binary.parse(element),
    cache: cache.parse(element.child('cache')).mode,
    sandbox: sandbox.parse(element.child('sandbox')).mode,
    lock: lockElement && lock.parse(lockElement),
    threadPoolSize: threadPool.parse(element.child('thread_pool')).size,
    openfiles: openfiles.parse(element.child('openfiles')).max,
  }
}

function parseIdmap(element: XmlElement | undefined) {
  if (element === undefined) return undefined
  const entries = (name: string) =>
    element
      .elements(name)
      .map(idmapEntry.parse)
      .map(({ start = 0, target: to = 0, count = 0 }) => ({ start, target: to, count }))
      .toSorted((a, b) => a.start - b.start)
  return { uid: entries('uid'), gid: entries('gid') }
}

function limitOf(element: XmlElement, name: string): bigint | undefined {
  const child = element.child(name)
  return child && scaled(child, child.text, `./${name}`, child.attribute('unit'), 1n)
}

/** Memory of a RAM filesystem is written in KiB, whatever unit it was given in. */
function parseUsage(element: XmlElement | undefined): Pick<TableValue<typeof source>, 'usage' | 'units'> {
  const usage = element?.attribute('usage')
  if (element === undefined || usage === undefined) return {}
  const bytes = scaled(element, usage, './source/@usage', element.attribute('units'), 1024n)
  return { usage: String(bytes / 1024n), units: 'KiB' }
}

/** @throws LibvirtError XML_ERROR for unknown names, NO_SOURCE or NO_TARGET for what is missing */
export function parseFilesystem(element: XmlElement, options: ParseOptions): Filesystem {
  const { type = 'mount', ...how } = head.parse(element)
  const driverElement = element.child('driver')
  const targetDir = target.parse(element.child('target')).dir
  const from = source.parse(element.child('source'))
  if (Object.keys(from).length === 0 && type !== 'ram') throw new LibvirtError('NO_SOURCE', targetDir)
  if (targetDir === undefined && from.socket === undefined) {
    throw new LibvirtError('NO_TARGET', from.dir ?? from.file ?? from.dev ?? from.name)
  }
  return {
    kind: 'filesystem',
    type,
    ...how,
    driver: driverElement && driver.parse(driverElement),
    source: type === 'ram' ? { ...from, ...parseUsage(element.child('source')) } : from,
    target: targetDir,
    binary: parseBinary(element.child('binary')),
    idmap: parseIdmap(element.child('idmap')),
    readonly: element.child('readonly') ? true : undefined,
    spaceHardLimit: limitOf(element, 'space_hard_limit'),
    spaceSoftLimit: limitOf(element, 'space_soft_limit'),
    info: parseDeviceInfo(element, options, { boot: true }),
  }
}

function formatBinary(writer: XmlWriter, given: VirtiofsBinary | undefined): void {
  if (given === undefined) return
  writer.elementIfAny('binary', binary.format(given), () => {
    writer.elementIfAny('cache', cache.format({ mode: given.cache }))
    writer.elementIfAny('sandbox', sandbox.format({ mode: given.sandbox }))
    writer.elementIfAny('lock', lock.format(given.lock))
    writer.elementIfAny('thread_pool', threadPool.format({ size: given.threadPoolSize }))
    writer.elementIfAny('openfiles', openfiles.format({ max: given.openfiles }))
  })
}

export function formatFilesystem(writer: XmlWriter, filesystem: Filesystem, options: FormatOptions): void {
  const { multidevs } = filesystem
  const attributes = head.format({ ...filesystem, multidevs: multidevs === 'default' ? undefined : multidevs })
  writer.element('filesystem', attributes, () => {
    formatDriver(writer, filesystem)
    formatBinary(writer, filesystem.binary)
    if (filesystem.idmap) {
      const { uid, gid } = filesystem.idmap
      writer.element('idmap', {}, () => {
        for (const entry of uid) writer.element('uid', idmapEntry.format(entry))
        for (const entry of gid) writer.element('gid', idmapEntry.format(entry))
      })
    }
    writer.elementIfAny('source', source.format(filesystem.source))
    writer.elementIfAny('target', target.format({ dir: filesystem.target }))
    if (filesystem.readonly) writer.element('readonly')
    if (filesystem.spaceHardLimit) writer.element('space_hard_limit', { unit: 'bytes' }, filesystem.spaceHardLimit)
    if (filesystem.spaceSoftLimit) writer.element('space_soft_limit', { unit: 'bytes' }, filesystem.spaceSoftLimit)
    formatDeviceInfo(writer, filesystem.info, options, { boot: true })
  })
}

function formatDriver(writer: XmlWriter, filesystem: Filesystem): void {
  const given = filesystem.driver
  if (given === undefined) return
  const type = given.type === 'default' ? undefined : given.type
  const wrpolicy = given.wrpolicy === 'default' ? undefined : given.wrpolicy
  writer.elementIfAny('driver', driver.format({ ...given, type, wrpolicy }))
}
