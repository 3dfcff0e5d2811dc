import { readStart } from '../../../host/readStart.js'
import { systemError } from '../../../host/systemError.js'
import type { StorageFormat, StorageSource } from '../../../model/domain/devices/storageSource.js'
import { localPath } from '../guest/neededFiles.js'
import { parseQcow2Header, qcow2HeaderBytes } from './parseQcow2Header.js'

/** The format of an image that an administrator has just made: qcow2 or raw. @throws LibvirtError SYSTEM_ERROR when it is not there */
export async function detectFormat(image: StorageSource): Promise<StorageFormat> {
  const path = localPath(image)
  if (path === undefined) return 'raw'
  try {
    return parseQcow2Header(await readStart(path, qcow2HeaderBytes)) ? 'qcow2' : 'raw'
  } catch (error) {
    throw systemError(`Cannot access storage file '${path}'`, error)
  }
}
