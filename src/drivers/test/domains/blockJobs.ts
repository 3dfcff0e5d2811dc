// Jobs on pretended disks: what they do to the chain of images, and when. Nothing is copied, since there are no images.
import {
  connectDomainEventBlockJobStatus as status,
  domainBlockCommitFlags,
  domainBlockCopyFlags,
  domainBlockJobAbortFlags,
  domainBlockJobInfoFlags,
  domainBlockJobType as jobType,
  domainBlockRebaseFlags,
} from '../../../api/enums/domain.js'
import type { Verbs } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { logBug } from '../../../log/logBug.js'
import type { Disk } from '../../../model/domain/devices/disk.js'
import { imageChain } from '../../../model/domain/devices/imageChain.js'
import { parseDevice } from '../../../model/domain/devices/parseDevice.js'
import { isStorageEmpty, type StorageSource } from '../../../model/domain/devices/storageSource.js'
import { parseXml } from '../../../model/xml/parseXml.js'
import { readParameters } from '../../domainSettings/typedParameters.js'
import type { TestDomain } from '../TestDomain.js'
import type { TestHost, TestObjects } from '../TestHost.js'
import { BlockJob } from './BlockJob.js'
import { diskSize, replaceDisk, runningDisk } from './disks.js'

const MiB = 1024n * 1024n
/** Largest speed that can be counted in bytes, in MiB a second. */
const mostSpeed = 0x7fff_ffff_ffff_ffffn / MiB
const copyParameters = { bandwidth: 'ullong', granularity: 'uint', 'buf-size': 'ullong' } as const

/** Bytes a second. @throws LibvirtError OVERFLOW */
function speedOf(given: bigint, inBytes: boolean): bigint {
  if (inBytes) return given
  if (given > mostSpeed) throw new LibvirtError('OVERFLOW', `bandwidth must be less than ${mostSpeed}`)
  return given * MiB
}

const pathOf = (source: StorageSource): string => ('path' in source ? (source.path ?? '') : '')

/** An image of the chain by its path or as `vda[2]`. @throws LibvirtError INVALID_ARG */
function imageIn(disk: Disk, name: string): StorageSource {
  const chain = [...imageChain(disk.source)]
  const [, target, index] = /^(.+)\[(\d+)\]$/.exec(name) ?? []
  const found = target === disk.target ? chain[Number(index)] : chain.find(image => pathOf(image) === name)
  if (!found)
    throw new LibvirtError('INVALID_ARG', `could not find image '${name}' in chain for '${pathOf(disk.source)}'`)
  return found
}

/** The chain without the images from `top` down to, and without, `base`; undefined takes all below away. */
function withoutImages(source: StorageSource, top: StorageSource, base: StorageSource | undefined): StorageSource {
  if (source === top) return base ?? source
  return source.backing ? { ...source, backing: withoutImages(source.backing, top, base) } : source
}

interface Begin {
  readonly type: number
  readonly bandwidth: bigint
  readonly mirror?: NonNullable<Disk['mirror']>
  /** What the disk's chain is when all is done. */
  readonly result: (disk: Disk) => StorageSource
}

export function blockJobVerbs(host: TestHost): Verbs<TestObjects> {
  const { feed, clock } = host.options
  const tell = (dom: TestDomain, { options: { type, target, path } }: BlockJob, how: keyof typeof status) => {
    feed.emit('domainBlockJobEvent', { dom, path, type, status: status[how] })
    feed.emit('domainBlockJob2Event', { dom, dst: target, type, status: status[how] })
    host.change('changed', dom, ['domainGetXmlDesc', 'domainGetBlockJobInfo'])
  }
  const jobOn = (dom: TestDomain, path: string): { disk: Disk; job: BlockJob } => {
    const disk = runningDisk(dom, path)
    const job = dom.run.blockJobs.get(disk.target)
    if (!job) throw new LibvirtError('INVALID_ARG', `disk ${disk.target} does not have an active block job`)
    return { disk, job }
  }
  const settle = (dom: TestDomain, job: BlockJob, change: (disk: Disk) => Disk, how: keyof typeof status) => {
    dom.run.blockJobs.delete(job.options.target)
    job.endNow()
    const disk = runningDisk(dom, job.options.target)
    replaceDisk(dom, disk, change(disk))
    tell(dom, job, how)
  }
  const begin = (dom: TestDomain, path: string, { type, bandwidth, mirror, result }: Begin): void => {
    const disk = runningDisk(dom, path)
    if (isStorageEmpty(disk.source)) throw new LibvirtError('INVALID_ARG', `disk '${disk.target}' has no source file`)
    if (dom.run.blockJobs.has(disk.target)) {
      throw new LibvirtError('BLOCK_COPY_ACTIVE', `disk '${disk.target}' already in active block job`)
    }
    const about = { type, target: disk.target, path: pathOf(disk.source), end: diskSize(dom, disk), bandwidth }
    const job = new BlockJob(about, clock)
    dom.run.blockJobs.set(disk.target, job)
    if (mirror) replaceDisk(dom, disk, { ...disk, mirror })
    host.change('changed', dom, ['domainGetXmlDesc', 'domainGetBlockJobInfo'])
    const finish = () => {
      if (job.ended) return
      if (!mirror) return settle(dom, job, now => ({ ...now, source: result(now) }), 'COMPLETED')
      const now = runningDisk(dom, disk.target)
      replaceDisk(dom, now, { ...now, mirror: { ...mirror, ready: 'yes' } })
      tell(dom, job, 'READY')
    }
    // Nobody waits for it: its events tell how it ended.
    void job
      .wait()
      .then(finish)
      .catch(error => logBug(error, { call: 'block job', object: dom.name }))
  }
  const pull = (dom: TestDomain, path: string, base: string | undefined, bandwidth: bigint) => {
    const disk = runningDisk(dom, path)
    const bottom = base === undefined ? undefined : imageIn(disk, base)
    if (bottom === disk.source) {
      throw new LibvirtError('INVALID_ARG', `'${base}' is the active image of disk '${disk.target}'`)
    }
    const result = ({ source }: Disk) => ({ ...source, backing: bottom ?? null })
    begin(dom, path, { type: jobType.PULL, bandwidth, result })
  }
  const copy = (dom: TestDomain, path: string, source: StorageSource, bandwidth: bigint, shallow: boolean) => {
    const backing = shallow ? runningDisk(dom, path).source.backing : null
    const mirror = { source: { ...source, backing }, job: 'copy' as const }
    begin(dom, path, { type: jobType.COPY, bandwidth, mirror, result: ({ source }) => source })
  }
  return {
    domainBlockPull: ({ dom, path, bandwidth, flags }) =>
      pull(dom, path, undefined, speedOf(bandwidth, (flags & domainBlockRebaseFlags.BANDWIDTH_BYTES) !== 0)),
    domainBlockRebase: ({ dom, path, base, bandwidth, flags }) => {
      const { COPY, COPY_RAW, COPY_DEV, SHALLOW, BANDWIDTH_BYTES } = domainBlockRebaseFlags
      const speed = speedOf(bandwidth, (flags & BANDWIDTH_BYTES) !== 0)
      if (!(flags & COPY)) return pull(dom, path, base, speed)
      if (base === undefined) {
        throw new LibvirtError('INVALID_ARG', 'base in virDomainBlockRebase must not be NULL', { bare: true })
      }
      const type = flags & COPY_DEV ? 'block' : 'file'
      const format = flags & COPY_RAW ? 'raw' : runningDisk(dom, path).source.format
      return copy(dom, path, { type, path: base, format }, speed, (flags & SHALLOW) !== 0)
    },
    domainBlockCopy: ({ dom, path, destxml, params, flags }) => {
      const element = parseXml(destxml, '(disk_definition)')
      const device = parseDevice(element, { inactive: false, diskSource: true })
      if (device.kind !== 'disk') throw new LibvirtError('XML_ERROR', `unexpected root element <${device.kind}>`)
      const bandwidth = readParameters(params, copyParameters).get('bandwidth')?.value ?? 0n
      copy(dom, path, device.source, BigInt(bandwidth), (flags & domainBlockCopyFlags.SHALLOW) !== 0)
    },
    domainBlockCommit: ({ dom, disk: path, base, top, bandwidth, flags }) => {
      const { ACTIVE, SHALLOW, BANDWIDTH_BYTES } = domainBlockCommitFlags
      const disk = runningDisk(dom, path)
      const from = top === undefined ? disk.source : imageIn(disk, top)
      if (!from.backing) {
        const text = `top '${pathOf(from)}' in chain for '${disk.target}' has no backing file`
        throw new LibvirtError('INVALID_ARG', text)
      }
      const isActive = from === disk.source
      if (isActive && !(flags & ACTIVE)) {
        throw new LibvirtError('INVALID_ARG', `commit of '${disk.target}' active layer requires active flag`)
      }
      if (!isActive && flags & ACTIVE) {
        throw new LibvirtError('INVALID_ARG', `active commit requested but '${pathOf(from)}' is not active`)
      }
      const below = [...imageChain(from.backing)]
      const into = base === undefined ? below.at(flags & SHALLOW ? 0 : -1) : imageIn(disk, base)
      if (!into || !below.includes(into)) {
        throw new LibvirtError('INVALID_ARG', `base '${base ?? ''}' is not below top '${pathOf(from)}'`)
      }
      const speed = speedOf(bandwidth, (flags & BANDWIDTH_BYTES) !== 0)
      const result = ({ source }: Disk) => withoutImages(source, from, into)
      const mirror = isActive && { source: into, job: 'active-commit' as const }
      const type = isActive ? jobType.ACTIVE_COMMIT : jobType.COMMIT
      begin(dom, path, { type, bandwidth: speed, result, ...(mirror && { mirror }) })
    },
    domainBlockJobAbort: ({ dom, path, flags }) => {
      const { disk, job } = jobOn(dom, path)
      const { mirror } = disk
      if (!(flags & domainBlockJobAbortFlags.PIVOT)) {
        return settle(dom, job, now => ({ ...now, mirror: undefined }), 'CANCELED')
      }
      if (!mirror) {
        throw new LibvirtError('OPERATION_INVALID', `pivot of disk '${disk.target}' requires an active copy job`)
      }
      if (mirror.ready !== 'yes') {
        throw new LibvirtError('BLOCK_COPY_ACTIVE', `disk '${disk.target}' not ready for pivot yet`)
      }
      return settle(dom, job, now => ({ ...now, source: mirror.source, mirror: undefined }), 'COMPLETED')
    },
    domainBlockJobSetSpeed: ({ dom, path, bandwidth, flags }) => {
      jobOn(dom, path).job.bandwidth = speedOf(bandwidth, (flags & domainBlockJobInfoFlags.BANDWIDTH_BYTES) !== 0)
    },
    domainGetBlockJobInfo: ({ dom, path, flags }) => {
      const job = dom.run.blockJobs.get(runningDisk(dom, path).target)
      if (!job) return { found: 0, type: 0, bandwidth: 0n, cur: 0n, end: 0n }
      const unit = flags & domainBlockJobInfoFlags.BANDWIDTH_BYTES ? 1n : MiB
      const { type, end } = job.options
      return { found: 1, type, bandwidth: job.bandwidth / unit, cur: job.position, end }
    },
  }
}
