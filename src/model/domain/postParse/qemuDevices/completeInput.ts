import type { Input } from '../../devices/input.js'
import { hasI8042 } from '../../machineKind.js'
import type { CompleteQemuDevice } from '../completeQemuDevices.js'

/** Mice and keyboards of a PC are PS/2 ones where nothing is said, tablets USB ones. */
export const completeInput: CompleteQemuDevice<Input> = (input, domain) => {
  if (input.bus !== undefined || input.type === 'evdev') return
  if (input.type === 'tablet') input.bus = 'usb'
  else if (input.type === 'passthrough') input.bus = 'virtio'
  else input.bus = hasI8042(domain) ? 'ps2' : 'usb'
}
