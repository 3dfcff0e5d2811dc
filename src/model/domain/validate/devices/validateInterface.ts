import type { Interface } from '../../devices/interface.js'
import type { DeviceValidator } from '../DeviceValidator.js'
import { refuse } from '../refuse.js'

/** Connections to a Linux bridge, whose ports can be isolated. */
const bridged: readonly string[] = ['network', 'bridge']

/** What holds for network cards whatever runs the guest (virDomainNetDefValidate). */
export const validateInterface: DeviceValidator<Interface> = card => {
  const { connection, backend, model } = card
  const { type } = connection
  const passt = backend?.type === 'passt'
  refuse(
    (card.hostIp.routes.length > 0 || card.hostIp.ips.length > 0) && type !== 'ethernet',
    `Invalid attempt to set network interface host-side IP route and/or address info on interface of type '${type}'. This is only supported on interfaces of type 'ethernet'`,
  )
  refuse(
    card.targetManaged === false && type !== 'ethernet',
    `unmanaged target dev is not supported on interfaces of type '${type}'`,
  )
  refuse(
    passt && type !== 'user' && type !== 'vhostuser',
    "The 'passt' backend can only be used with interface type='user' or type='vhostuser'",
  )
  refuse(
    card.portForwards.length > 0 && !passt,
    "The <portForward> element can only be used with the 'passt' backend of interface type='user' or type='vhostuser'",
  )
  for (const { ranges } of card.portForwards) {
    for (const { start, end, to, exclude } of ranges) {
      refuse(
        start === undefined && (end !== undefined || to !== undefined || exclude !== undefined),
        "The 'range' of a 'portForward' requires 'start' attribute if 'end', 'to', or 'exclude' is specified",
        'XML_ERROR',
      )
    }
  }
  refuse(
    type === 'vhostuser' && !(model?.startsWith('virtio') ?? false),
    "Wrong or no <model> 'type' attribute specified with <interface type='vhostuser'/>. vhostuser requires the virtio-net* frontend",
    'INTERNAL_ERROR',
  )
  refuse(
    card.bandwidth !== undefined && type === 'hostdev',
    `interface ${card.mac} - bandwidth settings are not supported for hostdev interfaces`,
  )
  refuse(
    card.isolatedPort === true && !bridged.includes(type),
    `interface ${card.mac} - <port isolated='yes'/> is not supported for network interfaces with type='${type}'`,
  )
  refuse(
    card.isolatedPort === true && card.virtualPort?.type !== undefined,
    `interface ${card.mac} - <port isolated='yes'/> is not supported for network interfaces with virtualport type='${card.virtualPort?.type}'`,
  )
}
