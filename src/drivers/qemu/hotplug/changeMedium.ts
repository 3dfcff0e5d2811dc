// Another medium in a drive: the image is opened first, so that a drive never loses its medium for one that cannot be read.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { Undo } from '../../../host/Undo.js'
import type { Disk } from '../../../model/domain/devices/disk.js'
import { isStorageEmpty } from '../../../model/domain/devices/storageSource.js'
import type { CommandOption } from '../command/CommandOption.js'
import { diskBackend } from '../command/disk.js'
import { findDevice, holds } from '../../domainDevices/findDevice.js'
import type { HotplugGuest } from './HotplugGuest.js'
import { limitTraffic } from './limitTraffic.js'
import { nameNodes } from './placeDevice.js'
import { sendOption, takeBack } from './sendOption.js'

/**
 * Makes a disk's medium the one of the document; one that is there already stays.
 * @param force open the tray even when the guest has locked it
 * @throws LibvirtError DEVICE_MISSING, OPERATION_UNSUPPORTED for drives that keep their medium
 */
export async function changeMedium(guest: HotplugGuest, wanted: Disk, force: boolean): Promise<void> {
  const { domain, monitor } = guest
  const current = findDevice(domain, wanted)
  if (current.kind !== 'disk' || isSameMedium(wanted, current)) return
  if (current.device !== 'cdrom' && current.device !== 'floppy') {
    throw new LibvirtError('OPERATION_UNSUPPORTED', `disk device type '${current.device}' cannot be updated`)
  }
  const id = current.info.alias ?? ''
  const changed: Disk = { ...current, source: { ...wanted.source }, tray: undefined }
  nameNodes(domain, changed)
  await using undo = new Undo()
  const added = diskBackend(changed, await guest.commandContext(changed, 'plug'))
  for (const option of added) {
    await sendOption(option, monitor)
    undo.defer(() => takeBack(option, monitor))
  }
  const removed = diskBackend(current, await guest.commandContext(current, 'unplug'))
  await monitor.execute('blockdev-open-tray', { id, force })
  await monitor.execute('blockdev-remove-medium', { id })
  const node = topNode(added)
  if (!isStorageEmpty(changed.source) && node !== undefined) {
    await monitor.execute('blockdev-insert-medium', { id, 'node-name': node })
    await limitTraffic(guest, changed)
  }
  await monitor.execute('blockdev-close-tray', { id })
  undo.keep()
  for (const option of removed.toReversed()) await takeBack(option, monitor)
  current.source = changed.source
  current.tray = undefined
}

function isSameMedium(wanted: Disk, { source }: Disk): boolean {
  return isStorageEmpty(wanted.source) ? isStorageEmpty(source) : holds(wanted.source, source)
}

/** The node others stand under is told last. */
function topNode(options: readonly CommandOption[]): string | undefined {
  const last = options.findLast(({ kind }) => kind === 'blockdev')
  return last?.kind === 'blockdev' ? last.properties['node-name'] : undefined
}
