// Watchdogs and what they do when they are not fed.
import type { Domain } from '../../../model/domain/Domain.js'
import type { Watchdog } from '../../../model/domain/devices/watchdog.js'
import { addressProperties } from './addressProperties.js'
import { aliasOf } from './characterDevices.js'
import { argument, type CommandOption, device } from './CommandOption.js'

function watchdogDevice(watchdog: Watchdog, domain: Domain): CommandOption {
  // q35 has this one on the board; it only has to be let do something.
  if (watchdog.model === 'itco') return argument('-global', 'ICH9-LPC.noreboot=off')
  const { model, info } = watchdog
  return device({ driver: model, id: aliasOf(info), ...addressProperties(domain, info) })
}

/** All watchdogs; QEMU knows one action for all of them. */
export function watchdogOptions(domain: Domain): CommandOption[] {
  const watchdogs = domain.devices.watchdog
  const [first] = watchdogs
  if (first === undefined) return []
  // A dump is made by the daemon, of a guest that QEMU has paused.
  const action = first.action === 'dump' ? 'pause' : first.action
  const devices = watchdogs.map(watchdog => watchdogDevice(watchdog, domain))
  return [...devices, argument('-watchdog-action', action)]
}
