// Changes what can be changed of a device while the guest runs: media, passwords of displays, link and bandwidth of an interface.
import { isDeepStrictEqual } from 'node:util'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Device } from '../../../model/domain/devices/Device.js'
import type { Graphics } from '../../../model/domain/devices/graphics.js'
import type { Interface } from '../../../model/domain/devices/interface.js'
import { changeMedium } from './changeMedium.js'
import { findDevice, holds } from '../../domainDevices/findDevice.js'
import type { HotplugGuest } from './HotplugGuest.js'
import { setDisplayPassword } from './setDisplayPassword.js'

/**
 * Makes a device of the guest what a document says.
 * @param wanted as its document was read, nothing filled in
 * @param force take a medium the guest has locked
 * @throws LibvirtError DEVICE_MISSING, OPERATION_UNSUPPORTED for changes a running guest cannot take
 */
export async function updateDevice(guest: HotplugGuest, wanted: Device, force = false): Promise<void> {
  switch (wanted.kind) {
    case 'disk':
      return changeMedium(guest, wanted, force)
    case 'graphics':
      return updateGraphics(guest, wanted)
    case 'interface':
      return updateInterface(guest, wanted)
    default:
      throw new LibvirtError('OPERATION_UNSUPPORTED', `live update of device '${wanted.kind}' is not supported`)
  }
}

async function updateGraphics(guest: HotplugGuest, wanted: Graphics): Promise<void> {
  const current = guest.domain.devices.graphics.find(({ type }) => type === wanted.type)
  if (!current)
    throw new LibvirtError('DEVICE_MISSING', `cannot find existing graphics device to modify of type '${wanted.type}'`)
  if ((current.type !== 'vnc' && current.type !== 'spice') || current.type !== wanted.type) {
    throw new LibvirtError('OPERATION_UNSUPPORTED', `unable to change config on '${wanted.type}' graphics type`)
  }
  refuseChanges(current, wanted)
  const asBefore =
    current.passwd === wanted.passwd &&
    current.connected === wanted.connected &&
    current.passwdValidTo === undefined &&
    wanted.passwdValidTo === undefined
  if (asBefore) return
  await setDisplayPassword(guest, wanted)
  current.passwd = wanted.passwd
  current.passwdValidTo = wanted.passwdValidTo
  current.connected = wanted.connected
}

type ProtectedGraphics = Extract<Graphics, { type: 'vnc' | 'spice' }>

// Where a display listens was decided at the start; everything but who may look must be what it is.
function refuseChanges(current: ProtectedGraphics, wanted: ProtectedGraphics): void {
  const refuse = (what: string) =>
    new LibvirtError('OPERATION_UNSUPPORTED', `cannot change ${what} on ${wanted.type} graphics`)
  const [own, other] = [portsOf(current), portsOf(wanted)]
  if (!wanted.autoport && !holds(other, own)) throw refuse('port settings')
  if (wanted.keymap !== undefined && wanted.keymap !== current.keymap) throw refuse('keymap setting')
  for (const [index, listen] of wanted.listens.entries()) {
    const { fromConfig: _, ...said } = listen
    if (!holds(said, current.listens[index] ?? {})) throw refuse('listen address setting')
  }
}

function portsOf(graphics: ProtectedGraphics): Record<string, number | undefined> {
  return graphics.type === 'vnc' ? { port: graphics.port } : { port: graphics.port, tlsPort: graphics.tlsPort }
}

async function updateInterface(guest: HotplugGuest, wanted: Interface): Promise<void> {
  const current = findDevice(guest.domain, wanted)
  if (current.kind !== 'interface') return
  const { link, bandwidth, info: _, ...rest } = wanted
  if (!holds(rest, current)) {
    throw new LibvirtError('OPERATION_UNSUPPORTED', 'unable to change config on interface of a running domain', {
      hint: 'Only its link state and its bandwidth can change; detach it and attach it anew for the rest',
    })
  }
  if (!isDeepStrictEqual(bandwidth, current.bandwidth)) {
    await guest.limitInterface(current, bandwidth)
    current.bandwidth = bandwidth
  }
  if (link === current.link) return
  await guest.monitor.execute('set_link', { name: current.info.alias, up: link !== 'down' })
  current.link = link
}
