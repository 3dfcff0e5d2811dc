// Every method of org.libvirt with arguments that are wrong in every way, generated from its signature, on a real bus with the test
// driver behind it: each is refused by name, none is a failure of ours, and the driver goes on.
import { once } from 'node:events'
import { openSync } from 'node:fs'
import t, { type Test } from 'tap'
import { stringMax } from '../../src/api/schema.js'
import { parseSignature, type WireType } from '../../src/bus/codec/parseSignature.js'
import { Variant } from '../../src/bus/codec/values.js'
import { WireWriter } from '../../src/bus/codec/WireWriter.js'
import { writeMessage } from '../../src/bus/codec/writeMessage.js'
import { authenticate } from '../../src/bus/connection/authenticate.js'
import { parseBusAddress } from '../../src/bus/connection/parseBusAddress.js'
import { openTransport } from '../../src/bus/connection/Transport.js'
import { BusError } from '../../src/bus/connection/BusError.js'
import { type ExercisedBus, exercisedBus, paths, signatures, uuids } from '../contract/members/ExercisedBus.js'

interface Method {
  readonly iface: string
  readonly name: string
  readonly types: readonly WireType[]
  /** Where its flags are; -1 when it has none. */
  readonly flags: number
}
const methods: readonly Method[] = Object.entries(signatures)
  .filter(([iface]) => iface.startsWith('org.libvirt.'))
  .flatMap(([iface, members]) =>
    Object.entries(members.methods).map(([name, signature]) => {
      const types = parseSignature(signature.in)
      return { iface, name, types, flags: types.at(-1)?.letter === 'u' ? types.length - 1 : -1 }
    }),
  )
const notSupported = /this function is not supported by the connection driver: vir\w+$/
const noDirectMigration = /direct migration is not supported/

/** Some value of a type that libvirt's functions take. */
function some({ letter, signature, children }: WireType): unknown {
  if (signature === 'ay') return Uint8Array.of(1)
  if (letter === 'a') return children.map(some)
  if (letter === 'v') return new Variant('u', 1)
  if (letter === 'x' || letter === 't') return 1n
  if (letter === 'b') return true
  if (letter === 's') return uuids.domain
  if (letter === '(' || letter === '{') return children.map(some)
  return letter === 'h' ? 0 : 2
}
/** Arguments that are looked up before anything else is done with the rest. */
const lookedUp: Readonly<Record<string, readonly unknown[]>> = {
  StorageVolCreateXMLFrom: ['<volume/>', '/default-pool/v', 0],
}
const goodArguments = ({ name, types, flags }: Method) =>
  lookedUp[name] ?? types.map((type, index) => (index === flags ? 0 : some(type)))

/** A bus with an object of every interface. */
async function everyObject(t: Test) {
  const bus = await exercisedBus(t)
  const make = async (...call: Parameters<ExercisedBus['call']>) => String(await bus.call(...call))
  const volume = '<volume><name>v</name><capacity>1</capacity></volume>'
  const objects: Record<string, string> = {
    Connect: paths.connect,
    Domain: paths.domain,
    DomainSnapshot: await make(paths.domain, 'Domain.SnapshotCreateXML', '<domainsnapshot/>', 0),
    Interface: paths.interface,
    Network: paths.network,
    NodeDevice: paths.computer,
    NWFilter: await make(paths.connect, 'Connect.NWFilterDefineXML', "<filter name='f'/>"),
    Secret: await make(paths.connect, 'Connect.SecretDefineXML', '<secret/>', 0),
    StoragePool: paths.pool,
    StorageVol: await make(paths.pool, 'StoragePool.StorageVolCreateXML', volume, 0),
  }
  const pathFor = (iface: string) => objects[iface.slice('org.libvirt.'.length)] ?? paths.connect
  /** What a call came to: the error, or nothing. */
  const refusal = async (
    { iface, name }: Method,
    signature: string,
    values: readonly unknown[],
    path = pathFor(iface),
  ) => {
    const target = { destination: 'org.libvirt', path, interface: iface, member: name }
    const descriptors = signature.includes('h') ? [openSync('/dev/null', 'r')] : []
    try {
      await bus.client.call({ ...target, signature, values, descriptors })
      return undefined
    } catch (error) {
      if (error instanceof BusError) return error
      throw error
    }
  }
  return { ...bus, pathFor, refusal }
}
const signatureOf = (types: readonly WireType[]) => types.map(({ signature }) => signature).join('')

t.test('arguments of other types, or another number of them, are not even looked at', async t => {
  const { refusal } = await everyObject(t)
  for (const method of methods) {
    const { types, iface, name } = method
    const expected = signatureOf(types)
    const good = goodArguments(method)
    const wrong: [signature: string, values: unknown[]][] = [
      [`${expected}s`, [...good, 'more']],
      ...(types.length > 0 ? [[signatureOf(types.slice(0, -1)), good.slice(0, -1)] as [string, unknown[]]] : []),
      ...types.map((type, index): [string, unknown[]] => {
        const [letter, value] = type.letter === 's' ? ['i', 1] : ['s', 'text']
        const signature = types.map((other, at) => (at === index ? letter : other.signature)).join('')
        return [signature, good.with(index, value)]
      }),
    ]
    for (const [signature, values] of wrong) {
      const error = await refusal(method, signature, values)
      const text = `Type of message, “(${signature})”, does not match expected type “(${expected})”`
      t.equal(error?.message, text, `${iface}.${name}`)
      t.equal(error?.errorName, 'org.freedesktop.DBus.Error.InvalidArgs')
    }
  }
})

t.test('flags that nobody knows are refused with their number and the function', async t => {
  const { refusal } = await everyObject(t)
  const flagged = methods.filter(({ flags }) => flags !== -1)
  t.ok(flagged.length > 130)
  for (const method of flagged) {
    const error = await refusal(method, signatureOf(method.types), goodArguments(method).with(-1, 0x02000000))
    const { message = '' } = error ?? {}
    const refused = /^unsupported flags \(0x2000000\) in function test\w+$/.test(message)
    t.ok(
      refused || notSupported.test(message) || noDirectMigration.test(message),
      `${method.iface}.${method.name}: ${message}`,
    )
  }
})

const bounds: Readonly<Record<string, readonly unknown[]>> = {
  i: [-0x80000000, -1, 0x7fffffff],
  u: [0, 0xffffffff],
  x: [-(2n ** 63n), -1n, 2n ** 63n - 1n],
  t: [0n, 2n ** 64n - 1n],
  d: [Number.NaN, Number.POSITIVE_INFINITY],
}
t.test('numbers at the ends of their range are taken or refused, and nothing else', async t => {
  const bus = await everyObject(t)
  for (const method of methods) {
    for (const [index, { letter }] of method.types.entries()) {
      if (index === method.flags) continue
      for (const value of bounds[letter] ?? []) {
        const error = await bus.refusal(method, signatureOf(method.types), goodArguments(method).with(index, value))
        t.notMatch(error?.message ?? '', 'see journal entry', `${method.iface}.${method.name}(${String(value)})`)
      }
    }
  }
  t.same(await bus.get(paths.connect, 'Connect.Hostname'), 'testhost')
})

/** Lists and bytes; that no text is too long for its row, checkLimits.test.ts asks of every row. */
const oversized: Readonly<Record<string, () => unknown>> = {
  as: () => Array.from({ length: 300 }, () => '/'),
  au: () => Array.from({ length: 300 }, () => 1),
  'a{sv}': () => Array.from({ length: 300 }, (_, index) => [`p${index}`, new Variant('u', 1)]),
  ay: () => new Uint8Array(65537),
}
t.test('more than libvirt’s protocol carries is refused with the argument and its limit', async t => {
  const bus = await everyObject(t)
  let count = 0
  for (const method of methods) {
    for (const [index, { signature }] of method.types.entries()) {
      const make = oversized[signature]
      if (!make) continue
      const error = await bus.refusal(method, signatureOf(method.types), goodArguments(method).with(index, make()))
      const { message = '' } = error ?? {}
      const asLibvirt = /^\w+ length greater than maximum: \d+ > \d+$/.test(message)
      t.ok(asLibvirt || notSupported.test(message) || noDirectMigration.test(message), `${method.name}: ${message}`)
      count++
    }
  }
  t.ok(count > 12)
  const long = 'x'.repeat(stringMax + 1)
  await t.rejects(bus.call(paths.connect, 'Connect.DomainLookupByName', long), {
    message: `name length greater than maximum: ${stringMax + 1} > ${stringMax}`,
  })
})

t.test('more CPUs than a host can have are refused', async t => {
  const bus = await everyObject(t)
  const all = Array.from({ length: 20_000 }, () => true)
  for (const method of methods) {
    for (const [index, { signature }] of method.types.entries()) {
      if (signature !== 'ab') continue
      const error = await bus.refusal(method, signatureOf(method.types), goodArguments(method).with(index, all))
      t.match(error, { errorName: 'org.libvirt.Error' }, `${method.iface}.${method.name}`)
      t.notMatch(error?.message, 'see journal entry')
    }
  }
})

const strangers: readonly (readonly [title: string, path: (own: string) => string, error: RegExp])[] = [
  [
    'of another driver',
    own => own.replace('/Test', '/QEMU'),
    /^no connection driver available for qemu:\/\/\/session|direct migration/,
  ],
  ['of no driver', own => own.replace('/Test', '/Nope'), /^Object does not exist at path “\/org\/libvirt\/Nope/],
  [
    'of an object that is gone',
    own =>
      `${own.split('/').slice(0, 5).join('/')}/${own.includes('/domainsnapshot/') ? own.split('/')[5]?.slice(0, 37) : ''}_11111111_2222_4333_8444_555555555555`,
    /not found|this function is not supported|direct migration|couldn't find|unsupported flags/,
  ],
]
for (const [title, pathOf, refusal] of strangers) {
  t.test(`a path ${title} says so`, async t => {
    const bus = await everyObject(t)
    for (const method of methods) {
      const own = bus.pathFor(method.iface)
      const path = pathOf(own)
      // The driver itself is never gone.
      if (own === paths.connect && path !== own && !path.startsWith('/org/libvirt/')) continue
      if (own === paths.connect && title.includes('gone')) continue
      const error = await bus.refusal(method, signatureOf(method.types), goodArguments(method), path)
      t.match(error?.message, refusal, `${method.iface}.${method.name}`)
    }
  })
}

t.test('a path still leads to a guest that has another name, and a new one to what was made anew', async t => {
  const { call, get } = await everyObject(t)
  await call(paths.domain, 'Domain.Destroy', 0)
  await call(paths.domain, 'Domain.SnapshotCurrent', 0)
  await t.rejects(call(paths.domain, 'Domain.Undefine', 0), /cannot delete inactive domain with 1 snapshots$/)
  t.equal(await get(paths.domain, 'Domain.Name'), 'test')
  const volume = '<volume><name>v</name><capacity>1</capacity></volume>'
  const path = String(await call(paths.pool, 'StoragePool.StorageVolLookupByName', 'v'))
  await call(path, 'StorageVol.Delete', 0)
  await t.rejects(call(path, 'StorageVol.GetInfo', 0), /storage vol/i)
  t.equal(await call(paths.pool, 'StoragePool.StorageVolCreateXML', volume, 0), path)
  t.same(await call(path, 'StorageVol.GetInfo', 0), [0, 1n, 1n])
})

t.test('text that is no UTF-8 costs its sender the connection, as on every bus, and nobody else anything', async t => {
  const bus = await everyObject(t)
  const raw = await openTransport(parseBusAddress(bus.address))
  await authenticate(raw)
  const writer = new WireWriter()
  const daemon = {
    path: '/org/freedesktop/DBus',
    interface: 'org.freedesktop.DBus',
    destination: 'org.freedesktop.DBus',
  }
  writeMessage(writer, { type: 1, flags: 0, serial: 1, fields: { ...daemon, member: 'Hello' }, values: [] })
  const lookup = { path: paths.connect, interface: 'org.libvirt.Connect', destination: 'org.libvirt' }
  const fields = { ...lookup, member: 'DomainLookupByName', signature: 's' }
  writeMessage(writer, { type: 1, flags: 0, serial: 2, fields, values: ['spoilt'] })
  const bytes = Buffer.from(writer.bytes.subarray(0, writer.at))
  bytes[bytes.lastIndexOf('spoilt') + 2] = 0xff
  const closed = once(raw.stream, 'close')
  raw.stream.resume()
  raw.send(bytes, [])
  await closed
  t.equal(await bus.get(paths.domain, 'Domain.Name'), 'test')
})
