// What the QEMU driver fills in, device by device; a family that needs nothing has no row.
import type { Device, DeviceOf } from '../devices/Device.js'
import { allDevices, type Domain } from '../Domain.js'
import { completeController } from './qemuDevices/completeController.js'
import { completeDisk } from './qemuDevices/completeDisk.js'
import { completeFilesystem } from './qemuDevices/completeFilesystem.js'
import { completeGraphics } from './qemuDevices/completeGraphics.js'
import { completeHostdev } from './qemuDevices/completeHostdev.js'
import { completeInput } from './qemuDevices/completeInput.js'
import { completeInterface } from './qemuDevices/completeInterface.js'
import { completePanic } from './qemuDevices/completePanic.js'
import { completeSerial } from './qemuDevices/completeSerial.js'
import { completeShmem } from './qemuDevices/completeShmem.js'
import { completeSound } from './qemuDevices/completeSound.js'
import { completeTpm } from './qemuDevices/completeTpm.js'
import { completeVideo } from './qemuDevices/completeVideo.js'
import { completeMemory } from './qemuDevices/completeMemory.js'
import { completeIommu } from './qemuDevices/completeIommu.js'
import { forgetOwnPath } from './qemuDevices/forgetOwnPath.js'
import { completeVsock } from './qemuDevices/completeVsock.js'
import type { PostParseEnvironment, QemuEnvironment, QemuPostParseStep } from './PostParseStep.js'

/** Completes one device in place. @throws LibvirtError for what QEMU cannot have */
export type CompleteQemuDevice<D extends Device> = (
  device: D,
  domain: Domain,
  qemu: QemuEnvironment,
  environment: PostParseEnvironment,
) => void

const rows: { readonly [K in Device['kind']]?: CompleteQemuDevice<DeviceOf<K>> } = {
  channel: forgetOwnPath,
  controller: completeController,
  disk: completeDisk,
  filesystem: completeFilesystem,
  graphics: completeGraphics,
  hostdev: completeHostdev,
  input: completeInput,
  interface: completeInterface,
  iommu: completeIommu,
  memory: completeMemory,
  panic: completePanic,
  serial: completeSerial,
  shmem: completeShmem,
  sound: completeSound,
  tpm: completeTpm,
  video: completeVideo,
  vsock: completeVsock,
}

export const completeQemuDevices: QemuPostParseStep = (domain, qemu, environment) => {
  for (const device of allDevices(domain)) completeOne(device, domain, qemu, environment)
}

function completeOne<K extends Device['kind']>(
  device: DeviceOf<K> & { kind: K },
  domain: Domain,
  qemu: QemuEnvironment,
  environment: PostParseEnvironment,
): void {
  rows[device.kind]?.(device, domain, qemu, environment)
}
