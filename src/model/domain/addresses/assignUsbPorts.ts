// USB addresses of hubs and devices, with hubs added where ports do not suffice (qemuDomainAssignUSBAddresses).
import type { UsbController } from '../devices/controller.js'
import type { DeviceInfo } from '../devices/deviceInfo.js'
import type { Domain } from '../Domain.js'
import { controllerPorts, hubPorts, UsbPorts } from './UsbPorts.js'

/** USB devices other than hubs, in the order in which they get their ports. */
function usbDevices({ devices }: Domain): DeviceInfo[] {
  return [
    ...devices.hostdev.filter(({ source }) => source.type === 'usb'),
    ...devices.disk.filter(({ bus }) => bus === 'usb'),
    ...devices.controller.filter(({ type }) => type === 'ccid'),
    ...devices.input.filter(({ bus }) => bus === 'usb'),
    ...devices.serial.filter(({ targetType }) => targetType === 'usb-serial'),
    ...devices.sound.filter(({ model }) => model === 'usb'),
    ...devices.redirdev,
    ...devices.filesystem.filter(({ driver }) => driver?.type === 'mtp'),
  ].map(({ info }) => info)
}

const hasPort = ({ address }: DeviceInfo): boolean => address?.type === 'usb' && address.port !== undefined

/**
 * @param newDomain the guest starts for the first time: ports are chosen. Another guest's devices must stay where QEMU
 *   once put them, so unless it has all its ports already nothing is touched.
 * @throws LibvirtError XML_ERROR for ports that do not exist, are taken, or cannot be found
 */
export function assignUsbPorts(domain: Domain, newDomain: boolean): void {
  const { devices } = domain
  const infos = usbDevices(domain)
  if (!newDomain && ![...devices.hub, ...infos.map(info => ({ info }))].every(({ info }) => hasPort(info))) return
  const ports = new UsbPorts()
  const controllers = devices.controller.filter((one): one is UsbController => one.type === 'usb')
  for (const controller of controllers) ports.addController(controller)
  for (const { info } of devices.hub) {
    ports.reserve(info)
    ports.openHub(info)
  }
  for (const info of infos) ports.reserve(info)
  addHubs(domain, controllers, infos.length)
  for (const { info } of devices.hub) {
    ports.assign(info)
    ports.openHub(info)
  }
  for (const info of infos) ports.assign(info)
}

/** Each hub takes one port and gives eight. */
function addHubs({ devices }: Domain, controllers: readonly UsbController[], deviceCount: number): void {
  const available = controllers.reduce((sum, controller) => sum + controllerPorts(controller), 0)
  const provided = available + devices.hub.length * hubPorts
  const needed = deviceCount + devices.hub.length
  if (needed <= provided) return
  const hubs = Math.ceil((needed - provided + 1) / (hubPorts - 1))
  for (let count = 0; count < hubs; count++) devices.hub.push({ kind: 'hub', type: 'usb', info: {} })
}
