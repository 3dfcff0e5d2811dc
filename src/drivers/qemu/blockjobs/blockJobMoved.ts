// What happens when QEMU says that a block job is ready or over: in the running definition, in QEMU's own tree of nodes, in the
// persistent definition, and to whoever waits or listens.
import { rm } from 'node:fs/promises'
import { connectDomainEventBlockJobStatus } from '../../../api/enums/domain.js'
import { log } from '../../../log/log.js'
import type { Disk } from '../../../model/domain/devices/disk.js'
import { imageChain } from '../../../model/domain/devices/imageChain.js'
import type { StorageSource } from '../../../model/domain/devices/storageSource.js'
import type { Guest } from '../domain/Guest.js'
import { recordInTurn } from '../domain/moveDomain.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { configureDisk } from '../guest/configureDisk.js'
import { localPath } from '../guest/neededFiles.js'
import { returnSpareFiles } from '../guest/returnSpareFiles.js'
import { imageNumbered } from '../images/findImage.js'
import { removeImages } from '../images/removeImages.js'
import { parseJobs } from '../monitor/parseJobs.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { BlockJob, type BlockJobEnd, parseBlockJobId } from './BlockJob.js'

/** Longer than anything holds a domain's job. */
const patience = 2 ** 31 - 1

/** Deals with QEMU's word of a job; those that are none of ours are of no interest. */
export async function blockJobMoved(
  context: QemuDriverContext,
  domain: QemuDomain,
  guest: Guest,
  id: string,
  status: string,
): Promise<void> {
  const job = [...guest.blockJobs.values()].find(each => each.id === id)
  const disk = job && guest.definition.devices.disk.find(({ target }) => target === job.plan.disk)
  if (!job || !disk) return
  if (status === 'ready' && !job.isReady) {
    job.isReady = true
    if (disk.mirror) disk.mirror.ready = 'yes'
    await recordInTurn(context, domain)
    tell(context, domain, disk, job, 'READY')
    job.markReady()
  }
  if (status !== 'concluded') return
  const end = () => conclude(context, domain, guest, disk, job)
  await (job.isOwned ? end() : domain.jobs.run('blockJobEnd', end, { patience }))
}

async function conclude(
  context: QemuDriverContext,
  domain: QemuDomain,
  guest: Guest,
  disk: Disk,
  job: BlockJob,
): Promise<void> {
  if (domain.guest !== guest || guest.blockJobs.get(disk.target) !== job) return
  const monitor = domain.monitor()
  const known = parseJobs(await monitor.execute('query-jobs')).find(({ id }) => id === job.id)
  const error = known?.error
  const end: BlockJobEnd = job.wish === 'abort' ? 'CANCELED' : error === undefined ? 'COMPLETED' : 'FAILED'
  if (known) await monitor.execute('job-dismiss', { id: job.id })
  if (end === 'FAILED') {
    log.warning(
      { domain: domain.reference },
      `Block job ${job.id} of guest '${domain.name}' failed: ${error ?? 'QEMU does not say why'}`,
    )
  }
  const path = localPath(disk.source)
  // A mirror that ends without having been asked to become the disk leaves everything as it was.
  const merged = end === 'COMPLETED' && (!job.isMirror || job.wish === 'pivot')
  const before = new Set([...imageChain(disk.source), ...(disk.mirror ? imageChain(disk.mirror.source) : [])])
  if (merged) merge(disk, job)
  disk.mirror = undefined
  const after = new Set(imageChain(disk.source))
  const left = [...before].filter(image => !after.has(image))
  await removeImages(monitor, left)
  guest.blockJobs.delete(disk.target)
  await returnSpareFiles(context, guest)
  await recordInTurn(context, domain)
  if (merged && job.isMirror && job.plan.extra !== 'transient') await configureDisk(context, domain, disk, path)
  if (merged && job.plan.extra === 'delete') await removeFiles(left)
  context.feed.change('changed', domain, ['domainGetXmlDesc'])
  tell(context, domain, disk, job, end, path)
  job.end(end)
}

/** The chain of a disk after a job has done its work. */
function merge(disk: Disk, { plan }: BlockJob): void {
  const base = plan.base === 0 ? undefined : imageNumbered(disk, plan.base)
  switch (plan.kind) {
    case 'pull':
      disk.source.backing = base ?? null
      return
    case 'copy':
      if (disk.mirror) disk.source = disk.mirror.source
      return
    case 'activecommit':
      if (base) disk.source = base
      return
    case 'commit': {
      const above = [...imageChain(disk.source)].find(({ backing }) => backing?.index === plan.top)
      if (above && base) above.backing = base
    }
  }
}

async function removeFiles(images: readonly StorageSource[]): Promise<void> {
  for (const image of images) {
    const path = image.type === 'file' ? localPath(image) : undefined
    if (path !== undefined) await rm(path, { force: true })
  }
}

/** Told twice, once by the path of the image and once by the name of the disk. */
function tell(
  { feed }: QemuDriverContext,
  domain: QemuDomain,
  disk: Disk,
  { type }: BlockJob,
  status: BlockJobEnd | 'READY',
  path = localPath(disk.source),
): void {
  const numbers = { dom: domain, type, status: connectDomainEventBlockJobStatus[status] }
  feed.emit('domainBlockJobEvent', { ...numbers, path: path ?? '' })
  feed.emit('domainBlockJob2Event', { ...numbers, dst: disk.target })
}

/** Finds the jobs of a guest that a former daemon began, and deals with those that ended meanwhile. */
export async function findBlockJobs(context: QemuDriverContext, domain: QemuDomain, guest: Guest): Promise<void> {
  for (const { id, status } of parseJobs(await domain.monitor().execute('query-jobs'))) {
    const plan = parseBlockJobId(id)
    if (!plan) continue
    const job = new BlockJob(plan)
    void guest.gone.then(() => job.end('FAILED'))
    guest.blockJobs.set(plan.disk, job)
    await blockJobMoved(context, domain, guest, id, status)
  }
}
