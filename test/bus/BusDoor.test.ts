// The door as clients see it: a real bus, the test driver behind it.
import { setTimeout as delay } from 'node:timers/promises'
import t from 'tap'
import { Guard } from '../../src/access/Guard.js'
import { LibvirtError } from '../../src/api/LibvirtError.js'
import type { CallContext } from '../../src/api/Driver.js'
import { BusDoor } from '../../src/bus/BusDoor.js'
import { Variant } from '../../src/bus/codec/values.js'
import { BusConnection } from '../../src/bus/connection/BusConnection.js'
import { fakeAuthority, fakeDomain, fakeDriver } from '../access/fakeDriver.js'
import { testDriver } from '../drivers/test/testDriver.js'
import { callDoor, doorOn, testPath } from './doorOn.js'
import { privateBus } from './privateBus.js'

const properties = 'org.freedesktop.DBus.Properties'
const firstDomain = async (client: BusConnection) => {
  const paths = await callDoor(client, testPath, 'Connect.ListDomains', 'u', [0])
  return Array.isArray(paths) ? String(paths[0]) : ''
}
const gone = '/org/libvirt/Test/domain/_11111111_2222_4333_8444_555555555555'

const refusals: [
  title: string,
  path: string | undefined,
  member: string,
  signature: string,
  values: unknown[],
  error: object,
][] = [
  [
    'an unknown method',
    undefined,
    'Domain.Nope',
    '',
    [],
    { errorName: 'org.freedesktop.DBus.Error.UnknownMethod', message: 'No such method “Nope”' },
  ],
  [
    'arguments of other types',
    undefined,
    'Domain.GetState',
    's',
    ['x'],
    {
      errorName: 'org.freedesktop.DBus.Error.InvalidArgs',
      message: 'Type of message, “(s)”, does not match expected type “(u)”',
    },
  ],
  [
    'no arguments where some are wanted',
    undefined,
    'Domain.GetState',
    '',
    [],
    {
      errorName: 'org.freedesktop.DBus.Error.InvalidArgs',
      message: 'Type of message, “()”, does not match expected type “(u)”',
    },
  ],
  [
    'an unknown path',
    '/org/libvirt/Nope',
    'Domain.Suspend',
    '',
    [],
    {
      errorName: 'org.freedesktop.DBus.Error.UnknownMethod',
      message: 'Object does not exist at path “/org/libvirt/Nope”',
    },
  ],
  [
    'an unknown property',
    undefined,
    `${properties}.Get`,
    'ss',
    ['org.libvirt.Domain', 'Nope'],
    { errorName: 'org.freedesktop.DBus.Error.InvalidArgs', message: 'No such property “Nope”' },
  ],
  [
    'properties of an unknown interface',
    undefined,
    `${properties}.GetAll`,
    's',
    ['org.libvirt.Nope'],
    { errorName: 'org.freedesktop.DBus.Error.InvalidArgs', message: 'No such interface “org.libvirt.Nope”' },
  ],
  [
    'writing what can only be read',
    undefined,
    `${properties}.Set`,
    'ssv',
    ['org.libvirt.Domain', 'Name', new Variant('s', 'x')],
    { errorName: 'org.freedesktop.DBus.Error.InvalidArgs', message: 'Property “Name” is not writable' },
  ],
  [
    'writing a value of another type',
    undefined,
    `${properties}.Set`,
    'ssv',
    ['org.libvirt.Domain', 'Autostart', new Variant('s', 'yes')],
    {
      errorName: 'org.freedesktop.DBus.Error.InvalidArgs',
      message: 'Error setting property “Autostart”: Expected type “b” but got “s”',
    },
  ],
  [
    'a guest that does not exist',
    gone,
    'Domain.Suspend',
    '',
    [],
    {
      errorName: 'org.libvirt.Error',
      message: "Domain not found: no domain with matching uuid '11111111-2222-4333-8444-555555555555'",
    },
  ],
  [
    'a property of a guest that does not exist',
    gone,
    `${properties}.Get`,
    'ss',
    ['org.libvirt.Domain', 'Active'],
    { errorName: 'org.libvirt.Error', message: /^Domain not found/ },
  ],
  [
    'a path that holds no UUID',
    '/org/libvirt/Test/domain/_nope',
    'Domain.Suspend',
    '',
    [],
    { errorName: 'org.libvirt.Error', message: 'Invalid UUID' },
  ],
  [
    'flags that the driver does not know',
    undefined,
    'Domain.GetState',
    'u',
    [99],
    { errorName: 'org.libvirt.Error', message: 'unsupported flags (0x63) in function testDomainGetState' },
  ],
  [
    'a driver that is not here',
    '/org/libvirt/QEMU',
    'Connect.ListDomains',
    'u',
    [0],
    { errorName: 'org.libvirt.Error', message: /^no connection driver available for qemu:\/\/\/session/ },
  ],
]

t.test('what cannot be done is refused in the words that clients know', async t => {
  const client = await (await doorOn(t, testDriver())).connect()
  const domain = await firstDomain(client)
  for (const [title, path = domain, member, signature, values, error] of refusals) {
    t.test(title, async t =>
      t.rejects(callDoor(client, path, member, signature, values), { name: 'BusError', ...error }),
    )
  }
})

t.test('GetAll wraps every value twice on the interfaces of org.libvirt and once on ours, and Get once', async t => {
  const client = await (await doorOn(t, testDriver())).connect()
  const domain = await firstDomain(client)
  const all = await callDoor(client, domain, `${properties}.GetAll`, 's', ['org.libvirt.Domain'])
  const name = ['Name', new Variant('v', new Variant('s', 'test'))]
  t.match(all, [['Active', new Variant('v', new Variant('b', true))]])
  t.ok(Array.isArray(all) && all.some(entry => JSON.stringify(entry) === JSON.stringify(name)))
  t.match(await callDoor(client, domain, `${properties}.GetAll`, 's', ['org.virtbus.Domain1']), [
    ['State', new Variant('i', 1)],
  ])
  const got = await callDoor(client, domain, `${properties}.Get`, 'ss', ['org.libvirt.Domain', 'Name'])
  t.strictSame(got, new Variant('s', 'test'))
})

t.test('GetAll leaves out what cannot be read, and of a missing object everything', async t => {
  const client = await (
    await doorOn(t, fakeDriver([fakeDomain('web')], { domainIsActive: () => ({ active: 1 }) }))
  ).connect()
  const [web] = [`${testPath}/domain/_${fakeDomain('web').reference.uuid.replaceAll('-', '_')}`]
  const all = (path: string) => callDoor(client, path, `${properties}.GetAll`, 's', ['org.libvirt.Domain'])
  t.strictSame(await all(web), [['Active', new Variant('v', new Variant('b', true))]])
  t.strictSame(await all(gone), [])
  t.strictSame(await all(`${testPath}/domain/_nope`), [])
})

t.test('a written property is read back', async t => {
  const client = await (await doorOn(t, testDriver())).connect()
  const domain = await firstDomain(client)
  await callDoor(client, domain, `${properties}.Set`, 'ssv', [
    'org.libvirt.Domain',
    'Autostart',
    new Variant('b', true),
  ])
  const value = await callDoor(client, domain, `${properties}.Get`, 'ss', ['org.libvirt.Domain', 'Autostart'])
  t.strictSame(value, new Variant('b', true))
})

t.test('introspection leads from the root to every object', async t => {
  const client = await (await doorOn(t, testDriver())).connect()
  const introspect = async (path: string) =>
    String(await callDoor(client, path, 'org.freedesktop.DBus.Introspectable.Introspect'))
  const childrenOf = async (path: string) =>
    [...(await introspect(path)).matchAll(/<node name="(.+)"\/>/g)].map(([, name]) => name)
  t.strictSame(await childrenOf('/'), ['org'])
  t.strictSame(await childrenOf('/org'), ['libvirt'])
  t.ok((await childrenOf('/org/libvirt')).includes('Test'))
  t.strictSame(await childrenOf(testPath), [
    'domain',
    'domainsnapshot',
    'interface',
    'network',
    'nodedev',
    'nwfilter',
    'secret',
    'storagepool',
    'storagevol',
  ])
  t.strictSame(await childrenOf(`${testPath}/domain`), [(await firstDomain(client)).split('/').at(-1)])
  const xml = await introspect(await firstDomain(client))
  t.match(xml, /<interface name="org\.libvirt\.Domain">/)
  t.match(xml, /<interface name="org\.virtbus\.Domain1">/)
  t.match(xml, /<annotation name="org\.gtk\.GDBus\.DocString" value="Stops the guest at once\."\/>/)
})

t.test('the object manager of a driver knows every object with all its properties, wrapped once', async t => {
  const client = await (await doorOn(t, testDriver())).connect()
  const objects = await callDoor(client, testPath, 'org.freedesktop.DBus.ObjectManager.GetManagedObjects')
  const domain = await firstDomain(client)
  t.ok(Array.isArray(objects))
  const found = Array.isArray(objects) ? objects.find(([path]: unknown[]) => path === domain) : undefined
  t.match(found, [
    domain,
    [
      ['org.libvirt.Domain', [['Active', new Variant('b', true)]]],
      ['org.virtbus.Domain1', Array],
    ],
  ])
})

t.test('every object answers a ping, also where nothing is', async t => {
  const client = await (await doorOn(t, testDriver())).connect()
  t.equal(await callDoor(client, '/nowhere', 'org.freedesktop.DBus.Peer.Ping'), undefined)
})

t.test('a caller is who the bus says, and prompts only where the message allows it', async t => {
  const seen: CallContext['caller'][] = []
  const driver = fakeDriver([], { connectGetHostname: (_, { caller }) => (seen.push(caller), { hostname: 'h' }) })
  const door = await doorOn(t, driver, { bus: 'system' })
  const client = await door.connect()
  const call = { destination: 'org.libvirt', path: testPath, interface: properties, member: 'Get' }
  const request = { ...call, signature: 'ss', values: ['org.libvirt.Connect', 'Hostname'] }
  await client.call(request)
  await client.call({ ...request, interactive: true })
  const identity = { busName: client.uniqueName, uid: process.getuid?.(), pid: process.pid }
  t.match(seen, [
    { identity, trusted: false, interactive: false },
    { identity, trusted: false, interactive: true },
  ])
})

t.test('a client that leaves ends what only it was waiting for, and is not counted any more', async t => {
  let aborted: Promise<unknown> | undefined
  const driver = fakeDriver([], {
    connectGetSysinfo: async (_, { signal }) => {
      aborted = new Promise(resolve => signal.addEventListener('abort', () => resolve(signal.reason)))
      throw await aborted
    },
  })
  let changes = 0
  const leavers: unknown[] = []
  const options = {
    clientsChanged: () => void changes++,
    clientLeft: (identity: object) => void leavers.push(identity),
  }
  const { door, address } = await doorOn(t, driver, options)
  t.equal(door.clients, 0)
  const client = await BusConnection.open(address)
  const asked = callDoor(client, testPath, 'Connect.GetSysinfo', 'u', [0])
  const failed = t.rejects(asked)
  while (!aborted) await delay(1)
  t.equal(door.clients, 1)
  await client.close()
  await failed
  t.match(await aborted, /left the bus/)
  t.equal(door.clients, 0)
  t.equal(changes, 2)
  t.match(leavers, [{ busName: client.uniqueName }])
})

t.test('a fast answer overtakes a slow one', async t => {
  let finish: (result: { sysinfo: string }) => void = () => {}
  const driver = fakeDriver([], {
    connectGetSysinfo: () => new Promise(resolve => (finish = resolve)),
    connectGetCapabilities: () => ({ capabilities: 'fast' }),
  })
  const client = await (await doorOn(t, driver)).connect()
  const order: string[] = []
  const slow = callDoor(client, testPath, 'Connect.GetSysinfo', 'u', [0]).then(value => order.push(String(value)))
  order.push(String(await callDoor(client, testPath, 'Connect.GetCapabilities')))
  finish({ sysinfo: 'slow' })
  await slow
  t.strictSame(order, ['fast', 'slow'])
})

t.test('a bug is told as a reference that finds it in the journal, and never as a stack', async t => {
  const driver = fakeDriver([], {
    connectGetCapabilities: () => {
      throw new TypeError('secret detail')
    },
    connectGetSysinfo: () => ({ sysinfo: 'a\0b' }),
  })
  const client = await (await doorOn(t, driver)).connect()
  await t.rejects(callDoor(client, testPath, 'Connect.GetCapabilities'), {
    name: 'BusError',
    errorName: 'org.libvirt.Error',
    message: /^internal error: unexpected failure, see journal entry [0-9a-f]{12}$/,
  })
  await t.rejects(callDoor(client, testPath, 'Connect.GetSysinfo', 'u', [0]), {
    message: /^internal error: the answer cannot be sent, see journal entry/,
  })
})

t.test('an error is told in its own words, with what to do about it', async t => {
  const driver = fakeDriver([], {
    connectGetCapabilities: () => {
      throw new LibvirtError('OPERATION_INVALID', 'the host sleeps', { hint: 'Wake it up' })
    },
  })
  const client = await (await doorOn(t, driver)).connect()
  await t.rejects(callDoor(client, testPath, 'Connect.GetCapabilities'), {
    name: 'BusError',
    errorName: 'org.libvirt.Error',
    message: 'Requested operation is not valid: the host sleeps. Wake it up',
  })
})

t.test('calls that come before the drivers have started are answered afterwards', async t => {
  const { address } = await privateBus(t)
  const drivers = () => [{ driver: testDriver(), path: testPath }]
  const door = new BusDoor({
    bus: 'session',
    address,
    names: ['org.libvirt'],
    drivers,
    guard: new Guard(fakeAuthority([])),
  })
  await door.listen()
  t.teardown(() => door.stop())
  const client = await BusConnection.open(address)
  t.teardown(() => client.close())
  const asked = callDoor(client, testPath, 'Connect.ListDomains', 'u', [0])
  await delay(20)
  await door.start()
  t.match(await asked, [/^\/org\/libvirt\/Test\/domain\//])
})

t.test('a door that stops finishes what it has begun, and takes nothing new', async t => {
  let finish: (result: { sysinfo: string }) => void = () => {}
  const driver = fakeDriver([], { connectGetSysinfo: () => new Promise(resolve => (finish = resolve)) })
  const { door, connect } = await doorOn(t, driver)
  const client = await connect()
  const slow = callDoor(client, testPath, 'Connect.GetSysinfo', 'u', [0])
  await callDoor(client, testPath, 'org.freedesktop.DBus.Peer.Ping')
  const stopped = door.stop()
  await t.rejects(callDoor(client, testPath, 'Connect.GetCapabilities'), { message: 'The service is stopping' })
  finish({ sysinfo: 'done' })
  t.equal(await slow, 'done')
  await stopped
})

t.test('the loss of the bus is told once', async t => {
  const lost: Error[] = []
  const { kill } = await doorOn(t, testDriver(), { lost: error => lost.push(error) })
  await kill()
  while (lost.length === 0) await delay(1)
  await delay(5)
  t.equal(lost.length, 1)
})

t.test('a name that somebody else has is refused with the process that has it', async t => {
  const { address } = await doorOn(t, testDriver())
  const second = new BusDoor({
    bus: 'session',
    address,
    names: ['org.libvirt'],
    drivers: () => [],
    guard: new Guard(fakeAuthority([])),
  })
  t.teardown(() => second.stop())
  await t.rejects(second.listen(), {
    message: /^The bus name org\.libvirt is taken by process \d+; stop that service first$/,
  })
})
