// Owns what a network knows of one guest's interface that is plugged into it.
import type { PciAddress } from '../domain/devices/address.js'
import type { Bandwidth } from '../network/Bandwidth.js'
import type { VirtualPort } from '../network/VirtualPort.js'
import type { Vlan } from '../network/Vlan.js'

export const macvtapModes = ['vepa', 'private', 'bridge', 'passthrough'] as const

/** What the interface is connected to. */
export type NetworkPlug =
  | { readonly type: 'none' }
  | {
      readonly type: 'network' | 'bridge'
      readonly bridge: string
      readonly macTableManager?: 'kernel' | 'libvirt' | undefined
    }
  | { readonly type: 'direct'; readonly device: string; readonly mode: (typeof macvtapModes)[number] }
  | {
      readonly type: 'hostdev-pci'
      readonly managed: boolean
      readonly driver?: { readonly name?: string | undefined; readonly model?: string | undefined } | undefined
      readonly address: PciAddress
    }

export interface NetworkPort {
  readonly uuid: string
  /** The guest. */
  readonly owner: { readonly name: string; readonly uuid: string }
  /** Port group of the network. */
  readonly group?: string | undefined
  readonly mac: string
  readonly virtualPort?: VirtualPort | undefined
  readonly bandwidth?: Bandwidth | undefined
  readonly vlan?: Vlan | undefined
  readonly isolatedPort?: boolean | undefined
  readonly trustGuestRxFilters?: boolean | undefined
  readonly plug: NetworkPlug
}
