// Devices of the pretended host. Virtual Fibre Channel hosts come and go, as on a machine with such adapters.
import type { Verbs } from '../../../api/Driver.js'
import { connectListAllNodeDeviceFlags, nodeDeviceEventLifecycleType } from '../../../api/enums/nodedev.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { capabilityFlag } from '../../../api/nodeDeviceCapabilities.js'
import { capabilityNames } from '../../../model/nodedev/capabilityNames.js'
import { formatNodeDevice } from '../../../model/nodedev/formatNodeDevice.js'
import type { NodeDevice } from '../../../model/nodedev/NodeDevice.js'
import { parseNodeDevice } from '../../../model/nodedev/parseNodeDevice.js'
import type { TestHost, TestObjects } from '../TestHost.js'
import { TestNodeDevice } from './TestNodeDevice.js'

/** Adds a device to the host, as if it had always been there. */
export function addNodeDevice(host: TestHost, definition: NodeDevice): TestNodeDevice {
  const device = new TestNodeDevice(definition)
  host.nodeDevices.set(device.name, device)
  host.change('added', device)
  return device
}

export function nodeDeviceVerbs(host: TestHost): Verbs<TestObjects> {
  const tell = (dev: TestNodeDevice, event: keyof typeof nodeDeviceEventLifecycleType) =>
    host.options.feed.emit('nodeDeviceLifecycleEvent', { dev, event: nodeDeviceEventLifecycleType[event], detail: 0 })
  return {
    nodeDeviceLookupByName: ({ name }) => ({ dev: host.findNodeDevice({ name }) }),
    nodeDeviceLookupScsiHostByWwn: ({ wwnn, wwpn }) => {
      const dev = [...host.nodeDevices.values()].find(({ scsiHost }) => {
        return scsiHost?.fcHost?.wwnn === wwnn && scsiHost.fcHost.wwpn === wwpn
      })
      if (!dev) throw new LibvirtError('NO_NODE_DEVICE')
      return { dev }
    },
    connectListAllNodeDevices: ({ flags }) => {
      const devices = [...host.nodeDevices.values()].filter(device => isWanted(device, flags))
      return { devices, ret: devices.length }
    },
    nodeDeviceGetXmlDesc: ({ name: { definition } }) => ({ xml: formatNodeDevice(definition) }),
    nodeDeviceGetParent: ({ name: { definition } }) => ({ parentName: definition.parent }),
    nodeDeviceNumOfCaps: ({ name }) => ({ num: name.capabilities.length }),
    nodeDeviceListCaps: ({ name, maxnames }) => ({ names: name.capabilities.slice(0, Math.max(0, maxnames)) }),
    nodeDeviceCreateXml: {
      prepare: ({ xml_desc }) => {
        const wanted = parseNodeDevice(xml_desc, { create: true, random: host.options.context.random })
        const definition = virtualHost(host, wanted)
        return {
          details: new TestNodeDevice(definition).details,
          run: () => {
            const dev = addNodeDevice(host, definition)
            tell(dev, 'CREATED')
            return { dev }
          },
        }
      },
    },
    nodeDeviceDestroy: ({ name: device }) => {
      const { definition } = device
      if (!device.scsiHost?.fcHost || parentOf(host, definition)?.scsiHost?.vportOps === undefined) {
        throw new LibvirtError('INTERNAL_ERROR', `Device '${device.name}' is not a virtual host of another device`)
      }
      host.nodeDevices.delete(device.name)
      tell(device, 'DELETED')
      host.change('removed', device)
    },
    // They are there, come back at the next connection, and nothing has to start them.
    nodeDeviceIsActive: () => ({ active: 1 }),
    nodeDeviceIsPersistent: () => ({ persistent: 1 }),
    nodeDeviceGetAutostart: () => ({ autostart: 0 }),
  }
}

function isWanted({ definition }: TestNodeDevice, flags: number): boolean {
  const { ACTIVE, INACTIVE, PERSISTENT, TRANSIENT } = connectListAllNodeDeviceFlags
  const states = ACTIVE | INACTIVE | PERSISTENT | TRANSIENT
  const named = flags & ~states
  if (named !== 0 && !capabilityNames(definition).some(name => named & (capabilityFlag(name) ?? 0))) return false
  const group = (yes: number, no: number) => (flags & (yes | no)) === 0 || (flags & yes) !== 0
  return group(ACTIVE, INACTIVE) && group(PERSISTENT, TRANSIENT)
}

const parentOf = (host: TestHost, { parent }: NodeDevice) =>
  parent === undefined ? undefined : host.nodeDevices.get(parent)

/** What the adapter would make of a wish for a virtual host: the next number, on the adapter's fabric. */
function virtualHost(host: TestHost, wanted: NodeDevice): NodeDevice {
  const [asked] = wanted.capabilities
  if (asked?.type !== 'scsi_host' || !asked.fcHost) {
    throw new LibvirtError('INTERNAL_ERROR', 'Device is not a fibre channel HBA')
  }
  const parent = adapterFor(host, wanted)
  const numbers = [...host.nodeDevices.values()].map(({ scsiHost }) => scsiHost?.host ?? 0)
  const number = Math.max(...numbers) + 1
  const fabricWwn = parent.scsiHost?.fcHost?.fabricWwn
  return {
    name: `scsi_host${number}`,
    devlinks: [],
    parent: parent.name,
    capabilities: [
      {
        type: 'scsi_host',
        host: number,
        uniqueId: number - 1,
        fcHost: { ...asked.fcHost, fabricWwn },
      },
    ],
  }
}

/** The adapter a document names by name or world-wide names, or one that can make virtual hosts. */
function adapterFor(host: TestHost, wanted: NodeDevice): TestNodeDevice {
  const { parent, parentWwnn, parentWwpn, parentFabricWwn } = wanted
  const all = [...host.nodeDevices.values()]
  if (parent !== undefined) {
    const named = parentOf(host, wanted)
    if (!named) throw new LibvirtError('INTERNAL_ERROR', "Could not find parent device for 'new device'")
    if (!named.scsiHost?.vportOps) {
      throw new LibvirtError('INTERNAL_ERROR', `Parent device ${parent} is not capable of vport operations`)
    }
    return named
  }
  const found = all.find(({ scsiHost }) => {
    if (!scsiHost?.vportOps) return false
    const { fcHost } = scsiHost
    if (parentWwnn !== undefined) return fcHost?.wwnn === parentWwnn && fcHost.wwpn === parentWwpn
    return parentFabricWwn === undefined || fcHost?.fabricWwn === parentFabricWwn
  })
  if (!found) throw new LibvirtError('NO_NODE_DEVICE', 'no adapter that makes virtual hosts matches the document')
  return found
}
