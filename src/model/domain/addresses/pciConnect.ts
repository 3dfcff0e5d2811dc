// What plugs into what in PCI: a device asks for one kind of slot, a bus offers several. Sets of kinds are bit masks.
import type { PciControllerModel } from '../devices/controller.js'

/** Kinds of slots and traits of them (virDomainPCIConnectFlags). */
export const connect = {
  pciDevice: 1 << 0,
  pcieDevice: 1 << 1,
  rootPort: 1 << 2,
  switchUpstream: 1 << 3,
  switchDownstream: 1 << 4,
  dmiToPci: 1 << 5,
  pcieToPci: 1 << 6,
  pciBridge: 1 << 7,
  pciExpander: 1 << 8,
  pcieExpander: 1 << 9,
  /** The slot takes hotplug, or the device may come by it. */
  hotplug: 1 << 10,
  /** Eight devices share a slot, one function each. */
  aggregate: 1 << 11,
  /** Part of the chipset: only the root bus will do. */
  integrated: 1 << 12,
} as const

/** The bits that name a kind. */
export const connectKinds = (1 << 10) - 1
const endpoints = connect.pciDevice | connect.pcieDevice

/** What a PCI controller asks of the bus it is plugged into; roots ask for nothing. */
export const controllerNeeds: Readonly<Record<PciControllerModel, number>> = {
  'pci-root': 0,
  'pcie-root': 0,
  'pci-bridge': connect.pciBridge,
  'dmi-to-pci-bridge': connect.dmiToPci,
  'pcie-to-pci-bridge': connect.pcieToPci,
  'pcie-root-port': connect.rootPort | connect.aggregate,
  'pcie-switch-upstream-port': connect.switchUpstream,
  'pcie-switch-downstream-port': connect.switchDownstream,
  'pci-expander-bus': connect.pciExpander,
  'pcie-expander-bus': connect.pcieExpander,
}

/** Slots below a controller. */
export interface BusTraits {
  readonly offers: number
  readonly minSlot: number
  readonly maxSlot: number
}

const lastSlot = 31
const { pciDevice, pcieDevice, pciBridge, rootPort, dmiToPci, pcieToPci, hotplug } = connect

/** What each controller offers (virDomainPCIAddressBusSetModel). */
export const busTraits: Readonly<Record<PciControllerModel, BusTraits>> = {
  'pci-root': { offers: hotplug | pciDevice | pciBridge | connect.pciExpander, minSlot: 1, maxSlot: lastSlot },
  'pci-bridge': { offers: hotplug | pciDevice | pciBridge, minSlot: 1, maxSlot: lastSlot },
  'pci-expander-bus': { offers: hotplug | pciDevice | pciBridge, minSlot: 0, maxSlot: lastSlot },
  'pcie-root': {
    // A bridge to PCI may be put here by hand, but belongs behind a root port, where it can be plugged.
    offers: pcieDevice | rootPort | dmiToPci | connect.pcieExpander | connect.integrated,
    minSlot: 1,
    maxSlot: lastSlot,
  },
  'dmi-to-pci-bridge': { offers: pciDevice | pciBridge, minSlot: 0, maxSlot: lastSlot },
  'pcie-to-pci-bridge': { offers: hotplug | pciDevice | pciBridge, minSlot: 1, maxSlot: lastSlot },
  'pcie-root-port': {
    offers: hotplug | pcieDevice | connect.switchUpstream | pcieToPci,
    minSlot: 0,
    maxSlot: 0,
  },
  'pcie-switch-upstream-port': { offers: connect.switchDownstream, minSlot: 0, maxSlot: lastSlot },
  'pcie-switch-downstream-port': {
    offers: hotplug | pcieDevice | connect.switchUpstream | pcieToPci,
    minSlot: 0,
    maxSlot: 0,
  },
  'pcie-expander-bus': { offers: rootPort | dmiToPci, minSlot: 0, maxSlot: lastSlot },
}

const kindNames: readonly (readonly [number, string])[] = [
  [connect.pciDevice, 'a standard PCI device'],
  [connect.pcieDevice, 'a PCI Express device'],
  [connect.rootPort, 'a pcie-root-port'],
  [connect.switchUpstream, 'a pcie-switch-upstream-port'],
  [connect.switchDownstream, 'a pcie-switch-downstream-port'],
  [connect.dmiToPci, 'a dmi-to-pci-bridge'],
  [connect.pcieToPci, 'a pcie-to-pci-bridge'],
  [connect.pciBridge, 'a pci-bridge'],
  [connect.pciExpander, 'a pci-expander-bus'],
  [connect.pcieExpander, 'a pcie-expander-bus'],
]

/** Why a device cannot go on a bus, or undefined when it can. */
export interface Mismatch {
  /** What the bus would have to accept, e.g. `a pci-bridge`; undefined when only hotplug is missing. */
  readonly accepts: string | undefined
}

/** Whoever chooses an address may put a bridge to PCI on the express root. */
const pcieToPciOf = (offers: number): number => ((offers & dmiToPci) !== 0 ? pcieToPci : 0)

/**
 * Whether a bus that offers `offers` has a slot for a device that needs `needs`.
 * @param chosen the user chose the address: endpoints may then go into slots of the other standard and without hotplug
 */
export function mismatch(offers: number, needs: number, chosen: boolean): Mismatch | undefined {
  const offered =
    chosen && (offers & endpoints) !== 0 ? offers | endpoints | connect.hotplug | pcieToPciOf(offers) : offers
  if ((needs & offered & connectKinds) === 0) {
    return { accepts: kindNames.find(([kind]) => (needs & kind) !== 0)?.[1] ?? 'this device' }
  }
  if (chosen) return undefined
  if ((needs & connect.integrated) !== 0) {
    return (offered & connect.integrated) === 0 ? { accepts: 'an integrated device' } : undefined
  }
  return (needs & connect.hotplug) !== 0 && (offered & connect.hotplug) === 0 ? { accepts: undefined } : undefined
}
