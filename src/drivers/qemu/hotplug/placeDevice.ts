// Puts a device into a running domain's definition: defaults, address, alias, names of block nodes.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { assignAddresses } from '../../../model/domain/addresses/assignAddresses.js'
import type { Controller } from '../../../model/domain/devices/controller.js'
import { type Device, deviceInfo } from '../../../model/domain/devices/Device.js'
import type { DeviceInfo } from '../../../model/domain/devices/deviceInfo.js'
import { imageChain } from '../../../model/domain/devices/imageChain.js'
import { type Domain, deviceKinds } from '../../../model/domain/Domain.js'
import type { DomainContext } from '../../../model/domain/DomainContext.js'
import { addDevice } from '../../../model/domain/parseDevices.js'
import { addImplicitControllers } from '../../../model/domain/postParse/addImplicitControllers.js'
import { assignDiskAddresses } from '../../../model/domain/postParse/assignDiskAddresses.js'
import { assignHostdevAddresses } from '../../../model/domain/postParse/assignHostdevAddresses.js'
import { completeDevices } from '../../../model/domain/postParse/completeDevices.js'
import { completeQemuDevices } from '../../../model/domain/postParse/completeQemuDevices.js'
import { refuseDuplicates } from '../../../model/domain/postParse/refuseDuplicates.js'
import { validateDomain } from '../../../model/domain/validate/validateDomain.js'
import { assignAliases, nextAlias, numbered } from '../command/assignAliases.js'
import { lastBlockNode, nameImage, nodeName } from '../command/blockNodes.js'

/** What placing did. */
export interface Placement {
  /** Controllers the device is plugged into that did not exist yet, to be plugged in first. */
  readonly controllers: readonly Controller[]
  /** Makes the definition what it was. */
  undo(): void
}

/**
 * Adds the device and completes it. The definition is unchanged when this throws.
 * @throws LibvirtError when there is no place for it, or it does not go with what is there
 */
export function placeDevice(domain: Domain, device: Device, reading: DomainContext): Placement {
  if (device.kind === 'disk' && domain.devices.disk.some(({ target }) => target === device.target)) {
    throw new LibvirtError('OPERATION_FAILED', `target ${device.target} already exists`)
  }
  const restore = remember(domain)
  const before = new Set(domain.devices.controller)
  try {
    addDevice(domain.devices, device)
    complete(domain, reading)
    nameDevice(domain, device)
    assignAliases(domain)
    nameNodes(domain, device)
    validateDomain(domain, reading)
  } catch (error) {
    restore()
    throw error
  }
  const controllers = domain.devices.controller.filter(controller => !before.has(controller) && controller !== device)
  if (controllers.some(({ type }) => type === 'pci')) {
    restore()
    throw new LibvirtError('INTERNAL_ERROR', 'No more available PCI slots')
  }
  return { controllers, undo: restore }
}

function remember(domain: Domain): () => void {
  const lists = deviceKinds.map((kind): [list: Device[], content: Device[]] => [
    domain.devices[kind],
    [...domain.devices[kind]],
  ])
  return () => {
    for (const [list, content] of lists) list.splice(0, list.length, ...content)
  }
}

// The steps of reading a document that complete devices; all others have been done, and what is complete they leave alone.
function complete(domain: Domain, context: DomainContext): void {
  const environment = { context, options: { inactive: false, abiUpdate: true } }
  completeDevices(domain, environment)
  assignDiskAddresses(domain, environment)
  assignHostdevAddresses(domain, environment)
  addImplicitControllers(domain, environment)
  if (context.qemu) {
    const capabilitiesOfEmulator =
      domain.emulator === undefined ? undefined : context.qemu.capabilities(domain.emulator)
    const qemu = { ...context.qemu, capabilitiesOfEmulator }
    completeQemuDevices(domain, qemu, environment)
    refuseDuplicates(domain, environment)
    assignAddresses(domain, qemu, environment)
  }
}

// At the start devices are numbered by their place in the list; now a number may belong to one behind a gap.
function nameDevice({ devices }: Domain, device: Device): void {
  const info = deviceInfo(device)
  if (!info || info.alias !== undefined) return
  if (device.kind === 'interface') {
    info.alias = nextAlias('net', devices.interface)
  } else if (device.kind === 'console') {
    // The first console may be the first serial port under another name, and takes its number all the same.
    const others = devices.console.map(console => ({
      info: { alias: console.info.alias?.replace(/^serial(?=\d+$)/, 'console') },
    }))
    info.alias = nextAlias('console', others)
  } else {
    const prefix = numbered.find(([kind]) => kind === device.kind)?.[1]
    if (prefix !== undefined) info.alias = nextAlias(prefix, devices[device.kind].flatMap(withInfo))
  }
}

function withInfo(device: Device): { info: DeviceInfo }[] {
  const info = deviceInfo(device)
  return info ? [{ info }] : []
}

/** Gives the images of a disk or host device names no other node has. */
export function nameNodes(domain: Domain, device: Device): void {
  let last = lastBlockNode(domain)
  if (device.kind === 'hostdev') {
    if (device.source.type === 'scsi' || device.source.type === 'iscsi') device.node ??= nodeName(last + 1)
  }
  if (device.kind !== 'disk') return
  for (const image of imageChain(device.source)) if (image.node === undefined) nameImage(image, ++last)
  // Nothing has been looked for behind the image, and QEMU is told not to look.
  if (device.source.backing === undefined) device.source.backing = null
}
