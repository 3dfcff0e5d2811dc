// Which functions of which slots are taken, and where the next device goes (virDomainPCIAddressSet).
import { LibvirtError } from '../../../api/LibvirtError.js'
import { type PciAddress, pciAddressText } from '../devices/address.js'
import type { PciControllerModel } from '../devices/controller.js'
import { busTraits, connect, connectKinds, controllerNeeds, mismatch } from './pciConnect.js'

interface Slot {
  /** Bit mask of the functions in use. */
  functions: number
  /** Shared by devices that do not mind. */
  aggregate: boolean
}

/** The slots behind one PCI controller. */
export interface PciBus {
  readonly model: PciControllerModel
  readonly offers: number
  readonly minSlot: number
  readonly maxSlot: number
  readonly slots: Slot[]
}

/** Where on the PCI buses something is. */
export type PciPlace = Pick<PciAddress, 'bus' | 'slot' | 'function'> & { domain?: number }

const refuse = (detail: string) => new LibvirtError('XML_ERROR', detail)

export class PciAddressSet {
  readonly buses: PciBus[] = []

  /**
   * @param grows whether buses are added when none has room; otherwise no room is an error
   * @param pcieToPciBridge the emulator has that bridge, which is preferred to dmi-to-pci-bridge
   */
  constructor(
    readonly grows: boolean,
    readonly pcieToPciBridge: boolean,
  ) {}

  addBus(model: PciControllerModel): void {
    const { offers, minSlot, maxSlot } = busTraits[model]
    this.buses.push({
      model,
      offers,
      minSlot,
      maxSlot,
      slots: Array.from({ length: maxSlot + 1 }, () => ({ functions: 0, aggregate: false })),
    })
  }

  /** Whether any function of the slot is taken. */
  slotInUse({ bus, slot }: Pick<PciPlace, 'bus' | 'slot'>): boolean {
    return (this.buses[bus]?.slots[slot]?.functions ?? 0) !== 0
  }

  /** Whether every slot of every bus is taken. */
  get full(): boolean {
    return this.buses.every(({ slots, minSlot }) => slots.every((slot, at) => at < minSlot || slot.functions !== 0))
  }

  /**
   * Takes a place that a document or the chipset demands.
   * @throws LibvirtError XML_ERROR when there is no such place, something else is there, or the device does not fit
   */
  reserve(place: PciPlace, needs: number): void {
    if (this.grows && place.bus >= this.buses.length) this.#grow({ ...place }, needs)
    this.#take(place, needs, true)
  }

  /**
   * Finds and takes a place.
   * @param func the function it must have; any if undefined
   * @throws LibvirtError when there is no place and none can be added
   */
  reserveNext(needs: number, func?: number): PciPlace {
    const place = this.#find(needs, func) ?? this.#extend(needs, func)
    this.#take(place, needs, false)
    return place
  }

  #find(needs: number, func: number | undefined): PciPlace | undefined {
    for (const [bus, { offers, slots, minSlot, maxSlot }] of this.buses.entries()) {
      if (mismatch(offers, needs, false)) continue
      for (let slot = minSlot; slot <= maxSlot; slot++) {
        const state = slots[slot]
        if (!state) continue
        if (state.functions === 0) return { bus, slot, function: func ?? 0 }
        if ((needs & connect.aggregate) === 0 || !state.aggregate) continue
        const free = [0, 1, 2, 3, 4, 5, 6, 7].find(
          one => (func === undefined || one === func) && (state.functions & (1 << one)) === 0,
        )
        if (free !== undefined) return { bus, slot, function: free }
      }
    }
    return undefined
  }

  #extend(needs: number, func: number | undefined): PciPlace {
    if (!this.grows) throw new LibvirtError('INTERNAL_ERROR', 'No more available PCI slots')
    const place = { bus: this.buses.length, slot: 0, function: func ?? 0 }
    this.#grow(place, needs)
    return { ...place, slot: this.buses[place.bus]?.minSlot ?? 0 }
  }

  /** Adds buses up to `place.bus`, which moves on when a bridge has to come in between. */
  #grow(place: PciPlace, needs: number): void {
    if ((needs & connect.pciDevice) !== 0) {
      const roomForBridge = this.buses.some(({ offers }) => (offers & connect.pciBridge) !== 0)
      if (!roomForBridge) {
        if (place.bus === this.buses.length) place.bus++
        if (this.pcieToPciBridge) {
          this.addBus('pcie-root-port')
          // The port's only slot is the bridge's, so that no other device is put there meanwhile.
          this.#occupyLast()
          this.addBus('pcie-to-pci-bridge')
        } else {
          this.addBus('dmi-to-pci-bridge')
        }
      }
      while (this.buses.length <= place.bus) this.addBus('pci-bridge')
    } else if ((needs & connect.pciBridge) !== 0) {
      const model = this.pcieToPciBridge ? 'pcie-to-pci-bridge' : 'dmi-to-pci-bridge'
      while (this.buses.length <= place.bus) this.addBus(model)
    } else if ((needs & (connect.pcieDevice | connect.switchUpstream)) !== 0) {
      while (this.buses.length <= place.bus) this.addBus('pcie-root-port')
    } else {
      const model = Object.entries(controllerNeeds).find(([, kind]) => (kind & needs & connectKinds) !== 0)?.[0]
      throw new LibvirtError(
        'INTERNAL_ERROR',
        `a PCI slot is needed to connect a PCI controller model='${model}', but none is available, and it cannot be automatically added`,
      )
    }
  }

  #occupyLast(): void {
    const only = this.buses.at(-1)?.slots[0]
    if (only) only.functions = 1
  }

  #take(place: PciPlace, needs: number, chosen: boolean): void {
    const text = pciAddressText({ domain: place.domain ?? 0, ...place })
    const state = this.#slot(place, text, needs, chosen)
    const bit = 1 << place.function
    if ((state.functions & bit) !== 0) throw refuse(`Attempted double use of PCI Address ${text}`)
    if (state.functions === 0 && (needs & connect.aggregate) !== 0) state.aggregate = true
    state.functions |= bit
  }

  #slot(place: PciPlace, text: string, needs: number, chosen: boolean): Slot {
    if (this.buses.length === 0) throw refuse('No PCI buses available')
    if ((place.domain ?? 0) !== 0) throw refuse(`Invalid PCI address ${text}. Only PCI domain 0 is available`)
    const bus = this.buses[place.bus]
    if (!bus) {
      throw refuse(`Invalid PCI address ${text}. Only PCI buses up to ${this.buses.length - 1} are available`)
    }
    const wrong = mismatch(bus.offers, needs, chosen)
    if (wrong) {
      throw refuse(
        wrong.accepts === undefined
          ? `The device at PCI address ${text} requires hotplug capability, but the PCI controller with index='${place.bus}' doesn't support hotplug`
          : `The device at PCI address ${text} cannot be plugged into the PCI controller with index='${place.bus}'. It requires a controller that accepts ${wrong.accepts}.`,
      )
    }
    if (place.slot < bus.minSlot) throw refuse(`Invalid PCI address ${text}. slot must be >= ${bus.minSlot}`)
    const slot = bus.slots[place.slot]
    if (!slot) throw refuse(`Invalid PCI address ${text}. slot must be <= ${bus.maxSlot}`)
    return slot
  }
}
