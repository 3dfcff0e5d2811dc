// Owns where the volumes of a folder are.
import { LibvirtError } from '../../api/LibvirtError.js'

/**
 * The path of a new volume in a pool that is a folder.
 * @throws LibvirtError OPERATION_INVALID for names that would lead out of the folder
 */
export function volumePath(folder: string, name: string): string {
  if (name.includes('/')) throw new LibvirtError('OPERATION_INVALID', `volume name '${name}' cannot contain '/'`)
  if (name === '.' || name === '..') {
    throw new LibvirtError('OPERATION_INVALID', `volume name '${name}' is that of a folder`)
  }
  return `${folder}/${name}`
}
