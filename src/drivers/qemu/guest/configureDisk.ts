import type { Disk } from '../../../model/domain/devices/disk.js'
import type { StorageSource } from '../../../model/domain/devices/storageSource.js'
import { writeDefinition } from '../domain/definitionText.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { copyDomain } from './copyDomain.js'
import { localPath } from './neededFiles.js'

/**
 * Makes the image that a running guest's disk has come to have that of the persistent definition as well, if that has the same
 * disk. Needs the domain's job.
 * @param former path of the image that the disk had
 * @throws LibvirtError SYSTEM_ERROR when the definition cannot be written
 */
export async function configureDisk(
  context: QemuDriverContext,
  domain: QemuDomain,
  { target, source }: Pick<Disk, 'target' | 'source'>,
  former: string | undefined,
): Promise<void> {
  if (!domain.persistent) return
  const changed = copyDomain(domain.persistent, context.emulators.plainContext)
  const disk = changed.devices.disk.find(each => each.target === target && localPath(each.source) === former)
  if (!disk) return
  disk.source = persistentSource(source)
  const written = writeDefinition(changed)
  await context.definitions.save(domain.name, written.text)
  domain.keep(changed, written)
}

/** The image alone: what is behind it is found again at each start. */
function persistentSource(source: StorageSource): StorageSource {
  return { ...source, index: undefined, node: undefined, privateData: undefined, backing: undefined }
}
