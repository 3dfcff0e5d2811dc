import { connectInterface } from '../interfaces/Connect.js'
import { virtbusConnectInterface } from '../interfaces/VirtbusConnect.js'
import type { BusInterface } from '../tree/BusInterface.js'
import { objectKinds } from '../tree/objectKinds.js'
import type { Place } from '../tree/ObjectTree.js'

const none: readonly BusInterface[] = []
const ofDrivers: readonly BusInterface[] = [connectInterface, virtbusConnectInterface]

/** Interfaces of a place besides the standard ones. */
export function interfacesOf(place: Place): readonly BusInterface[] {
  if (place.is === 'above') return none
  return place.is === 'driver' ? ofDrivers : objectKinds[place.kind].interfaces
}
