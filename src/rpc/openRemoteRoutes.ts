// Which modular daemon serves a URI (rpc.md sections 3 and 11): the one named after the driver, if its socket is there.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { LibvirtError } from '../api/LibvirtError.js'
import type { Peer } from './client/RemoteConnection.js'
import { remoteDriver } from './client/remoteDriver.js'
import { everyRoute, noDriver, parseUri, secondary } from './openRoutes.js'
import type { Routes } from './RpcSettings.js'

/** Hypervisors in the order in which libvirt looks for them when no URI is given. */
export const hypervisors = ['xen', 'qemu', 'lxc', 'vbox', 'bhyve', 'vz']

export interface RemoteOpenOptions {
  /** Folder of the daemons' sockets. */
  readonly runtime: string
  readonly system: boolean
  readonly peer: Peer
  /** Told when the daemon behind has gone. */
  readonly onLost: () => void
}

/** Path of the socket that a driver's own daemon listens on. */
export const socketOf = (runtime: string, driver: string): string => join(runtime, `virt${driver}d-sock`)

/**
 * One connection to the daemon behind, for all calls of one client; that daemon reaches the others itself.
 * @throws LibvirtError ACCESS_DENIED for callers who are nobody, NO_CONNECT when there is no such daemon, or as it says itself
 */
export async function openRemoteRoutes(given: string, options: RemoteOpenOptions): Promise<Routes> {
  const { runtime, system, peer, onLost } = options
  // Of such a caller the daemon behind would see nothing but us.
  if (peer.caller.identity.uid === undefined && !peer.caller.trusted) {
    const hint = 'access_drivers = [ "polkit" ] shuts out callers from the network, whom polkit cannot name'
    throw new LibvirtError('ACCESS_DENIED', 'the caller has no identity that could be asked about', {
      domain: 'ACCESS',
      hint,
    })
  }
  const uri = given === '' ? usualUri(runtime, system) : given
  const scheme = uri === undefined ? undefined : parseUri(uri)?.scheme
  // The scheme becomes part of a path.
  if (uri === undefined || scheme === undefined || !/^[a-z]+$/.test(scheme)) throw noDriver(given)
  const socket = socketOf(runtime, scheme)
  if (!existsSync(socket)) throw noDriver(uri)
  const driver = remoteDriver({ uri, socket, peer, onLost })
  await driver.start?.()
  const route = secondary.find(name => name === scheme)
  return route ? { [route]: driver } : everyRoute(driver)
}

function usualUri(runtime: string, system: boolean): string | undefined {
  const found = hypervisors.find(name => existsSync(socketOf(runtime, name)))
  return found && `${found}:///${system ? 'system' : 'session'}`
}
