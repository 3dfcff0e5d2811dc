import { connectInterface } from '../interfaces/Connect.js'
import { virtbusConnectInterface } from '../interfaces/VirtbusConnect.js'
import type { BusInterface } from '../tree/BusInterface.js'
import { objectKinds } from '../tree/objectKinds.js'
import type { Place } from '../tree/ObjectTree.js'

const none: readonly BusInterface[] = []
const ofDrivers: readonly BusInterface[] = [connectInterface, virtbusConnectInterface]
const ofDriversElsewhere: readonly BusInterface[] = [connectInterface]

/** Interfaces of a place besides the standard ones. */
export function interfacesOf(place: Place): readonly BusInterface[] {
  if (place.is === 'above') return none
  if (place.is === 'driver') return place.node.elsewhere ? ofDriversElsewhere : ofDrivers
  return objectKinds[place.kind].interfaces
}
