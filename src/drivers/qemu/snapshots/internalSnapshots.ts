// Snapshots inside qcow2 images: by QEMU while the guest runs, with its memory, and by qemu-img while it is off.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Disk } from '../../../model/domain/devices/disk.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { SnapshotDisk } from '../../../model/snapshot/Snapshot.js'
import { variablesNode } from '../command/firmware.js'
import { formatNode } from '../command/storageNodes.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { localPath } from '../guest/neededFiles.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { runSnapshotJob } from './snapshotJob.js'

/**
 * The disks of a domain that a snapshot is inside of.
 * @throws LibvirtError OPERATION_INVALID for a format that has no room for one, CONFIG_UNSUPPORTED when there is none
 */
export function internalDisks(domain: Domain, disks: readonly SnapshotDisk[]): Disk[] {
  const chosen = domain.devices.disk.filter(disk =>
    disks.some(({ name, location }) => name === disk.target && location === 'internal'),
  )
  for (const { target, source } of chosen) {
    if (source.format === 'qcow2') continue
    const text = `internal snapshot for disk ${target} unsupported for storage type ${source.format ?? 'raw'}`
    throw new LibvirtError('CONFIG_UNSUPPORTED', text, {
      hint: 'External ones need no such format: --disk-only, or --memspec and --diskspec',
    })
  }
  if (chosen.length === 0) throw new LibvirtError('CONFIG_UNSUPPORTED', 'nothing selected for snapshot')
  return chosen
}

/**
 * What jobs of a running guest work on: disks, and the variables of its firmware.
 * @throws LibvirtError OPERATION_UNSUPPORTED for variables in a format that has no room for a snapshot
 */
function jobArguments({ os }: Domain, name: string, disks: readonly Disk[]) {
  const devices = disks.map(({ source }) => formatNode(source))
  const variables = os.loader?.type === 'pflash' ? os.loader.nvram?.source : undefined
  if (!variables) return { tag: name, vmstate: devices[0], devices }
  if (variables.format !== 'qcow2') {
    const text = 'internal snapshots of a VM with pflash based firmware require QCOW2 nvram format'
    throw new LibvirtError('OPERATION_UNSUPPORTED', text)
  }
  return { tag: name, vmstate: devices[0], devices: [...devices, formatNode({ ...variables, node: variablesNode })] }
}

/** Saves memory and disks of a running guest. */
export async function saveInside(
  { host }: QemuDriverContext,
  domain: QemuDomain,
  name: string,
  disks: readonly Disk[],
): Promise<void> {
  await runSnapshotJob(
    domain.monitor(),
    host.clock,
    'snapshot-save',
    jobArguments(domain.active().guest.definition, name, disks),
  )
}

/** Puts memory and disks of a running guest back. */
export async function loadFromInside(
  { host }: QemuDriverContext,
  domain: QemuDomain,
  name: string,
  disks: readonly Disk[],
): Promise<void> {
  await runSnapshotJob(
    domain.monitor(),
    host.clock,
    'snapshot-load',
    jobArguments(domain.active().guest.definition, name, disks),
  )
}

/** Takes a snapshot out of the images of a domain, running or not. Those that have none of the name are fine. */
export async function deleteInside(
  context: QemuDriverContext,
  domain: QemuDomain,
  name: string,
  disks: readonly Disk[],
): Promise<void> {
  if (domain.guest) {
    const { tag, devices } = jobArguments(domain.guest.definition, name, disks)
    return runSnapshotJob(domain.monitor(), context.host.clock, 'snapshot-delete', { tag, devices })
  }
  await changeImages(context, disks, '-d', name)
}

/**
 * Makes, takes back to, or deletes a snapshot in the images of a domain that is off.
 * @throws LibvirtError OPERATION_FAILED for an image that cannot be changed
 */
export async function changeImages(
  { host }: Pick<QemuDriverContext, 'host'>,
  disks: readonly Disk[],
  how: '-c' | '-a' | '-d',
  name: string,
): Promise<void> {
  const done: string[] = []
  for (const { source } of disks) {
    const path = localPath(source)
    if (path === undefined)
      throw new LibvirtError('CONFIG_UNSUPPORTED', `storage of type '${source.type}' is not in reach`)
    const { code, errors } = await host.processes.run('qemu-img', ['snapshot', how, name, '--', path])
    if (code === 0) {
      done.push(path)
      continue
    }
    // One that is in some of the images only is none.
    if (how === '-c')
      for (const each of done) await host.processes.run('qemu-img', ['snapshot', '-d', name, '--', each])
    throw new LibvirtError('OPERATION_FAILED', `qemu-img snapshot ${how} failed for '${path}': ${errors.trim()}`)
  }
}
