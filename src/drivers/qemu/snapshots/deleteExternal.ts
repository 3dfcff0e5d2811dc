// Deleting a snapshot whose disks have images of their own: what was written since it was taken is merged into what it was taken
// of. The snapshots before and after it remain what they are.
import { rm } from 'node:fs/promises'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Disk } from '../../../model/domain/devices/disk.js'
import { imageChain } from '../../../model/domain/devices/imageChain.js'
import type { StorageSource } from '../../../model/domain/devices/storageSource.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { Snapshot } from '../../../model/snapshot/Snapshot.js'
import { commitImage } from '../blockjobs/commitImage.js'
import { pivotWhenReady } from '../blockjobs/pivotWhenReady.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { configureDisk } from '../guest/configureDisk.js'
import { copyDomain } from '../guest/copyDomain.js'
import { localPath } from '../guest/neededFiles.js'
import { detectChains } from '../images/detectChain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuSnapshot } from './QemuSnapshot.js'
import { saveSnapshot } from './snapshotFiles.js'

/** An image that goes, where it stands. */
interface Doomed {
  readonly disk: Disk
  readonly image: StorageSource
  readonly base: StorageSource
  /** What stands on it; undefined when it is the disk's own. */
  readonly above: StorageSource | undefined
}

/**
 * Merges the images of a snapshot away, with the file of its memory. Needs the domain's job.
 * @throws LibvirtError OPERATION_UNSUPPORTED when its images are not among those of the domain, or when several snapshots stand on it
 */
export async function deleteExternal(context: QemuDriverContext, snapshot: QemuSnapshot): Promise<void> {
  const { dom, name, content } = snapshot
  const children = dom.snapshots.childrenOf(snapshot)
  if (children.length > 1) {
    const text = `deletion of external disk snapshot '${name}' with more than one child is not supported`
    throw new LibvirtError('OPERATION_UNSUPPORTED', text, { hint: 'Delete the children first' })
  }
  if (dom.guest && dom.guest.blockJobs.size > 0) {
    throw new LibvirtError('OPERATION_INVALID', 'domain has active block job')
  }
  const definition = dom.guest?.definition ?? copyDomain(dom.config(), context.emulators.plainContext)
  if (!dom.guest) await detectChains(definition)
  const doomed = doomedImages(definition, content, name)
  for (const each of doomed) {
    if (dom.guest) await mergeRunning(context, dom, each)
    else await mergeOff(context, dom, each)
    for (const child of children) await moveChild(context, child, each)
  }
  if (content.memory?.file !== undefined) await rm(content.memory.file, { force: true })
}

function doomedImages(definition: Domain, { disks }: Snapshot, name: string): Doomed[] {
  return disks
    .filter(({ location }) => location === 'external')
    .map(({ name: target, source }) => {
      const disk = definition.devices.disk.find(each => each.target === target)
      const chain = disk ? [...imageChain(disk.source)] : []
      const index = chain.findIndex(image => localPath(image) === localPath(source))
      const image = chain[index]
      if (disk && image?.backing) return { disk, image, base: image.backing, above: chain[index - 1] }
      const text = `snapshot disk '${target}' of snapshot '${name}' is not among the images of the domain`
      throw new LibvirtError('OPERATION_UNSUPPORTED', text, {
        hint: 'It belongs to another branch; with --metadata it is forgotten, and its image stays',
      })
    })
}

async function mergeRunning(
  context: QemuDriverContext,
  domain: QemuDomain,
  { disk, image, base }: Doomed,
): Promise<void> {
  const job = await commitImage(context, domain, disk, {
    top: image,
    base,
    speed: 0,
    relativeNames: false,
    deletes: true,
    isOwned: true,
  })
  const end = job.isMirror ? await pivotWhenReady(domain, disk, job) : await job.ended
  if (end !== 'COMPLETED')
    throw new LibvirtError('OPERATION_FAILED', `block job '${job.id}' failed while merging images`)
}

async function mergeOff(
  context: QemuDriverContext,
  domain: QemuDomain,
  { disk, image, base, above }: Doomed,
): Promise<void> {
  const [path, lower, upper] = [localPath(image), localPath(base), above && localPath(above)]
  if (path === undefined || lower === undefined) {
    throw new LibvirtError(
      'OPERATION_UNSUPPORTED',
      `storage of type '${image.type}' cannot be merged while the domain is off`,
    )
  }
  const run = async (...args: readonly string[]) => {
    const { code, errors } = await context.host.processes.run('qemu-img', args)
    if (code !== 0)
      throw new LibvirtError('OPERATION_FAILED', `qemu-img ${args[0]} failed for '${path}': ${errors.trim()}`)
  }
  await run('commit', '-q', '-d', '-f', image.format ?? 'qcow2', '--', path)
  if (upper === undefined) await configureDisk(context, domain, { target: disk.target, source: base }, path)
  else
    await run(
      'rebase',
      '-q',
      '-u',
      '-f',
      above?.format ?? 'qcow2',
      '-F',
      base.format ?? 'raw',
      '-b',
      lower,
      '--',
      upper,
    )
  await rm(path, { force: true })
}

/** The one after it was taken of the image that has gone: it is of the merged one now. */
async function moveChild(
  context: QemuDriverContext,
  child: QemuSnapshot,
  { disk, image, base }: Doomed,
): Promise<void> {
  const move = (domain: Domain | undefined) => {
    const moved = domain && copyDomain(domain, context.emulators.plainContext)
    const own = moved?.devices.disk.find(
      each => each.target === disk.target && localPath(each.source) === localPath(image),
    )
    if (own) own.source = { ...base, index: undefined, node: undefined, privateData: undefined, backing: undefined }
    return moved
  }
  const { domain, inactiveDomain } = child.content
  child.content = { ...child.content, domain: move(domain), inactiveDomain: move(inactiveDomain) }
  await saveSnapshot(context, child)
}
