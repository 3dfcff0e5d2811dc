import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Disk } from '../../../model/domain/devices/disk.js'
import { isStorageEmpty } from '../../../model/domain/devices/storageSource.js'
import { recordInTurn } from '../domain/moveDomain.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { diskNamed } from '../statistics/blockFigures.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { BlockJob, type BlockJobPlan } from './BlockJob.js'

/**
 * The disk of a running guest that a job is to work on.
 * @throws LibvirtError OPERATION_INVALID, INVALID_ARG, BLOCK_COPY_ACTIVE when there is a job on it already
 */
export function idleDisk(domain: QemuDomain, name: string): Disk {
  const { definition, blockJobs } = domain.active().guest
  const disk = diskNamed(definition, name)
  if (!disk) throw new LibvirtError('INVALID_ARG', `invalid path ${name} not assigned to domain`)
  if (isStorageEmpty(disk.source)) {
    throw new LibvirtError('INVALID_ARG', `disk '${disk.target}' does not have a source`)
  }
  if (blockJobs.has(disk.target)) {
    throw new LibvirtError('BLOCK_COPY_ACTIVE', `disk '${disk.target}' already in active block job`, {
      hint: 'See virsh blockjob, and end that one first',
    })
  }
  return disk
}

/**
 * Has QEMU begin a job. Needs the domain's job.
 * @param command of QEMU, with its arguments apart from those that all jobs have
 * @param isOwned see `BlockJob`
 * @throws QmpError; then everything is as before
 */
export async function startBlockJob(
  context: QemuDriverContext,
  domain: QemuDomain,
  plan: BlockJobPlan,
  command: string,
  args: Readonly<Record<string, unknown>>,
  isOwned = false,
): Promise<BlockJob> {
  const { blockJobs, gone } = domain.active().guest
  const job = new BlockJob(plan, isOwned)
  // A guest takes its jobs with it.
  void gone.then(() => job.end('FAILED'))
  // QEMU's word of a short job's end may come before its answer.
  blockJobs.set(plan.disk, job)
  try {
    // It stays in QEMU's list until we have seen how it ended.
    await domain.monitor().execute(command, { 'job-id': job.id, ...args, 'auto-finalize': true, 'auto-dismiss': false })
  } catch (error) {
    blockJobs.delete(plan.disk)
    throw error
  }
  await recordInTurn(context, domain)
  return job
}
