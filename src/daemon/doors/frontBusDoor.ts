import { Guard } from '../../access/Guard.js'
import type { Identity } from '../../api/Caller.js'
import { BusDoor } from '../../bus/BusDoor.js'
import type { PlacedDriver } from '../../bus/tree/driverNodes.js'
import { driverPaths } from '../../bus/tree/driverPaths.js'
import { processStat } from '../../host/RunningProcess.js'
import { frontDriver } from '../../rpc/client/frontDriver.js'
import { hypervisors, openRemoteRoutes } from '../../rpc/openRemoteRoutes.js'
import { secondary } from '../../rpc/openRoutes.js'
import { accessOf } from '../access.js'
import type { DaemonContext } from '../DaemonContext.js'
import type { DoorFactory } from '../Door.js'
import { busAddress } from '../hostBusOf.js'
import { unlessThereIsNoBus } from './busDoor.js'

/** The `org.libvirt` API in front of the modular daemons, which judge every call by its original caller. */
export function frontBusDoor(name: string): DoorFactory {
  return async (_, context) => {
    const { trusts, guard } = accessOf(context)
    const address = busAddress(context.mode, process.env)
    const drivers = Object.entries(driverPaths[context.mode]).map(([path, uri]) => frontAt(path, uri, context))
    const door = new BusDoor({
      bus: context.mode,
      address,
      names: [name],
      drivers: () => drivers,
      // Whatever would be checked here would be checked without knowing the object.
      guard: new Guard({ allows: async () => true }, guard.layers),
      trusts,
      inFrontOf: [...hypervisors, ...secondary].map(driver => `org.libvirt.virt${driver}d`),
      clientsChanged: () => context.clientsChanged(),
      lost: error => context.busLost(error),
    })
    return unlessThereIsNoBus(door, address)
  }
}

function frontAt(path: string, uri: string, { config, directories, mode }: DaemonContext): PlacedDriver {
  const runtime = config.unixSockDir ?? directories.runtime
  const system = mode === 'system'
  // A daemon that went and came back is reached with the next call.
  const onLost = () => {}
  const open: Parameters<typeof frontDriver>[0]['open'] = peer =>
    openRemoteRoutes(uri, { runtime, system, peer, onLost })
  return { path, driver: frontDriver({ uri, open, identify }) }
}

/** The protocol names processes; a pid alone could be somebody else's by the time it is asked about. */
async function identify(identity: Identity): Promise<Identity> {
  const { pid, busName: _, ...known } = identity
  const stat = pid === undefined ? undefined : await processStat(pid)
  return stat && pid !== undefined ? { ...known, pid, startTime: stat.startTime } : known
}
