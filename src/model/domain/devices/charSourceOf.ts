import type { CharSource } from './charSource.js'
import type { Device } from './Device.js'

/** What a device is connected to on the host, for those that are character devices or have one inside. */
export function charSourceOf(device: Device): CharSource | undefined {
  switch (device.kind) {
    case 'serial':
    case 'parallel':
    case 'console':
    case 'channel':
    case 'redirdev':
      return device.source
    case 'rng':
      return device.backend.model === 'egd' ? device.backend.source : undefined
    case 'smartcard':
      return device.mode === 'passthrough' ? device.source : undefined
    default:
      return undefined
  }
}
