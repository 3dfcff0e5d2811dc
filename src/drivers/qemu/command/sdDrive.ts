// A card on a board's own SD bus: the board makes the device, so all QEMU is told of is the drive.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { diskNameIndex } from '../../../model/domain/diskNameIndex.js'
import type { Disk } from '../../../model/domain/devices/disk.js'
import { protocolProperties } from './blockProtocol.js'
import { argument, type CommandOption } from './CommandOption.js'
import { keyValue } from './keyValue.js'

/** @throws LibvirtError INTERNAL_ERROR for a serial number, CONFIG_UNSUPPORTED for encrypted images */
export function sdDriveOptions(disk: Disk): CommandOption[] {
  const { source, driver } = disk
  if (disk.serial !== undefined) {
    throw new LibvirtError('INTERNAL_ERROR', "Serial property not supported for drive bus 'sd'")
  }
  if (source.encryption) throw new LibvirtError('CONFIG_UNSUPPORTED', "disk bus 'sd' does not support encrypted images")
  const local = source.type === 'file' || source.type === 'block'
  const drive = keyValue({
    file: local ? source.path : protocolProperties(source, { encryption: [] }, {}),
    format: source.format ?? 'raw',
    if: 'sd',
    index: diskNameIndex(disk.target) ?? 0,
    readonly: disk.readonly || undefined,
    'copy-on-read': driver.copy_on_read || undefined,
    cache: driver.cache === 'default' ? undefined : driver.cache,
    discard: driver.discard,
    'detect-zeroes': driver.detect_zeroes,
    aio: driver.io,
  })
  return [argument('-drive', drive)]
}
