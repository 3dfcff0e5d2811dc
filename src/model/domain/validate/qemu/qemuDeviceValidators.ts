// What QEMU cannot do for a device; one row a family (qemuValidateDomainDeviceDef).
import type { QemuCapabilities } from '../../../capabilities/QemuCapabilities.js'
import type { DeviceValidators } from '../DeviceValidator.js'
import { validateQemuCharSource, validateQemuSerial } from './validateQemuCharacterDevice.js'
import { validateQemuController } from './validateQemuController.js'
import { validateQemuDisk } from './validateQemuDisk.js'
import { validateQemuFilesystem } from './validateQemuFilesystem.js'
import { validateQemuGraphics } from './validateQemuGraphics.js'
import { validateQemuHostdev } from './validateQemuHostdev.js'
import { validateQemuInterface } from './validateQemuInterface.js'
import { validateQemuIommu } from './validateQemuIommu.js'
import {
  validateQemuAudio,
  validateQemuInput,
  validateQemuMemballoon,
  validateQemuMemory,
  validateQemuNvram,
  validateQemuPanic,
  validateQemuShmem,
  validateQemuSmartcard,
  validateQemuSound,
  validateQemuTpm,
  validateQemuWatchdog,
} from './validateQemuSmallDevices.js'
import { validateQemuVideo } from './validateQemuVideo.js'

/** Checks that depend on the emulator's features. */
export function qemuDeviceValidators(
  { emulator }: QemuCapabilities,
  spiceTls: boolean | undefined,
  lacks: Lacks,
): DeviceValidators {
  return {
    audio: validateQemuAudio,
    channel: (device, domain) => validateQemuCharSource(device.source, domain, lacks),
    console: (device, domain) => validateQemuCharSource(device.source, domain, lacks),
    controller: (device, domain) => validateQemuController(device, domain, lacks),
    disk: (device, domain) => validateQemuDisk(device, domain, lacks),
    filesystem: (device, domain) => validateQemuFilesystem(device, domain, lacks),
    graphics: (device, domain) => validateQemuGraphics(device, domain, spiceTls),
    hostdev: (device, domain) => validateQemuHostdev(device, domain, lacks),
    input: device => validateQemuInput(device, lacks),
    interface: (device, domain) => validateQemuInterface(device, domain),
    iommu: (device, domain) => validateQemuIommu(device, domain, lacks),
    memballoon: device => validateQemuMemballoon(device, lacks),
    memory: device => validateQemuMemory(device, lacks),
    panic: (device, domain) => validateQemuPanic(device, domain, lacks),
    nvram: validateQemuNvram,
    parallel: (device, domain) => validateQemuCharSource(device.source, domain, lacks),
    redirdev: (device, domain) => validateQemuCharSource(device.source, domain, lacks),
    serial: (device, domain) => validateQemuSerial(device, domain, lacks),
    shmem: device => validateQemuShmem(device, lacks),
    smartcard: validateQemuSmartcard,
    sound: device => validateQemuSound(device, lacks),
    tpm: (device, domain) => validateQemuTpm(device, domain, emulator, lacks),
    video: (device, domain) => validateQemuVideo(device, domain, lacks),
    watchdog: (device, domain) => validateQemuWatchdog(device, domain),
  }
}

/** Whether the emulator is without a feature, by libvirt's name of it. */
export type Lacks = (flag: string) => boolean
