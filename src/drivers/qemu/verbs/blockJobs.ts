// Merging the images behind a disk while the guest runs, and looking after such jobs.
import {
  domainBlockCommitFlags,
  domainBlockJobAbortFlags,
  domainBlockJobInfoFlags,
  domainBlockJobSetSpeedFlags,
  domainBlockPullFlags,
  domainBlockRebaseFlags,
} from '../../../api/enums/domain.js'
import type { CallContext } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Disk } from '../../../model/domain/devices/disk.js'
import { imageChain } from '../../../model/domain/devices/imageChain.js'
import type { StorageSource } from '../../../model/domain/devices/storageSource.js'
import type { BlockJob } from '../blockjobs/BlockJob.js'
import { bytesPerSecond, mebibytes } from '../blockjobs/bandwidth.js'
import { backingFile, commitImage, nodeNames } from '../blockjobs/commitImage.js'
import { idleDisk, startBlockJob } from '../blockjobs/startBlockJob.js'
import { recordInTurn } from '../domain/moveDomain.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { localPath } from '../guest/neededFiles.js'
import { imageNumbered } from '../images/findImage.js'
import { diskNamed } from '../statistics/blockFigures.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'
import { copyDisk } from '../blockjobs/copyDisk.js'

export const blockJobVerbs = (context: QemuDriverContext): QemuVerbs => {
  /** Runs work as the domain's job. */
  const job = (name: string, dom: QemuDomain, call: CallContext, work: () => Promise<unknown>) =>
    dom.jobs.run(name, async () => void (await work()), call)
  return {
    domainBlockPull: ({ dom, path, bandwidth, flags }, call) =>
      job('domainBlockPull', dom, call, () => {
        const speed = bytesPerSecond(bandwidth, (flags & domainBlockPullFlags.BANDWIDTH_BYTES) !== 0)
        return pull(context, dom, idleDisk(dom, path), { base: undefined, speed, relativeNames: false })
      }),
    domainBlockRebase: ({ dom, path, base, bandwidth, flags }, call) =>
      job('domainBlockRebase', dom, call, () => {
        const { COPY, RELATIVE, BANDWIDTH_BYTES } = domainBlockRebaseFlags
        const speed = bytesPerSecond(bandwidth, (flags & BANDWIDTH_BYTES) !== 0)
        const disk = idleDisk(dom, path)
        if (flags & COPY) return rebaseByCopy(context, dom, disk, { base, speed, flags })
        return pull(context, dom, disk, { base, speed, relativeNames: (flags & RELATIVE) !== 0 })
      }),
    domainBlockCommit: ({ dom, disk, base, top, bandwidth, flags }, call) =>
      job('domainBlockCommit', dom, call, () => {
        const speed = bytesPerSecond(bandwidth, (flags & domainBlockCommitFlags.BANDWIDTH_BYTES) !== 0)
        return commit(context, dom, idleDisk(dom, disk), { base, top, speed, flags })
      }),
    async domainGetBlockJobInfo({ dom, path, flags }) {
      const found = jobOf(dom, path)
      const none = { found: 0, type: 0, bandwidth: 0n, cur: 0n, end: 0n }
      if (!found) return none
      const listed = (await dom.monitor().execute('query-block-jobs')).items()
      const info = listed.find(each => each.field('device').string() === found.id)
      if (!info) return none
      const [cur, end, speed] = ['offset', 'len', 'speed'].map(field => info.field(field).bigint())
      const bandwidth = flags & domainBlockJobInfoFlags.BANDWIDTH_BYTES ? (speed ?? 0n) : mebibytes(speed ?? 0n)
      return { found: 1, type: found.type, bandwidth, ...shownProgress(cur ?? 0n, end ?? 0n, found.isReady) }
    },
    domainBlockJobSetSpeed: ({ dom, path, bandwidth, flags }, call) =>
      job('domainBlockJobSetSpeed', dom, call, async () => {
        const inBytes = (flags & domainBlockJobSetSpeedFlags.BANDWIDTH_BYTES) !== 0
        const device = activeJob(dom, path).id
        await dom.monitor().execute('block-job-set-speed', { device, speed: bytesPerSecond(bandwidth, inBytes) })
      }),
    async domainBlockJobAbort({ dom, path, flags }, call) {
      const { ASYNC, PIVOT } = domainBlockJobAbortFlags
      const ending = await dom.jobs.run(
        'domainBlockJobAbort',
        () => end(context, dom, path, (flags & PIVOT) !== 0),
        call,
      )
      // QEMU goes on without the domain's job, which the end of the block job takes.
      if (!(flags & ASYNC) && (await ending.ended) === 'FAILED') {
        throw new LibvirtError('OPERATION_FAILED', `block job '${ending.id}' failed while ending`)
      }
    },
  }
}

/** A job that is not ready never shows as done, and none as done with nothing. */
function shownProgress(cur: bigint, end: bigint, isReady: boolean): { cur: bigint; end: bigint } {
  if (isReady || cur !== end) return { cur, end }
  return cur > 0n ? { cur: cur - 1n, end } : { cur, end: end + 1n }
}

function jobOf(domain: QemuDomain, name: string): BlockJob | undefined {
  const { definition, blockJobs } = domain.active().guest
  const disk = diskNamed(definition, name)
  if (!disk) throw new LibvirtError('INVALID_ARG', `invalid path ${name} not assigned to domain`)
  return blockJobs.get(disk.target)
}

function activeJob(domain: QemuDomain, name: string): BlockJob {
  const found = jobOf(domain, name)
  if (found) return found
  throw new LibvirtError('INVALID_ARG', `disk ${name} does not have an active block job`)
}

/** Asks for the end of a job, which QEMU tells when it has come. */
async function end(context: QemuDriverContext, domain: QemuDomain, name: string, pivot: boolean): Promise<BlockJob> {
  const found = activeJob(domain, name)
  const monitor = domain.monitor()
  if (!pivot) {
    found.wish = 'abort'
    await monitor.execute('job-cancel', { id: found.id })
    return found
  }
  if (!found.isMirror) {
    throw new LibvirtError('OPERATION_INVALID', `job type '${found.plan.kind}' does not support pivot`)
  }
  if (!found.isReady) throw new LibvirtError('BLOCK_COPY_ACTIVE', `block job '${found.id}' not ready for pivot yet`)
  const disk = diskNamed(domain.active().guest.definition, name)
  const before = disk?.mirror?.ready
  found.wish = 'pivot'
  try {
    if (disk?.mirror) disk.mirror.ready = 'pivot'
    await recordInTurn(context, domain)
    await monitor.execute('job-complete', { id: found.id })
  } catch (error) {
    found.wish = 'finish'
    if (disk?.mirror) disk.mirror.ready = before
    throw error
  }
  return found
}

interface PullWish {
  /** Name of the image that stays behind the disk; everything is pulled without one. */
  readonly base: string | undefined
  readonly speed: number
  readonly relativeNames: boolean
}

async function pull(
  context: QemuDriverContext,
  domain: QemuDomain,
  disk: Disk,
  { base: wanted, speed, relativeNames }: PullWish,
): Promise<void> {
  const base = wanted === undefined ? undefined : imageOf(disk, wanted)
  if (relativeNames && !base) {
    throw new LibvirtError('INVALID_ARG', 'flag VIR_DOMAIN_BLOCK_REBASE_RELATIVE is valid only with non-null base')
  }
  const nodes = await nodeNames(context, domain, disk)
  await startBlockJob(
    context,
    domain,
    { kind: 'pull', disk: disk.target, top: disk.source.index ?? 0, base: base?.index ?? 0 },
    'block-stream',
    {
      device: nodes(disk.source),
      ...(base && { 'base-node': nodes(base), ...backingFile(disk.source, base, relativeNames) }),
      speed,
    },
  )
}

interface CommitWish {
  readonly base: string | undefined
  readonly top: string | undefined
  readonly speed: number
  readonly flags: number
}

async function commit(
  context: QemuDriverContext,
  domain: QemuDomain,
  disk: Disk,
  { base: baseName, top: topName, speed, flags }: CommitWish,
): Promise<void> {
  const { SHALLOW, ACTIVE, DELETE, RELATIVE } = domainBlockCommitFlags
  const top = topName === undefined ? disk.source : imageOf(disk, topName)
  const isActive = top === disk.source
  if (isActive && !(flags & ACTIVE)) {
    const text = `commit of '${disk.target}' active layer requires active flag`
    throw new LibvirtError('INVALID_ARG', text)
  }
  if (!isActive && flags & ACTIVE) {
    throw new LibvirtError('INVALID_ARG', `active commit requested but '${localPath(top)}' is not active`)
  }
  const chain = [...imageChain(top)]
  if (!top.backing) {
    throw new LibvirtError('INVALID_ARG', `top '${localPath(top)}' in chain for '${disk.target}' has no backing file`)
  }
  const base = baseName === undefined ? (flags & SHALLOW ? top.backing : chain.at(-1)) : imageOf(disk, baseName)
  if (!base || base === top || !chain.includes(base)) {
    throw new LibvirtError(
      'INVALID_ARG',
      `could not find base '${baseName}' below '${localPath(top)}' in chain for '${disk.target}'`,
    )
  }
  if (flags & SHALLOW && base !== top.backing) {
    const text = `base '${baseName}' is not immediately below '${localPath(top)}' in chain for '${disk.target}'`
    throw new LibvirtError('INVALID_ARG', text)
  }
  await commitImage(context, domain, disk, {
    top,
    base,
    speed,
    relativeNames: (flags & RELATIVE) !== 0,
    deletes: (flags & DELETE) !== 0,
    isOwned: false,
  })
}

/** Old clients ask for a copy by way of a rebase: `base` is the file to copy to. */
async function rebaseByCopy(
  context: QemuDriverContext,
  domain: QemuDomain,
  disk: Disk,
  { base, speed, flags }: Omit<CommitWish, 'top'>,
): Promise<void> {
  const { SHALLOW, REUSE_EXT, COPY_RAW, COPY_DEV } = domainBlockRebaseFlags
  if (base === undefined)
    throw new LibvirtError('INVALID_ARG', 'base in virDomainBlockRebase must not be NULL', { bare: true })
  const format = flags & COPY_RAW ? 'raw' : undefined
  await copyDisk(context, domain, disk, {
    mirror: { type: flags & COPY_DEV ? 'block' : 'file', path: base, format },
    isShallow: (flags & SHALLOW) !== 0,
    isThere: (flags & (REUSE_EXT | COPY_DEV)) !== 0,
    isTransient: false,
    arguments: { speed },
  })
}

/** An image of the disk by its path, by `vda[3]`, or by how another image names it. @throws LibvirtError INVALID_ARG */
function imageOf(disk: Disk, name: string): StorageSource {
  const number = /^(?:([a-z]+))\[(\d+)\]$/.exec(name)
  const images = [...imageChain(disk.source)]
  const found =
    number?.[1] === disk.target
      ? imageNumbered(disk, Number(number[2]))
      : images.find(image => localPath(image) === name || (localPath(image) ?? '').endsWith(`/${name}`))
  if (found) return found
  throw new LibvirtError('INVALID_ARG', `could not find image '${name}' in chain for '${disk.target}'`)
}
