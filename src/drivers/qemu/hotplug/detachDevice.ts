// Takes a device from a running guest.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { type Device, deviceInfo } from '../../../model/domain/devices/Device.js'
import { actualConnection } from '../../../model/domain/devices/interface.js'
import type { CommandOption } from '../command/CommandOption.js'
import { QmpError } from '../monitor/QmpError.js'
import { undefineDevice } from '../../domainDevices/defineDevice.js'
import { deviceOptions } from './deviceOptions.js'
import { findDevice } from '../../domainDevices/findDevice.js'
import { removeSets } from './fdSets.js'
import type { HotplugGuest } from './HotplugGuest.js'
import { releaseDevice } from './releaseDevice.js'
import { takeBack } from './sendOption.js'

/**
 * Takes away the device a document describes, when the guest lets go of it in time.
 * @param wanted as its document was read, nothing filled in
 * @returns the device that is gone
 * @throws LibvirtError DEVICE_MISSING, OPERATION_TIMEOUT when the guest keeps the device, QmpError when QEMU refuses
 */
export async function detachDevice(guest: HotplugGuest, wanted: Device): Promise<Device> {
  const device = findDevice(guest.domain, wanted)
  const plugged = await isPlugged(guest, device)
  if (plugged) await releaseDevice(guest, deviceInfo(device)?.alias ?? '')
  await dismantle(guest, device, plugged)
  return device
}

/**
 * Asks the guest to let go of a device without waiting; DEVICE_DELETED tells when it has.
 * @throws LibvirtError OPERATION_UNSUPPORTED for a device the guest has no say in, QmpError when QEMU refuses
 */
export async function askForDevice(guest: HotplugGuest, device: Device): Promise<void> {
  if (!(await isPlugged(guest, device))) {
    throw new LibvirtError('OPERATION_UNSUPPORTED', `device of type '${device.kind}' cannot be detached by its alias`)
  }
  await guest.monitor.execute('device_del', { id: deviceInfo(device)?.alias })
}

/** Whether QEMU has the device as one of the guest's, and not just something behind it. */
export async function isPlugged(guest: HotplugGuest, device: Device): Promise<boolean> {
  const options = deviceOptions(device, guest.domain, await guest.commandContext(device, 'unplug'))
  return options.some(({ kind }) => kind === 'device')
}

/**
 * Takes away what stood behind a device the guest has let go of, and the device from the definition.
 * @param released the guest had a device and let go of it; otherwise whether QEMU gives the back end up decides
 */
export async function dismantle(guest: HotplugGuest, device: Device, released = true): Promise<void> {
  const options = deviceOptions(device, guest.domain, await guest.commandContext(device, 'unplug'))
  await takeBackAll(guest, options, !released)
  if (options.some(mayHoldSets)) {
    await removeSets(guest.monitor, deviceInfo(device)?.alias ?? '', descriptorPath(device))
  }
  undefineDevice(guest.domain, device)
}

// With the device gone, what stood behind it cannot keep it: whatever QEMU will not give back is left to its end. Where there
// was no device, the first step decides.
async function takeBackAll(
  guest: HotplugGuest,
  options: readonly CommandOption[],
  firstDecides: boolean,
): Promise<void> {
  let decided = !firstDecides
  for (const option of options.toReversed()) {
    if (option.kind === 'add-fd') continue
    try {
      await takeBack(option, guest.monitor)
      decided = true
    } catch (error) {
      if (!decided || !(error instanceof QmpError)) throw error
    }
  }
}

// Guest forwards are no exception: their socket was handed over by name, not in a set.
function mayHoldSets(option: CommandOption): boolean {
  if (option.kind === 'add-fd') return true
  return option.kind === 'chardev' && option.properties.arguments['fd'] === undefined
}

/** File behind a device's descriptor, which is what libvirt calls the descriptor by. */
function descriptorPath(device: Device): string | undefined {
  if (device.kind !== 'interface') return undefined
  const connection = actualConnection(device)
  return connection.type === 'vdpa' ? connection.dev : undefined
}
