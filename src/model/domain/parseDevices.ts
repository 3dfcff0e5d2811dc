// `<devices>`: every device into the list of its family, in the order libvirt keeps them.
import { LibvirtError } from '../../api/LibvirtError.js'
import { childText } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { Device } from './devices/Device.js'
import { parseDevice } from './devices/parseDevice.js'
import { deviceKinds, type DomainDevices } from './Domain.js'
import { checkUsb } from './checkUsb.js'
import { insertController } from './insertController.js'
import { insertDisk } from './insertDisk.js'
import type { ParseOptions } from './options.js'

/** An empty list for each family. */
export function noDevices(): DomainDevices {
  return {
    disk: [],
    controller: [],
    lease: [],
    filesystem: [],
    interface: [],
    smartcard: [],
    serial: [],
    parallel: [],
    console: [],
    channel: [],
    input: [],
    tpm: [],
    graphics: [],
    audio: [],
    sound: [],
    video: [],
    hostdev: [],
    redirdev: [],
    redirfilter: [],
    hub: [],
    watchdog: [],
    memballoon: [],
    rng: [],
    nvram: [],
    panic: [],
    shmem: [],
    memory: [],
    crypto: [],
    iommu: [],
    vsock: [],
    pstore: [],
  }
}

/** Adds the device to its family's list, where libvirt would put it. */
export function addDevice(devices: DomainDevices, device: Device): void {
  switch (device.kind) {
    case 'disk':
      return insertDisk(devices.disk, device)
    case 'controller':
      return insertController(devices.controller, device)
    default: {
      const list: Device[] = devices[device.kind]
      list.push(device)
    }
  }
}

/** Families a guest has at most one of, with libvirt's refusal of a second. */
const single: Partial<Record<Device['kind'], { code: 'INTERNAL_ERROR' | 'XML_ERROR'; refusal: string }>> = {
  memballoon: { code: 'INTERNAL_ERROR', refusal: 'only a single memory balloon device is supported' },
  nvram: { code: 'INTERNAL_ERROR', refusal: 'only a single nvram device is supported' },
  redirfilter: { code: 'INTERNAL_ERROR', refusal: 'only one set of redirection filter rule is supported' },
  iommu: { code: 'XML_ERROR', refusal: 'only a single IOMMU device is supported' },
  vsock: { code: 'XML_ERROR', refusal: 'only a single vsock device is supported' },
  pstore: { code: 'XML_ERROR', refusal: 'only a single pstore device is supported' },
}

/** @throws LibvirtError for devices that cannot be read, or of which there are too many */
export function parseDevices(root: XmlElement, options: ParseOptions): DomainDevices {
  const devices = noDevices()
  // Usually one `<devices>`; of several, libvirt takes the devices of all.
  for (const child of root.elements('devices').flatMap(element => element.elements())) {
    const kind = deviceKinds.find(name => name === child.name)
    if (kind === undefined) continue
    const only = single[kind]
    if (only && devices[kind].length > 0) throw new LibvirtError(only.code, only.refusal)
    addDevice(devices, parseDevice(child, options))
  }
  checkUsb(devices)
  return devices
}

/** The program that is to run the guest; the hypervisor driver's choice when left out. */
export function parseEmulator(root: XmlElement): string | undefined {
  const element = root.elements('devices').find(devices => devices.child('emulator'))
  return childText(element, 'emulator')
}
