// Refuses what a network's way of forwarding has no use for.
import { refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import { forwardMode, type Network } from './Network.js'

/**
 * Checks settings of the whole network against its forward mode.
 * @throws LibvirtError XML_ERROR
 */
export function checkForwardMode(network: Network, root: XmlElement): void {
  const mode = forwardMode(network)
  const { name, forward } = network
  const refuse = (detail: string) => refuseAt(root, detail)
  const devices = forward?.devices
  const interfaces = devices?.by === 'interface' ? devices.names.length : 0
  switch (mode) {
    case 'none':
      break
    case 'route':
    case 'nat':
    case 'open':
      if (network.ips.length === 0) {
        throw refuse(`${mode} forwarding requested, but no IP address provided for network '${name}'`)
      }
      if (interfaces > 1) {
        throw refuse(`multiple forwarding interfaces specified for network '${name}', only one is supported`)
      }
      if (mode === 'open' && interfaces > 0) {
        throw refuse(`forward dev not allowed for network '${name}' with forward mode='${mode}'`)
      }
      break
    default:
      checkHostMode(network, mode, root)
  }
  if (network.mtu !== undefined && !['none', 'route', 'nat', 'open'].includes(mode)) {
    const modes = 'open, route, nat, and isolated mode'
    throw refuse(`mtu size only allowed in ${modes}, not in ${mode} (network '${name}')`)
  }
}

/** Modes that use what the host has: its devices or a bridge of its own. */
function checkHostMode(network: Network, mode: string, root: XmlElement): void {
  const { bridge, name, forward } = network
  const refuse = (detail: string) => refuseAt(root, detail)
  const where = `(network '${name}')`
  if (mode !== 'bridge') {
    if (bridge.name !== undefined) throw refuse(`bridge name not allowed in ${mode} mode ${where}`)
    if (bridge.zone !== undefined) throw refuse(`bridge zone not allowed in ${mode} mode ${where}`)
    if (bridge.macTableManager !== undefined) {
      throw refuse(`bridge macTableManager setting not allowed in ${mode} mode ${where}`)
    }
  }
  if (bridge.delay !== 0n || root.child('bridge')?.attribute('stp') || bridge.zone !== undefined) {
    const modes = 'route, nat, and isolated mode'
    throw refuse(`bridge delay/stp/zone options only allowed in ${modes}, not in ${mode} ${where}`)
  }
  const devices = forward?.devices
  const some =
    devices && (devices.by === 'pf' || (devices.by === 'interface' ? devices.names : devices.addresses).length > 0)
  if (bridge.name !== undefined && some) {
    const what = `A network with forward mode='${mode}' can specify a bridge name or a forward dev, but not both`
    throw refuse(`${what} ${where}`)
  }
}
