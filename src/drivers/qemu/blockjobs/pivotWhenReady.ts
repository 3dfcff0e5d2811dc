import type { Disk } from '../../../model/domain/devices/disk.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { BlockJob, BlockJobEnd } from './BlockJob.js'

/** Has a disk change over as soon as its job is ready, and waits until everything about that is done. */
export async function pivotWhenReady(domain: QemuDomain, disk: Disk, job: BlockJob): Promise<BlockJobEnd> {
  const failed = await Promise.race([job.ready.then(() => undefined), job.ended])
  if (failed) return failed
  job.wish = 'pivot'
  if (disk.mirror) disk.mirror.ready = 'pivot'
  await domain.monitor().execute('job-complete', { id: job.id })
  return job.ended
}
