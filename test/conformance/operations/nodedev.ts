import {
  type MdevctlCommand,
  type MdevctlDevice,
  mdevctlAutostart,
  mdevctlList,
  mdevctlMake,
  mdevctlModify,
  mdevctlVerb,
} from '../../../src/drivers/nodedev/mdevctlCommands.js'
import { parseMdevctlList } from '../../../src/drivers/nodedev/parseMdevctlList.js'
import { formatNodeDevice } from '../../../src/model/nodedev/formatNodeDevice.js'
import type { NodeCapability } from '../../../src/model/nodedev/NodeDevice.js'
import { parseNodeDevice } from '../../../src/model/nodedev/parseNodeDevice.js'
import { fixedRandom } from '../fixedRandom.js'
import { inputOf, type Operation, type Request } from './Operation.js'

/** Address and name of the parents there are, see `nodedev` in the fixtures' environment. */
const knownParents = new Map([
  ['0000:00:02.0', 'pci_0000_00_02_0'],
  ['matrix', 'ap_matrix'],
  ['0.0.0052', 'css_0_0_0052'],
])

/** Block sizes, which a host would tell: 2048 bytes of a medium that is there, 512 of a disk. */
function withBlocks(capability: NodeCapability): NodeCapability {
  if (capability.type !== 'storage') return capability
  const { removable, size } = capability
  if (removable && !removable.mediaAvailable) return capability
  const logicalBlockSize = removable ? 2048n : 512n
  return { ...capability, logicalBlockSize, numberOfBlocks: size / logicalBlockSize }
}

function convert(request: Request): object {
  const device = parseNodeDevice(inputOf(request, 'xml'), { random: fixedRandom })
  const known = { ...device, capabilities: device.capabilities.map(withBlocks) }
  return { xml: formatNodeDevice(known, { inactive: request.params['inactive'] === true }) }
}

function mdevctlDevice(request: Request, role: string): MdevctlDevice {
  const { capabilities, parent } = parseNodeDevice(inputOf(request, role), { create: true, random: fixedRandom })
  const mdev = capabilities.find(capability => capability.type === 'mdev')
  if (!mdev) throw new Error(`${request.name}: no mediated device`)
  const parentAddress = [...knownParents].find(([, name]) => name === parent)?.[0]
  return { mdev, parent, parentAddress }
}

/** What an element of `sequence` asks for, whatever it is written as: words, or an object with flags. */
function asks(element: unknown, word: string): boolean {
  if (typeof element === 'boolean') return element
  if (typeof element === 'string')
    return element
      .toLowerCase()
      .split(/[^a-z]+/)
      .includes(word)
  if (typeof element !== 'object' || element === null) return false
  return Object.entries(element).some(([key, value]) => (key === word && value === true) || value === word)
}

function mdevctl(request: Request): object {
  const { command, sequence } = request.params
  if (command === 'list-defined') return { commands: [mdevctlList(true)] }
  const steps: readonly unknown[] = Array.isArray(sequence) ? sequence : [undefined]
  const device = mdevctlDevice(request, 'xml')
  const commandFor = (step: unknown): MdevctlCommand => {
    switch (command) {
      case 'create':
      case 'define':
        return mdevctlMake(command, device)
      case 'start':
      case 'stop':
      case 'undefine':
        return mdevctlVerb(command, device.mdev)
      case 'modify': {
        const changed = asks(step, 'update') ? mdevctlDevice(request, 'update') : device
        const both = asks(step, 'both')
        return mdevctlModify(changed, { defined: both || asks(step, 'defined'), live: both || asks(step, 'live') })
      }
      case 'autostart':
        return mdevctlAutostart(device.mdev, asks(step, 'auto') || asks(step, 'autostart'))
      default:
        throw new Error(`${request.name}: no command '${String(command)}'`)
    }
  }
  return { commands: steps.map(commandFor) }
}

export const nodedevOperations: readonly (readonly [string, Operation])[] = [
  ['nodedev.xml2xml', convert],
  ['nodedev.mdevctl', mdevctl],
  [
    'nodedev.mdevctlparse',
    request => {
      const devices = parseMdevctlList(inputOf(request, 'json'), address => knownParents.get(address))
      return { xml: devices.map(device => formatNodeDevice(device, { inactive: true })).join('') }
    },
  ],
]
