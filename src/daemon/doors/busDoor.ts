import { BusDoor } from '../../bus/BusDoor.js'
import { pathOfDriver } from '../../bus/tree/driverNodes.js'
import { log } from '../../log/log.js'
import { accessOf } from '../access.js'
import type { Door, DoorFactory } from '../Door.js'
import { busAddress } from '../hostBusOf.js'

/** The `org.libvirt` API under these names, on the system's bus or the session's. */
export function busDoor(names: readonly string[]): DoorFactory {
  return async (drivers, context) => {
    const { guard, trusts } = accessOf(context)
    const address = busAddress(context.mode, process.env)
    const door = new BusDoor({
      bus: context.mode,
      address,
      names,
      drivers: () => drivers.map(driver => ({ driver, path: pathOfDriver(driver) })),
      guard,
      trusts,
      clientsChanged: () => context.clientsChanged(),
      lost: error => context.busLost(error),
    })
    return unlessThereIsNoBus(door, address)
  }
}

/** The door, or none where there is nothing to open it on: a plain container or a login without a session has no bus; the sockets serve all the same there. */
export function unlessThereIsNoBus(door: BusDoor, address: string): Door {
  let absent = false
  return {
    name: door.name,
    get clients() {
      return door.clients
    },
    async listen() {
      try {
        await door.listen()
      } catch (error) {
        if (!isAbsence(error)) throw error
        absent = true
        log.warning({}, `There is no message bus at ${address}: clients reach this daemon by its sockets only`)
      }
    },
    async start() {
      if (!absent) await door.start()
    },
    async stop() {
      if (!absent) await door.stop()
    },
  }
}

/** Nobody listens at the address, as opposed to a bus that refuses us. */
function isAbsence(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ENOENT' || code === 'ECONNREFUSED'
}
