// The monolithic daemon as a user's session has it: one process, on a bus of its own.
import type { Test } from 'tap'
import { BusConnection } from '../../src/bus/connection/BusConnection.js'
import { SessionDaemon, type SessionOptions } from '../rpc/SessionDaemon.js'
import { privateBus } from './privateBus.js'

export interface SessionService {
  readonly address: string
  readonly daemon: SessionDaemon
  /** Another client of the bus. */
  readonly connect: () => Promise<BusConnection>
}

/** `libvirtd --session` on a bare dbus-daemon. */
export async function sessionService(t: Test, { env = {}, ...options }: SessionOptions = {}): Promise<SessionService> {
  const { address } = await privateBus(t)
  const daemon = await SessionDaemon.start(t, 'libvirtd', {
    ...options,
    env: { ...env, DBUS_SESSION_BUS_ADDRESS: address },
  })
  const connect = async () => {
    const connection = await BusConnection.open(address)
    t.teardown(() => connection.close())
    return connection
  }
  return { address, daemon, connect }
}
