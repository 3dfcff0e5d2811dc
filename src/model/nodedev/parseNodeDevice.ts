// Reads a host device's document with libvirt's refusals.
import { LibvirtError } from '../../api/LibvirtError.js'
import { type NodeDeviceCapability, nodeDeviceCapabilities } from '../../api/nodeDeviceCapabilities.js'
import type { Random } from '../Random.js'
import { parseXmlRoot } from '../xml/parseXml.js'
import { childText, nonEmpty, refuseAt, requiredEnum } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import { parseApCard, parseApMatrix, parseApQueue } from './ApCapability.js'
import { parseCcw, parseCcwGroup, parseCss } from './CcwCapability.js'
import { parseMdevCapability } from './MdevCapability.js'
import { parseNetCapability } from './NetCapability.js'
import type { NodeCapability, NodeDevice, NodeDeviceContext } from './NodeDevice.js'
import { parsePciCapability } from './PciCapability.js'
import { parseDrmCapability } from './PlainCapability.js'
import { parseScsiHost, parseScsiTarget, parseScsiUnit } from './ScsiCapability.js'
import { parseStorageCapability } from './StorageCapability.js'
import { parseSystemCapability } from './SystemCapability.js'
import { parseUsbDevice, parseUsbInterface } from './UsbCapability.js'

type CapabilityReader = (element: XmlElement, context: NodeDeviceContext) => NodeCapability

/** Kinds without a reader stand within others, or only the driver makes them. */
const readers: Partial<Record<NodeDeviceCapability, CapabilityReader>> = {
  system: parseSystemCapability,
  pci: parsePciCapability,
  usb_device: parseUsbDevice,
  usb: parseUsbInterface,
  net: parseNetCapability,
  scsi_host: parseScsiHost,
  scsi_target: parseScsiTarget,
  scsi: parseScsiUnit,
  storage: parseStorageCapability,
  drm: parseDrmCapability,
  mdev: parseMdevCapability,
  ccw: parseCcw,
  css: parseCss,
  ap_card: parseApCard,
  ap_queue: parseApQueue,
  ap_matrix: parseApMatrix,
  ccwgroup: parseCcwGroup,
}

export interface NodeDeviceParseOptions {
  /** The device is to be made: its name does not count, see `NodeDeviceContext`. */
  readonly create?: boolean
  readonly random: Random
}

/**
 * The device a document describes.
 * @throws LibvirtError NO_NAME, XML_ERROR, XML_DETAIL, INTERNAL_ERROR, CONFIG_UNSUPPORTED
 */
export function parseNodeDevice(text: string, { create = false, random }: NodeDeviceParseOptions): NodeDevice {
  const root = parseXmlRoot(text, '(node_device_definition)', 'device')
  const name = create ? 'new device' : childText(root, 'name')
  if (name === undefined) throw new LibvirtError('NO_NAME')
  const context = { device: name, create, newWwn: () => generateWwn(random) }
  const capabilities = root.elements('capability')
  const device: NodeDevice = {
    name,
    path: childText(root, 'path'),
    ...parseDevnodes(root),
    ...parseParent(root),
    capabilities: capabilities.map(element => parseCapability(element, context)),
  }
  if (capabilities.length === 0) {
    throw refuseAt(root, `no device capabilities for '${name}'`, 'INTERNAL_ERROR')
  }
  return device
}

function parseCapability(element: XmlElement, context: NodeDeviceContext): NodeCapability {
  const type = requiredEnum(element, 'type', nodeDeviceCapabilities)
  const read = readers[type]
  if (read) return read(element, context)
  const what = `unknown capability type '${nodeDeviceCapabilities.indexOf(type)}' for '${context.device}'`
  throw refuseAt(element, what, 'INTERNAL_ERROR')
}

function parseDevnodes(root: XmlElement): Pick<NodeDevice, 'devnode' | 'devlinks'> {
  const nodes = root.elements('devnode').map(element => {
    return { type: requiredEnum(element, 'type', ['dev', 'link']), path: element.text }
  })
  const paths = (wanted: 'dev' | 'link') => nodes.flatMap(({ type, path }) => (type === wanted ? [path] : []))
  return { devnode: paths('dev').at(-1), devlinks: paths('link') }
}

function parseParent(root: XmlElement): Partial<NodeDevice> {
  const element = root.child('parent')
  const wwnn = nonEmpty(element, 'wwnn')
  const wwpn = nonEmpty(element, 'wwpn')
  if (wwnn !== undefined && wwpn === undefined) {
    throw refuseAt(root, `when providing parent wwnn='${wwnn}', the wwpn must also be provided`)
  }
  if (wwnn === undefined && wwpn !== undefined) {
    throw refuseAt(root, `when providing parent wwpn='${wwpn}', the wwnn must also be provided`)
  }
  return {
    parent: childText(root, 'parent'),
    parentWwnn: wwnn,
    parentWwpn: wwpn,
    parentFabricWwn: nonEmpty(element, 'fabric_wwn'),
  }
}

/** A name of the kind "IEEE registered": the 5, the vendor's 24 bits and 36 random ones. */
function generateWwn(random: Pick<Random, 'bits'>): string {
  const vendor = '001a4a'
  const low = random.bits(32).toString(16).padStart(8, '0')
  return `5${vendor}${random.bits(4).toString(16)}${low}`
}
