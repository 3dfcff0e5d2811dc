import { BusDoor } from '../../bus/BusDoor.js'
import { pathOfDriver } from '../../bus/tree/driverNodes.js'
import { accessOf } from '../access.js'
import type { DoorFactory } from '../Door.js'
import { busAddress } from '../hostBusOf.js'

/** The `org.libvirt` API under these names, on the system's bus or the session's. */
export function busDoor(names: readonly string[]): DoorFactory {
  return async (drivers, context) => {
    const { guard, trusts } = accessOf(context)
    return new BusDoor({
      bus: context.mode,
      address: busAddress(context.mode, process.env),
      names,
      drivers: () => drivers.map(driver => ({ driver, path: pathOfDriver(driver) })),
      guard,
      trusts,
      clientsChanged: () => context.clientsChanged(),
      lost: error => context.busLost(error),
    })
  }
}
