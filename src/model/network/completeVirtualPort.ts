import { LibvirtError } from '../../api/LibvirtError.js'
import type { VirtualPort, VirtualPortType } from './VirtualPort.js'

type Parameter = keyof Omit<VirtualPort, 'type'>

/** What a port of each type cannot do without, by the name of the attribute. */
const needed: Record<VirtualPortType, readonly [Parameter, string][]> = {
  '802.1Qbg': [
    ['managerId', 'managerid'],
    ['typeId', 'typeid'],
    ['typeIdVersion', 'typeidversion'],
  ],
  '802.1Qbh': [['profileId', 'profileid']],
  openvswitch: [],
  midonet: [['interfaceId', 'interfaceid']],
}

/**
 * Demands what the switch must know of a port, and makes up what only has to be unique
 * (virNetDevVPortProfileCheckComplete).
 * @throws LibvirtError XML_ERROR for what is missing
 */
export function completeVirtualPort(port: VirtualPort, newUuid: () => string): VirtualPort {
  const { type } = port
  if (type === undefined) throw new LibvirtError('XML_ERROR', 'missing required virtualport type')
  for (const [parameter, name] of needed[type]) {
    if (port[parameter] === undefined) {
      throw new LibvirtError('XML_ERROR', `missing ${name} in <virtualport type='${type}'>`)
    }
  }
  if (type === '802.1Qbg') return { ...port, instanceId: port.instanceId ?? newUuid() }
  if (type === 'openvswitch') return { ...port, interfaceId: port.interfaceId ?? newUuid() }
  return port
}
