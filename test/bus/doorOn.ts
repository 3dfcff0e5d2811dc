// A door on a bus of its own, with whatever driver a test brings, and clients of it.
import type { Test } from 'tap'
import { Guard } from '../../src/access/Guard.js'
import type { Driver } from '../../src/api/Driver.js'
import { BusDoor, type BusDoorOptions } from '../../src/bus/BusDoor.js'
import { BusConnection } from '../../src/bus/connection/BusConnection.js'
import { fakeAuthority } from '../access/fakeDriver.js'
import { privateBus } from './privateBus.js'

export interface TestDoor {
  readonly address: string
  readonly door: BusDoor
  /** Another client of the bus. */
  readonly connect: () => Promise<BusConnection>
  /** Ends the bus. */
  readonly kill: () => Promise<void>
}

export const testPath = '/org/libvirt/Test'

/**
 * Serves a driver at the test driver's place. Callers are trusted as on a session bus unless the options say otherwise.
 * @param limits elements of the bus's configuration, in place of those of session buses
 */
export async function doorOn(
  t: Test,
  driver: Driver,
  options: Partial<BusDoorOptions> = {},
  limits?: string,
): Promise<TestDoor> {
  const { address, kill } = await privateBus(t, undefined, limits)
  const door = new BusDoor({
    bus: 'session',
    address,
    names: ['org.libvirt'],
    drivers: () => [{ driver, path: testPath }],
    guard: new Guard(fakeAuthority([])),
    ...options,
  })
  t.teardown(() => door.stop())
  await door.listen()
  await door.start()
  const connect = async () => {
    const connection = await BusConnection.open(address)
    t.teardown(() => connection.close())
    return connection
  }
  return { address, door, connect, kill }
}

/** Calls a method of org.libvirt. @param member `Interface.Method` below org.libvirt, or a full one */
export async function callDoor(
  client: BusConnection,
  path: string,
  member: string,
  signature = '',
  values: readonly unknown[] = [],
): Promise<unknown> {
  const full = member.startsWith('org.') ? member : `org.libvirt.${member}`
  const dot = full.lastIndexOf('.')
  const target = { destination: 'org.libvirt', path, interface: full.slice(0, dot), member: full.slice(dot + 1) }
  const reply = await client.call({ ...target, signature, values })
  return reply.values.length > 1 ? reply.values : reply.values[0]
}
