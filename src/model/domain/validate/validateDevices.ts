// Rules for devices that hold whatever runs the guest; one row a family.
import type { DeviceValidators } from './DeviceValidator.js'
import { validateChannel, validateSerialPort } from './devices/validateCharacterDevice.js'
import { validateController } from './devices/validateController.js'
import { validateDisk } from './devices/validateDisk.js'
import { validateHostdev } from './devices/validateHostdev.js'
import { validateInterface } from './devices/validateInterface.js'
import { validateMemory } from './devices/validateMemory.js'
import {
  validateAudio,
  validateFilesystem,
  validateGraphics,
  validateInput,
  validateIommu,
  validateRedirdev,
  validateRng,
  validateShmem,
  validateSmartcard,
  validateSound,
  validateTpm,
  validateVsock,
} from './devices/validateSmallDevices.js'
import { validateVideo } from './devices/validateVideo.js'

export const generalDeviceValidators: DeviceValidators = {
  audio: validateAudio,
  channel: validateChannel,
  console: validateSerialPort,
  controller: validateController,
  disk: validateDisk,
  filesystem: validateFilesystem,
  graphics: validateGraphics,
  hostdev: validateHostdev,
  input: validateInput,
  interface: validateInterface,
  iommu: validateIommu,
  memory: validateMemory,
  parallel: validateSerialPort,
  redirdev: validateRedirdev,
  rng: validateRng,
  serial: validateSerialPort,
  shmem: validateShmem,
  smartcard: validateSmartcard,
  sound: validateSound,
  tpm: validateTpm,
  video: validateVideo,
  vsock: validateVsock,
}
