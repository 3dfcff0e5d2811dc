import { isQ35 } from '../machineKind.js'
import type { QemuPostParseStep } from './PostParseStep.js'

/** The balloon every guest has unless told otherwise, and the watchdog built into Q35. */
export const addDefaultDevices: QemuPostParseStep = domain => {
  const { memballoon, watchdog } = domain.devices
  if (memballoon.length === 0) memballoon.push({ kind: 'memballoon', model: 'virtio', info: {} })
  if (isQ35(domain) && !watchdog.some(({ model }) => model === 'itco')) {
    // QEMU has one action for all watchdogs.
    const action = watchdog[0]?.action ?? 'reset'
    watchdog.push({ kind: 'watchdog', model: 'itco', action, info: {} })
  }
}
