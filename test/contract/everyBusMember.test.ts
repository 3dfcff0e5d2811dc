// Every method of org.libvirt against the test driver on a real bus, judged by what it does. What the driver does not have is named
// here, and says so itself.
import { readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { domainMigrateFlags } from '../../src/api/enums/domain.js'
import { parseSignature, type WireType } from '../../src/bus/codec/parseSignature.js'
import { Variant } from '../../src/bus/codec/values.js'
import { parseXml } from '../../src/model/xml/parseXml.js'
import type { XmlElement } from '../../src/model/xml/XmlElement.js'
import { connectMembers } from './members/connectMembers.js'
import { deviceMembers } from './members/deviceMembers.js'
import { domainMembers } from './members/domainMembers.js'
import { type ExercisedBus, exercisedBus, paths, signatures } from './members/ExercisedBus.js'
import { objectMembers } from './members/objectMembers.js'

/** What would be a pretence: there is no other host to move to, no display, and no guest that fills its disks. */
const unsupported: readonly (readonly [member: string, api: string])[] = [
  ['Domain.MigrateGetCompressionCache', 'virDomainMigrateGetCompressionCache'],
  ['Domain.MigrateGetMaxSpeed', 'virDomainMigrateGetMaxSpeed'],
  ['Domain.MigrateSetCompressionCache', 'virDomainMigrateSetCompressionCache'],
  ['Domain.MigrateSetMaxDowntime', 'virDomainMigrateSetMaxDowntime'],
  ['Domain.MigrateSetMaxSpeed', 'virDomainMigrateSetMaxSpeed'],
  ['Domain.MigrateStartPostCopy', 'virDomainMigrateStartPostCopy'],
  ['Domain.OpenGraphicsFD', 'virDomainOpenGraphicsFD'],
  ['Domain.SetBlockThreshold', 'virDomainSetBlockThreshold'],
]
/** Whose only answer here is a refusal with a meaning, which a test above demands. */
const refused = ['Domain.AbortJob', 'Domain.MigrateToURI3']

const answered = new Set<string>()
const open = (t: Test, document?: string) => exercisedBus(t, answered, document)

t.test('the host', async t => connectMembers(t, open))
t.test('guests', async t => domainMembers(t, open))
t.test('devices', async t => deviceMembers(t, open))
t.test('everything else', async t => objectMembers(t, open))

/** Some value of a type. */
function some({ letter, signature, children }: WireType): unknown {
  if (signature === 'ay') return Uint8Array.of(1)
  if (letter === 'a') return []
  if (letter === 'v') return new Variant('u', 1)
  if ('xt'.includes(letter)) return 1n
  if (letter === 'b') return true
  if ('so'.includes(letter)) return '/x'
  return letter === '(' || letter === '{' ? children.map(some) : 0
}

t.test('what the driver does not have says so with the name of the call', async t => {
  const { call } = await open(t)
  for (const [member, api] of unsupported) {
    const [iface = '', name = ''] = member.split('.')
    const values = parseSignature(signatures[`org.libvirt.${iface}`]?.methods[name]?.in ?? '').map(some)
    await t.rejects(call(paths.domain, member, ...values), {
      errorName: 'org.libvirt.Error',
      message: `this function is not supported by the connection driver: ${api}`,
    })
  }
  const peerToPeer = ['test:///default', [], domainMigrateFlags.PEER2PEER]
  await t.rejects(call(paths.domain, 'Domain.MigrateToURI3', ...peerToPeer), /p2p migration is not supported/)
})

t.test('every method was answered, or is known not to be there', async t => {
  const methods = Object.entries(signatures).flatMap(([iface, { methods }]) =>
    iface.startsWith('org.libvirt.')
      ? Object.keys(methods).map(name => `${iface.slice('org.libvirt.'.length)}.${name}`)
      : [],
  )
  const excused = [...unsupported.map(([member]) => member), ...refused]
  t.equal(methods.length, 195)
  t.same(methods.filter(member => !answered.has(member)).sort(), excused.sort())
})

/** Members of each interface of an object as it introduces itself, with their types. */
async function introduced({ client }: ExercisedBus, path: string): Promise<Map<string, string[]>> {
  const target = { destination: 'org.libvirt', path, interface: 'org.freedesktop.DBus.Introspectable' }
  const { values } = await client.call({ ...target, member: 'Introspect', signature: '', values: [] })
  const root = parseXml(String(values[0]).replace(/<!DOCTYPE[^>]*>/s, ''))
  return new Map(
    root.elements('interface').map(iface => [iface.attribute('name') ?? '', iface.elements().flatMap(memberOf)]),
  )
}
function memberOf(element: XmlElement): string[] {
  const name = element.attribute('name') ?? ''
  const types = (direction?: string) =>
    element
      .elements('arg')
      .filter(arg => direction === undefined || arg.attribute('direction') === direction)
      .map(arg => arg.attribute('type') ?? '')
      .join('')
  if (element.name === 'method') return [`method ${name} ${types('in')} → ${types('out')}`]
  if (element.name === 'signal') return [`signal ${name} ${types()}`]
  if (element.name === 'property')
    return [`property ${name} ${element.attribute('type')} ${element.attribute('access')}`]
  return []
}

interface Member {
  readonly name: string
  readonly inSig: string
  readonly outSig: string
  readonly sig: string
  readonly type: string
  readonly access: string
}
type Reference = Record<
  string,
  { readonly methods: Member[]; readonly properties: Member[]; readonly signals: Member[] }
>
function reference(): Reference | undefined {
  try {
    return JSON.parse(readFileSync('../shared/reference/dbus.json', 'utf8')).interfaces
  } catch {
    return undefined
  }
}
const known = reference()
t.test(
  'every object introduces itself as libvirt-dbus does',
  { skip: known ? false : 'the reference is not here' },
  async t => {
    const bus = await open(t)
    const snapshot = await bus.call(paths.domain, 'Domain.SnapshotCreateXML', '<domainsnapshot/>', 0)
    const volume = await bus.call(
      paths.pool,
      'StoragePool.StorageVolCreateXML',
      '<volume><name>v</name><capacity>1</capacity></volume>',
      0,
    )
    const secret = await bus.call(paths.connect, 'Connect.SecretDefineXML', '<secret/>', 0)
    const filter = await bus.call(paths.connect, 'Connect.NWFilterDefineXML', "<filter name='f'/>")
    const objects = [...Object.values(paths), snapshot, volume, secret, filter]
    const live = new Map<string, string[]>()
    for (const path of objects)
      for (const [name, members] of await introduced(bus, String(path))) live.set(name, members)
    t.ok(known)
    for (const [name, { methods, properties, signals }] of Object.entries(known ?? {})) {
      const theirs = [
        ...methods.map(({ name: method, inSig, outSig }) => `method ${method} ${inSig} → ${outSig}`),
        ...properties.map(({ name: property, type, access }) => `property ${property} ${type} ${access}`),
        ...signals.map(({ name: signal, sig }) => `signal ${signal} ${sig}`),
      ]
      t.same([...(live.get(name) ?? [])].sort(), theirs.sort(), name)
    }
  },
)
