import { LibvirtError } from '../../../api/LibvirtError.js'
import type { HotplugGuest } from './HotplugGuest.js'

/**
 * Asks the guest to let go of a device and waits until it has.
 * @throws LibvirtError OPERATION_TIMEOUT when it keeps the device, QmpError when QEMU refuses
 */
export async function releaseDevice(
  { monitor, deleted, unplugTimeout }: Pick<HotplugGuest, 'monitor' | 'deleted' | 'unplugTimeout'>,
  id: string,
): Promise<void> {
  const waiting = deleted.expect(id, unplugTimeout)
  try {
    await monitor.execute('device_del', { id })
  } catch (error) {
    waiting.forget()
    throw error
  }
  if (await waiting.gone) return
  throw new LibvirtError('OPERATION_TIMEOUT', `Timed out waiting for device '${id}' to be released by the guest`, {
    hint: 'The guest may have no driver for hotplug, or still use the device; it goes away as soon as the guest agrees',
  })
}
