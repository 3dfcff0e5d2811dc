// The test driver over a real bus, for suites that go through the whole of org.libvirt: every method that was answered is noted.
import type { Test } from 'tap'
import { Variant } from '../../../src/bus/codec/values.js'
import type { BusConnection } from '../../../src/bus/connection/BusConnection.js'
import { busInterfaces } from '../../../src/bus/generated/interfaces.js'
import { objectPath } from '../../../src/bus/tree/objectPaths.js'
import { openTestFile } from '../../../src/drivers/test/createTestDriver.js'
import { EventFeed } from '../../../src/drivers/EventFeed.js'
import { systemClock } from '../../../src/host/Clock.js'
import { systemRandom } from '../../../src/host/systemRandom.js'
import { doorOn, testPath } from '../../bus/doorOn.js'
import { testDriver } from '../../drivers/test/testDriver.js'
import { inProcess } from '../ContractClient.js'

type Methods = Record<
  string,
  {
    readonly methods: Record<string, { readonly in: string; readonly out: string }>
    readonly signals: Record<string, string>
  }
>
export const signatures: Methods = busInterfaces

export const uuids = {
  domain: '6695eb01-f6a4-8304-79aa-97f2502e193f',
  network: 'dd8fe884-6c02-601e-7551-cca97df1c5df',
  pool: 'dfe224cb-28fb-8dd0-c4b2-64eb3f0f4566',
}
/** The default objects. */
export const paths = {
  connect: testPath,
  domain: objectPath(testPath, 'domain', { name: 'test', uuid: uuids.domain, id: 1 }),
  network: objectPath(testPath, 'network', { name: 'default', uuid: uuids.network }),
  pool: objectPath(testPath, 'storagePool', { name: 'default-pool', uuid: uuids.pool }),
  interface: objectPath(testPath, 'interface', { name: 'eth1', mac: 'aa:bb:cc:dd:ee:ff' }),
  computer: objectPath(testPath, 'nodeDevice', { name: 'computer' }),
}

export interface ExercisedBus {
  /** `Interface.Method` below org.libvirt of everything that was answered. */
  readonly answered: ReadonlySet<string>
  readonly client: BusConnection
  readonly address: string
  /** Calls beside the bus, for what org.libvirt has no member for. */
  readonly direct: ReturnType<typeof inProcess>['call']
  /** @param member `Interface.Method` below org.libvirt */
  readonly call: (path: string, member: string, ...values: unknown[]) => Promise<unknown>
  readonly get: (path: string, member: string) => Promise<unknown>
  readonly set: (path: string, member: string, on: boolean) => Promise<void>
  /** Signals of org.libvirt so far: member and values. */
  readonly signals: (readonly [member: string, values: readonly unknown[]])[]
}

/** @param document of the host; without it test:///default */
export async function exercisedBus(t: Test, answered = new Set<string>(), document?: string): Promise<ExercisedBus> {
  const driver =
    document === undefined
      ? testDriver()
      : await openTestFile(
          '/host.xml',
          { read: () => Promise.resolve(document) },
          { feed: new EventFeed(), clock: systemClock, random: systemRandom, hostname: () => 'testhost' },
        )
  const { address, connect } = await doorOn(t, driver)
  const client = await connect()
  const signals: ExercisedBus['signals'] = []
  for (const [iface, { signals: members }] of Object.entries(signatures)) {
    if (!iface.startsWith('org.libvirt.')) continue
    for (const member of Object.keys(members)) {
      await client.subscribe({ interface: iface, member }, values => signals.push([member, values]))
    }
  }
  const target = (path: string, iface: string, member: string) => {
    return { destination: 'org.libvirt', path, interface: iface, member }
  }
  const properties = 'org.freedesktop.DBus.Properties'
  const split = (member: string): [string, string] => {
    const [iface = '', name = ''] = member.split('.')
    return [`org.libvirt.${iface}`, name]
  }
  return {
    answered,
    address,
    client,
    signals,
    direct: inProcess(driver).call,
    async call(path, member, ...values) {
      const [iface, name] = split(member)
      const signature = signatures[iface]?.methods[name]?.in
      if (signature === undefined) throw new TypeError(`there is no ${member}`)
      const reply = await client.call({ ...target(path, iface, name), signature, values })
      answered.add(member)
      return reply.values[0]
    },
    async get(path, member) {
      const { values } = await client.call({
        ...target(path, properties, 'Get'),
        signature: 'ss',
        values: split(member),
      })
      const [value] = values
      return value instanceof Variant ? value.value : value
    },
    async set(path, member, on) {
      const values = [...split(member), new Variant('b', on)]
      await client.call({ ...target(path, properties, 'Set'), signature: 'ssv', values })
    },
  }
}

/** Typed parameters of an answer, which are wrapped twice. */
export function parameters(answer: unknown): Record<string, unknown> {
  if (!Array.isArray(answer)) return {}
  const pairs: readonly (readonly [string, Variant])[] = answer
  return Object.fromEntries(pairs.map(([name, { value }]) => [name, value instanceof Variant ? value.value : value]))
}

/** A dictionary of an answer. */
export function dictionary(answer: unknown): Record<string, unknown> {
  return Array.isArray(answer) ? Object.fromEntries(answer) : {}
}

export const u = (value: number) => new Variant('u', value)
export const text = (value: string) => new Variant('s', value)
export const ull = (value: bigint) => new Variant('t', value)
