// Owns the typed form of a network's document; each element family has a file of its own.
import type { XmlElement } from '../xml/XmlElement.js'
import type { Bandwidth } from './Bandwidth.js'
import type { NetworkDns } from './NetworkDns.js'
import type { NetworkForward } from './NetworkForward.js'
import type { NetworkIp } from './NetworkIp.js'
import type { PortGroup } from './PortGroup.js'
import type { Route } from './Route.js'
import type { VirtualPort } from './VirtualPort.js'
import type { Vlan } from './Vlan.js'

export const macTableManagers = ['kernel', 'libvirt'] as const

/** The bridge of a network: one we make, or for `forward mode='bridge'` the host's own. */
export interface NetworkBridge {
  readonly name?: string | undefined
  /** firewalld zone. */
  readonly zone?: string | undefined
  /** Spanning tree; on unless switched off. */
  readonly stp: boolean
  /** Forward delay in seconds. */
  readonly delay: bigint
  readonly macTableManager?: (typeof macTableManagers)[number] | undefined
}

/** DNS domain of a network's guests. */
export interface NetworkDomain {
  readonly name: string
  /** Names of the domain are never asked of another server. */
  readonly localOnly?: boolean | undefined
  /** Registered with the host's resolver. */
  readonly register?: boolean | undefined
}

export interface Network {
  readonly name: string
  readonly uuid: string
  readonly title?: string | undefined
  readonly description?: string | undefined
  readonly metadata?: XmlElement | undefined
  /** Guests may talk IPv6 to each other although the host has no IPv6 address in the network. */
  readonly ipv6WithoutGateway: boolean
  readonly trustGuestRxFilters?: boolean | undefined
  readonly domain?: NetworkDomain | undefined
  readonly forward?: NetworkForward | undefined
  readonly bridge: NetworkBridge
  /** Address of the bridge. */
  readonly mac?: string | undefined
  /** Bytes. */
  readonly mtu?: number | undefined
  readonly dns: NetworkDns
  readonly vlan?: Vlan | undefined
  readonly bandwidth?: Bandwidth | undefined
  /** Guests on this network cannot reach each other. */
  readonly isolatedPort?: boolean | undefined
  readonly ips: readonly NetworkIp[]
  readonly routes: readonly Route[]
  readonly virtualPort?: VirtualPort | undefined
  readonly portGroups: readonly PortGroup[]
  /** Lines for dnsmasq's configuration from its own XML namespace. */
  readonly dnsmasqOptions: readonly string[]
}

/** Namespace of `<dnsmasq:options>`. */
export const dnsmasqNamespace = 'http://libvirt.org/schemas/network/dnsmasq/1.0'

/** How a network's guests reach the world; `none` is an isolated network. */
export function forwardMode(network: Pick<Network, 'forward'>): NetworkForward['mode'] | 'none' {
  return network.forward?.mode ?? 'none'
}
