// Devices that come, go and change: of the running guest, of the next start, or of both.
import { domainDeviceModifyFlags } from '../../../api/enums/domain.js'
import type { CallContext } from '../../../api/Driver.js'
import { type Device, deviceInfo } from '../../../model/domain/devices/Device.js'
import { parseDevice } from '../../../model/domain/devices/parseDevice.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { parseXml } from '../../../model/xml/parseXml.js'
import { recordStatus } from '../domain/moveDomain.js'
import type { QemuDomain } from '../domain/QemuDomain.js'
import { deviceRemoved } from '../guest/deviceRemoved.js'
import { hotplugGuest } from '../guest/hotplugGuest.js'
import { refuseUnserved } from '../guest/refuseUnserved.js'
import { detectChain } from '../images/detectChain.js'
import { attachDevice } from '../hotplug/attachDevice.js'
import { defineDevice, redefineDevice, undefineDevice } from '../../domainDevices/defineDevice.js'
import { askForDevice, detachDevice } from '../hotplug/detachDevice.js'
import { findDevice, requireDeviceNamed } from '../../domainDevices/findDevice.js'
import type { HotplugGuest } from '../hotplug/HotplugGuest.js'
import { updateDevice } from '../hotplug/updateDevice.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'
import { changeDefinitions } from './changeDefinitions.js'
import { definitionText } from '../domain/definitionText.js'
import { readNewDefinition } from './define.js'

/** One way to change devices, in both places. */
interface DeviceChange {
  readonly name: string
  readonly flags: number
  readonly config: (definition: Domain) => void
  readonly live: (guest: HotplugGuest) => Promise<void>
}

export const deviceVerbs = (context: QemuDriverContext): QemuVerbs => ({
  async domainAttachDeviceFlags({ dom, xml, flags }, call) {
    const name = 'domainAttachDeviceFlags'
    const device = read(xml)
    const config = (definition: Domain) => defineDevice(definition, device.config)
    const live = async (guest: HotplugGuest) => {
      await examine(device.live)
      try {
        // A daemon that comes back takes away what stands behind a device that is on record and not there.
        await attachDevice(guest, device.live, () => recordStatus(context, dom))
      } finally {
        await recordStatus(context, dom)
      }
      context.feed.emit('domainDeviceAddedEvent', { dom, devAlias: deviceInfo(device.live)?.alias ?? '' })
    }
    await changeDevices(context, dom, { name, flags, config, live }, call)
  },
  async domainDetachDeviceFlags({ dom, xml, flags }, call) {
    const name = 'domainDetachDeviceFlags'
    const wanted = read(xml)
    const config = (definition: Domain) => undefineDevice(definition, findDevice(definition, wanted.config))
    const live = async (guest: HotplugGuest) => {
      const device = await detachDevice(guest, wanted.live)
      await deviceRemoved(context, dom, deviceInfo(device)?.alias ?? '')
    }
    await changeDevices(context, dom, { name, flags, config, live }, call)
  },
  async domainDetachDeviceAlias({ dom, alias, flags }, call) {
    const name = 'domainDetachDeviceAlias'
    const config = (definition: Domain) => undefineDevice(definition, requireDeviceNamed(definition, alias))
    // Whether the guest agrees, an event tells.
    const live = (guest: HotplugGuest) => askForDevice(guest, requireDeviceNamed(guest.domain, alias))
    await changeDevices(context, dom, { name, flags, config, live }, call)
  },
  async domainUpdateDeviceFlags({ dom, xml, flags }, call) {
    const name = 'domainUpdateDeviceFlags'
    const force = (flags & domainDeviceModifyFlags.FORCE) !== 0
    const wanted = read(xml)
    const config = (definition: Domain) => redefineDevice(definition, wanted.config)
    const live = async (guest: HotplugGuest) => {
      await examine(wanted.live)
      await updateDevice(guest, wanted.live, force)
    }
    await changeDevices(context, dom, { name, flags, config, live }, call)
  },
})

async function changeDevices(
  context: QemuDriverContext,
  dom: QemuDomain,
  { name, flags, config, live }: DeviceChange,
  call: CallContext,
): Promise<void> {
  const configChange = (definition: Domain) => {
    config(definition)
    return readNewDefinition(context, definitionText(definition))
  }
  const liveChange = async () => {
    await using guest = await hotplugGuest(context, dom)
    await live(guest)
  }
  await changeDefinitions(context, dom, { name, flags, config: configChange, live: liveChange }, call)
}

/** What has to be known of a device before it comes. @throws LibvirtError when it cannot be served, or its images cannot be followed */
async function examine(device: Device): Promise<void> {
  refuseUnserved(device)
  if (device.kind === 'disk') await detectChain(device.source)
}

/** Reads a device for each definition, since devices are changed in place. */
function read(xml: string): Readonly<Record<'config' | 'live', Device>> {
  const element = parseXml(xml)
  return { config: parseDevice(element, { inactive: true }), live: parseDevice(element, { inactive: false }) }
}
