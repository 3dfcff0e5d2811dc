import { open, rm } from 'node:fs/promises'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { hasCode, systemError } from '../../../host/systemError.js'
import type { Undo } from '../../../host/Undo.js'
import type { StorageSource } from '../../../model/domain/devices/storageSource.js'
import { localPath } from '../guest/neededFiles.js'
import { imageSize } from '../statistics/blockFigures.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'

export interface NewImage {
  /** Image whose size it gets. */
  readonly like: StorageSource
  /** What it stands on. */
  readonly backing: StorageSource | undefined
}

/**
 * Makes an image file that is not there yet; block devices are as they are.
 * @param undo takes the file away again
 * @throws LibvirtError CONFIG_UNSUPPORTED for images that are no files here or that are there already, OPERATION_FAILED
 */
export async function createImage(
  { host }: Pick<QemuDriverContext, 'host'>,
  image: StorageSource,
  { like, backing }: NewImage,
  undo: Undo,
): Promise<void> {
  if (image.type === 'block') return
  const path = localPath(image)
  if (image.type !== 'file' || path === undefined) {
    throw new LibvirtError('CONFIG_UNSUPPORTED', `storage of type '${image.type}' cannot be created`, {
      hint: 'Create it, and use the flag that says so (--reuse-external)',
    })
  }
  const size = await imageSize(like, host.processes)
  const below = backing && localPath(backing)
  // The one below may be in use; its size is known.
  const layer = below === undefined ? [] : ['-u', '-b', below, '-F', backing?.format ?? 'raw']
  const format = image.format ?? 'raw'
  await makeFile(path)
  undo.defer(() => rm(path, { force: true }))
  const args = ['create', '-q', '-f', format, ...layer, '--', path, String(size)]
  const { code, errors } = await host.processes.run('qemu-img', args)
  if (code !== 0) throw new LibvirtError('OPERATION_FAILED', `failed to create image '${path}': ${errors.trim()}`)
}

/** qemu-img would follow a link, and let everybody read what the guest writes. */
async function makeFile(path: string): Promise<void> {
  try {
    const file = await open(path, 'wx', 0o600)
    await file.close()
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) {
      throw new LibvirtError('OPERATION_FAILED', systemError(`failed to create image '${path}'`, error).message, {
        cause: error,
      })
    }
    throw new LibvirtError('CONFIG_UNSUPPORTED', `file '${path}' already exists and is not a block device`, {
      hint: 'Remove it, or use the flag that says that it is meant (--reuse-external)',
    })
  }
}
