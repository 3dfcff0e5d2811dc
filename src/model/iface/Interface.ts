// Owns what a document says about a host interface: how it starts, its addresses, and what it is made of.
import type { Bond } from './Bond.js'
import type { Bridge } from './Bridge.js'
import type { InterfaceLink } from './InterfaceLink.js'
import type { InterfaceProtocol } from './InterfaceProtocol.js'
import type { Vlan } from './Vlan.js'

export const interfaceTypes = ['ethernet', 'bridge', 'bond', 'vlan'] as const
export const startModes = ['onboot', 'hotplug', 'none'] as const

interface InterfaceBase {
  readonly name: string
  readonly startMode?: (typeof startModes)[number] | undefined
  /** Largest frame in bytes, 1 to 100000. */
  readonly mtu?: number | undefined
  readonly mac?: string | undefined
  readonly protocols: readonly InterfaceProtocol[]
  /** State and speed of the wire; a bridge has none. */
  readonly link?: InterfaceLink | undefined
}

/** A host interface; the kind says what else there is to know. */
export type Interface = InterfaceBase &
  (
    | { readonly type: 'ethernet' }
    | { readonly type: 'bridge'; readonly bridge: Bridge }
    | { readonly type: 'bond'; readonly bond: Bond }
    | { readonly type: 'vlan'; readonly vlan: Vlan }
  )

/** Which kinds may be a part of which. Only a bridge and a bond have parts with a description of their own. */
export const allowedParts: Record<'bridge' | 'bond', readonly string[]> = {
  bridge: ['ethernet', 'bond', 'vlan'],
  bond: ['ethernet'],
}
