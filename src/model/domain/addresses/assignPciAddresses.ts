// PCI addresses for all devices, with as many bridges and root ports as it takes (qemuDomainAssignPCIAddresses). A trial
// run finds out how many; then the controllers are added and everything gets its place.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { isPciAddressEmpty } from '../devices/address.js'
import type { Controller, PciController, PciControllerModel } from '../devices/controller.js'
import { type Device, deviceInfo } from '../devices/Device.js'
import type { DeviceInfo } from '../devices/deviceInfo.js'
import { allDevices, type Domain } from '../Domain.js'
import { hasPci } from '../machineKind.js'
import { addController } from '../postParse/addDefaultControllers.js'
import { hasFlag, type QemuEnvironment } from '../postParse/PostParseStep.js'
import { reserveChipsetSlots } from './chipsetSlots.js'
import { completePciControllers } from './completePciControllers.js'
import { isWanted } from './isWanted.js'
import { PciAddressSet, type PciPlace } from './PciAddressSet.js'
import { connect } from './pciConnect.js'
import { pciNeeds } from './pciNeeds.js'

/** @throws LibvirtError for addresses that contradict each other or the machine, and when room cannot be made */
export function assignPciAddresses(domain: Domain, qemu: QemuEnvironment): void {
  if (hasPci(domain)) addMissingBuses(domain, qemu)
  const set = createSet(domain, qemu, false)
  if (!hasPci(domain)) return
  chipset(domain, set, qemu)
  placeDevices(domain, set, qemu)
  markMultifunction(domain)
  completePciControllers(domain, qemu)
}

const isPci = (controller: Controller): controller is PciController => controller.type === 'pci'

function chipset(domain: Domain, set: PciAddressSet, qemu: QemuEnvironment): void {
  const [video] = domain.devices.video
  reserveChipsetSlots(domain, set, video ? pciNeeds(video, domain, qemu.host) : 0)
}

/** Slots as the document's controllers provide them, with the places it gives its devices taken. */
function createSet(domain: Domain, qemu: QemuEnvironment, trial: boolean): PciAddressSet {
  const set = new PciAddressSet(trial, hasFlag(qemu, 'pcie-pci-bridge'))
  const controllers = new Map(domain.devices.controller.filter(isPci).map(one => [one.index ?? 0, one]))
  const root: PciControllerModel = controllers.get(0)?.model ?? 'pci-root'
  const between = root === 'pcie-root' ? 'pcie-root-port' : 'pci-bridge'
  const count = Math.max(-1, ...controllers.keys()) + 1
  if (count > busLimit)
    throw new LibvirtError('CONFIG_UNSUPPORTED', `PCI controller index ${count - 1} too high, maximum is 255`)
  for (let index = 0; index < count; index++) {
    const controller = controllers.get(index)
    set.addBus(controller?.model ?? (index === 0 ? root : between))
  }
  for (const device of allDevices(domain)) {
    const address = deviceInfo(device)?.address
    if (address?.type !== 'pci' || isPciAddressEmpty(address)) continue
    // A card that is a host device has its place through that device's rules.
    const needs = pciNeeds(device, domain, qemu.host) || connect.pciDevice
    set.reserve(address, needs)
  }
  return set
}

/** A bus number has eight bits. */
const busLimit = 256

function addMissingBuses(domain: Domain, qemu: QemuEnvironment): void {
  const trial = createSet(domain, qemu, true)
  if (trial.buses.length === 0) return
  const named = domain.devices.controller.filter(isPci).map(({ index }) => index ?? 0)
  const buses = Math.max(0, ...named) + 1
  const express = trial.buses[0]?.model === 'pcie-root'
  chipset(domain, trial, qemu)
  // One slot more than needed, so that there is always room for the next bridge.
  if (!trial.full && !express) trial.reserveNext(connect.pciDevice | connect.hotplug)
  placeDevices(domain, trial, qemu)
  // Whoever leaves ports to us gets one to spare for hotplug, once.
  if (buses <= 1 && trial.buses.length > buses && express) trial.reserveNext(connect.pcieDevice | connect.hotplug)
  for (let index = 1; index < trial.buses.length; index++) addBusController(domain, trial, index, qemu)
}

function addBusController(domain: Domain, trial: PciAddressSet, index: number, qemu: QemuEnvironment): void {
  const model = trial.buses[index]?.model
  if (!model || domain.devices.controller.some(one => isPci(one) && one.index === index)) return
  const controller: Controller = { kind: 'controller', type: 'pci', index, model, pci: {}, info: {} }
  addController(domain, controller)
  // The port it came with is kept for it.
  if (model === 'pcie-to-pci-bridge') return
  trial.reserveNext(pciNeeds(controller, domain, qemu.host))
}

/** Families in the order in which they get their places. */
function* inOrderOfPlacing({ devices }: Domain): Generator<Device> {
  yield* devices.controller.filter(isPci)
  yield* devices.filesystem
  yield* devices.interface.filter(({ connection }) => connection.type !== 'hostdev')
  yield* devices.sound
  yield* devices.controller.filter(one => !isPci(one))
  yield* devices.disk
  yield* devices.interface.filter(({ connection }) => connection.type === 'hostdev')
  yield* devices.hostdev
  yield* devices.memballoon
  yield* devices.rng
  yield* devices.watchdog
  yield* devices.video
  yield* devices.shmem
  yield* devices.input
  yield* devices.serial
  yield* devices.panic
  yield* devices.memory
  yield* devices.iommu
  yield* devices.vsock
  yield* devices.crypto
  yield* devices.pstore
}

function placeDevices(domain: Domain, set: PciAddressSet, qemu: QemuEnvironment): void {
  // Only the final run writes addresses down, but companions of one controller must find each other in both.
  const placed = new Map<string, PciPlace>()
  for (const device of inOrderOfPlacing(domain)) {
    const info = deviceInfo(device)
    const needs = pciNeeds(device, domain, qemu.host)
    if (!info || needs === 0 || !isWanted(info)) continue
    if (device.kind === 'controller' && device.type === 'usb' && device.model && device.model in usb2Functions) {
      placeUsb2(device, domain, set, needs, placed)
    } else {
      write(info, set.reserveNext(needs), set)
    }
  }
}

function write(info: DeviceInfo, place: PciPlace, set: PciAddressSet, multifunction?: boolean): void {
  if (set.grows) return
  info.address = { type: 'pci', domain: 0, ...place, multifunction }
}

/** Functions of the parts of an ICH9 USB controller. */
const usb2Functions: Readonly<Record<string, number>> = {
  'ich9-ehci1': 7,
  'ich9-uhci1': 0,
  'ich9-uhci2': 1,
  'ich9-uhci3': 2,
}

/** The parts of one USB 2 controller are functions of one slot. */
function placeUsb2(
  controller: Controller,
  { devices }: Domain,
  set: PciAddressSet,
  needs: number,
  placed: Map<string, PciPlace>,
): void {
  const func = usb2Functions[controller.model ?? ''] ?? 0
  const multifunction = func === 0 ? true : undefined
  const sibling = devices.controller.find(
    one =>
      one.type === 'usb' &&
      one.index === controller.index &&
      (one.model ?? '') in usb2Functions &&
      one.info.address?.type === 'pci' &&
      !isPciAddressEmpty(one.info.address),
  )
  const address = sibling?.info.address
  const known = address?.type === 'pci' ? address : placed.get(`${controller.index}`)
  if (known) {
    const place = { bus: known.bus, slot: known.slot, function: func }
    set.reserve(place, needs)
    write(controller.info, place, set, multifunction)
  } else {
    const place = set.reserveNext(needs, func)
    placed.set(`${controller.index}`, place)
    write(controller.info, place, set, multifunction)
  }
}

/** Function 0 of a slot with more functions must say so, or guests do not look for them. */
function markMultifunction(domain: Domain): void {
  const bySlot = new Map<string, DeviceInfo[]>()
  for (const device of allDevices(domain)) {
    const info = deviceInfo(device)
    if (info?.address?.type !== 'pci') continue
    const { domain: segment, bus, slot } = info.address
    const key = `${segment}:${bus}:${slot}`
    bySlot.set(key, [...(bySlot.get(key) ?? []), info])
  }
  for (const infos of bySlot.values()) {
    if (infos.length < 2) continue
    for (const { address } of infos)
      if (address?.type === 'pci' && address.function === 0) address.multifunction ??= true
  }
}
