// Owns <capability type='net'>: a network card.
import { formatInterfaceLink, type InterfaceLink, parseInterfaceLink } from '../iface/InterfaceLink.js'
import { childText, nonEmpty, oneOf, refuseAt } from '../xml/read.js'
import type { XmlElement } from '../xml/XmlElement.js'
import type { XmlWriter } from '../xml/XmlWriter.js'
import type { NodeDeviceContext } from './NodeDevice.js'

/** What a card does by itself, in the order in which libvirt tells it. */
export const netFeatures = [
  'rx',
  'tx',
  'sg',
  'tso',
  'ufo',
  'gso',
  'gro',
  'lro',
  'rxvlan',
  'txvlan',
  'ntuple',
  'rxhash',
  'rdma',
  'txudptnl',
  'switchdev',
] as const
const netKinds = ['80203', '80211'] as const

export interface NetCapability {
  readonly type: 'net'
  readonly interface: string
  readonly address?: string | undefined
  readonly link?: InterfaceLink | undefined
  readonly features: readonly (typeof netFeatures)[number][]
  /** IEEE 802.3 or 802.11. */
  readonly kind?: (typeof netKinds)[number] | undefined
}

/** @throws LibvirtError INTERNAL_ERROR, XML_ERROR, CONFIG_UNSUPPORTED */
export function parseNetCapability(element: XmlElement, { device }: NodeDeviceContext): NetCapability {
  const name = childText(element, 'interface')
  if (name === undefined) throw refuseAt(element, `no network interface supplied for '${device}'`, 'INTERNAL_ERROR')
  const features = element.elements('feature').map(parseFeature)
  const kindText = nonEmpty(element.child('capability'), 'type')
  const kind = oneOf(kindText, netKinds)
  if (kindText !== undefined && kind === undefined) {
    throw refuseAt(element, `invalid network type supplied for '${device}'`, 'CONFIG_UNSUPPORTED')
  }
  const link = element.child('link')
  return {
    type: 'net',
    interface: name,
    address: childText(element, 'address'),
    link: link && parseInterfaceLink(link),
    features: netFeatures.filter(feature => features.includes(feature)),
    kind,
  }
}

function parseFeature(element: XmlElement): (typeof netFeatures)[number] {
  const name = element.attribute('name')
  if (name === undefined) throw refuseAt(element, 'missing network device feature name')
  const feature = oneOf(name, netFeatures)
  if (feature === undefined) throw refuseAt(element, `unknown network device feature '${name}'`)
  return feature
}

export function formatNetCapability(writer: XmlWriter, net: NetCapability): void {
  writer.text('interface', net.interface).text('address', net.address)
  formatInterfaceLink(writer, net.link)
  for (const name of net.features) writer.element('feature', { name })
  if (net.kind) writer.element('capability', { type: net.kind })
}
