// The union of everything below `<devices>`; `kind` is the element's name.
import type { Audio } from './audio.js'
import type { CharacterDevice } from './characterDevice.js'
import type { Controller } from './controller.js'
import type { Crypto } from './crypto.js'
import type { Disk } from './disk.js'
import type { DeviceInfo } from './deviceInfo.js'
import type { Filesystem } from './filesystem.js'
import type { Graphics } from './graphics.js'
import type { Hostdev } from './hostdev.js'
import type { Hub } from './hub.js'
import type { Input } from './input.js'
import type { Interface } from './interface.js'
import type { Iommu } from './iommu.js'
import type { Lease } from './lease.js'
import type { Memballoon } from './memballoon.js'
import type { Memory } from './memory.js'
import type { Nvram } from './nvram.js'
import type { Panic } from './panic.js'
import type { Pstore } from './pstore.js'
import type { Redirdev } from './redirdev.js'
import type { Redirfilter } from './redirfilter.js'
import type { Rng } from './rng.js'
import type { Shmem } from './shmem.js'
import type { Smartcard } from './smartcard.js'
import type { Sound } from './sound.js'
import type { Tpm } from './tpm.js'
import type { Video } from './video.js'
import type { Vsock } from './vsock.js'
import type { Watchdog } from './watchdog.js'

export type Device =
  | Audio
  | CharacterDevice
  | Controller
  | Crypto
  | Disk
  | Filesystem
  | Graphics
  | Hostdev
  | Hub
  | Input
  | Interface
  | Iommu
  | Lease
  | Memballoon
  | Memory
  | Nvram
  | Panic
  | Pstore
  | Redirdev
  | Redirfilter
  | Rng
  | Shmem
  | Smartcard
  | Sound
  | Tpm
  | Video
  | Vsock
  | Watchdog

export type DeviceKind = Device['kind']
/** The devices of one kind. */
export type DeviceOf<K extends DeviceKind> = Extract<Device, { kind: K }>

/** Alias, address and the like, for the kinds that have them. */
export function deviceInfo(device: Device): DeviceInfo | undefined {
  return 'info' in device ? device.info : undefined
}
