// Changes a network's port groups and the devices of the host it forwards through.
import { refuseAt } from '../../xml/read.js'
import type { Network } from '../Network.js'
import type { NetworkForward } from '../NetworkForward.js'
import { parsePortGroup } from '../PortGroup.js'
import { changeList, expectElement, invalidUpdate, isAdd, type NetworkUpdate, refuseModify } from './NetworkUpdate.js'

/** @throws LibvirtError XML_ERROR, OPERATION_INVALID */
export function updatePortGroup(update: NetworkUpdate): Network {
  const { network, command, element } = update
  expectElement(update, 'portgroup')
  const group = parsePortGroup(element)
  const { portGroups, name } = network
  const index = portGroups.findIndex(old => old.name === group.name)
  if (index < 0 && !isAdd(command)) {
    throw invalidUpdate(
      `couldn't find a portgroup entry in network '${name}' matching <portgroup name='${group.name}'>`,
    )
  }
  if (index >= 0 && isAdd(command)) {
    const what = `there is an existing portgroup entry in network '${name}'`
    throw invalidUpdate(`${what} that matches "<portgroup name='${group.name}'>"`)
  }
  const otherDefault = portGroups.some((old, at) => old.default && at !== index)
  if (command !== 'delete' && group.default && otherDefault) {
    const what = `a different portgroup entry in network '${name}' is already set as the default`
    throw invalidUpdate(`${what}. Only one default is allowed.`)
  }
  return { ...network, portGroups: changeList(portGroups, command, group, index) }
}

/**
 * Whether a device is in use by guests is for the driver to know.
 * @throws LibvirtError XML_ERROR, OPERATION_INVALID, OPERATION_UNSUPPORTED
 */
export function updateForwardInterface(update: NetworkUpdate): Network {
  const { network, command, element } = update
  expectElement(update, 'interface')
  refuseModify(command, 'forward interface entries')
  const dev = element.attribute('dev')
  if (dev === undefined) throw refuseAt(element, 'missing dev attribute in <interface> element')
  const { forward, name } = network
  const names = forward?.devices.by === 'interface' ? forward.devices.names : []
  const index = names.indexOf(dev)
  if (isAdd(command)) {
    if (index >= 0) {
      const what = `there is an existing interface entry in network '${name}' that matches`
      throw invalidUpdate(`${what} "<interface dev='${dev}'>"`)
    }
    if (!forward || forward.devices.by !== 'interface') {
      throw invalidUpdate(`network '${name}' does not forward through interfaces`)
    }
  } else if (index < 0) {
    throw invalidUpdate(`couldn't find an interface entry in network '${name}' matching <interface dev='${dev}'>`)
  }
  const devices: NetworkForward['devices'] = { by: 'interface', names: changeList(names, command, dev, index) }
  return forward ? { ...network, forward: { ...forward, devices } } : network
}
