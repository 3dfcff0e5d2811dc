// Every method and property of org.libvirt, called through the dispatcher against a driver that knows every call and
// notes which it was asked.
import { readFileSync } from 'node:fs'
import t from 'tap'
import { Guard } from '../../../src/access/Guard.js'
import type { Call } from '../../../src/api/call.js'
import * as calls from '../../../src/api/calls/index.js'
import { defineDriver, type Driver, type DriverObjects, type Found } from '../../../src/api/Driver.js'
import { LibvirtError } from '../../../src/api/LibvirtError.js'
import { readMessage } from '../../../src/bus/codec/Message.js'
import { parseSignature, type WireType } from '../../../src/bus/codec/parseSignature.js'
import { Variant } from '../../../src/bus/codec/values.js'
import { WireWriter } from '../../../src/bus/codec/WireWriter.js'
import { writeMessage } from '../../../src/bus/codec/writeMessage.js'
import { Dispatcher } from '../../../src/bus/dispatch/Dispatcher.js'
import { busInterfaces } from '../../../src/bus/generated/interfaces.js'
import { driverNodes } from '../../../src/bus/tree/driverNodes.js'
import { ObjectTree } from '../../../src/bus/tree/ObjectTree.js'
import { EventFeed } from '../../../src/drivers/EventFeed.js'
import { fakeAuthority } from '../../access/fakeDriver.js'
import { sample, sampleReferences as references, sampleUuid as uuid } from '../sample.js'

const rows: readonly Call[] = Object.values<Call>(calls)
const id = '_c7a5fdbd_edaf_9455_926a_d65c16db1809'
const paths: Record<string, string> = {
  Connect: '',
  Domain: `/domain/${id}`,
  DomainSnapshot: `/domainsnapshot/${id}_one`,
  Interface: '/interface/aa_3abb',
  Network: `/network/${id}`,
  NodeDevice: '/nodedev/pci_5f0',
  NWFilter: `/nwfilter/${id}`,
  Secret: `/secret/${id}`,
  StoragePool: `/storagepool/${id}`,
  StorageVol: '/storagevol/_2fv',
}

/** Some value that a message may carry. */
function argument({ letter, signature, children }: WireType): unknown {
  if (signature === 'ay') return Uint8Array.of(9)
  if (letter === 'a' || letter === '(' || letter === '{') return children.map(argument)
  if (letter === 'v') return new Variant('u', 4)
  if (letter === 'x' || letter === 't') return 5n
  if (letter === 'b') return true
  if (letter === 's') return uuid
  // Descriptors are numbered from 0; a number that is no flag is better not none.
  return letter === 'h' ? 0 : 2
}

/** Arguments of the last call. */
let given: Record<string, unknown> = {}

function allKnowing(asked: string[]): Driver {
  const find = (of: string) => () => ({ kind: of, reference: references[of], details: {} })
  const answer = (row: Call) =>
    Object.fromEntries(
      Object.entries(row.ret).map(([name, schema]) => [
        name,
        sample(schema.kind === 'optional' ? schema.item : schema),
      ]),
    )
  const run = (row: Call) => (args: Record<string, unknown>) => {
    asked.push(row.name)
    given = args
    return answer(row)
  }
  const verbs = rows.map(row => [
    row.name,
    row.on === 'new'
      ? { prepare: (args: Record<string, unknown>) => ({ details: {}, run: () => run(row)(args) }) }
      : run(row),
  ])
  return defineDriver<DriverObjects>({
    name: 'Test',
    type: 'TEST',
    key: 'test',
    uri: 'test:///default',
    errorDomain: 'TEST',
    feed: new EventFeed(),
    find: Object.fromEntries(Object.keys(references).map(of => [of, find(of) as () => Found<never>])),
    verbs: Object.fromEntries(verbs) as Driver['verbs'],
  })
}

const asked: string[] = []
const nodes = driverNodes('system', [{ driver: allKnowing(asked), path: '/org/libvirt/Test' }])
const dispatcher = new Dispatcher(new ObjectTree(nodes), new Guard(fakeAuthority([])))
const root = { identity: { uid: 0 }, trusted: false, readOnly: false, interactive: false }
const asker = { caller: root, signal: new AbortController().signal }

/** Sends a call through bytes and back, as a bus would, and answers the body of the reply. */
async function dispatch(path: string, iface: string, member: string, signature: string, values: readonly unknown[]) {
  const writer = new WireWriter()
  const fields = { path, interface: iface, member, signature }
  const descriptors = signature.includes('h') ? [0] : []
  writeMessage(writer, { type: 1, flags: 0, serial: 1, fields, values, descriptors })
  const message = readMessage(writer.bytes.subarray(0, writer.at))
  message.descriptors = descriptors
  asked.length = 0
  const answer = await dispatcher.dispatch(message, asker)
  writeMessage(new WireWriter(), {
    type: 2,
    flags: 0,
    serial: 2,
    fields: { replySerial: 1, signature: answer.signature },
    values: answer.values,
  })
  return answer
}

// These stand for a library function that has no call of its own name.
const indirect: Record<string, string> = {
  'org.libvirt.Domain.GetStats': 'connectGetAllDomainStats',
  'org.libvirt.Domain.MigrateToURI3': 'domainMigratePerform3Params',
}
/** Direct migration is refused, so that this call needs its flag. */
const peerToPeer = 2
function argumentsOf(member: string, signature: string): unknown[] {
  const types = parseSignature(signature)
  // The last unsigned number of every method is its flags.
  const flags = types.at(-1)?.letter === 'u' ? types.length - 1 : -1
  const values = types.map((type, index) => (index === flags ? 0 : argument(type)))
  return member === 'MigrateToURI3' ? values.with(-1, peerToPeer) : values
}
const expectedRows = (member: string) =>
  indirect[member] ? [indirect[member]] : rows.filter(row => row.bus?.includes(member)).map(({ name }) => name)

type Members = {
  methods: Record<string, { in: string; out: string }>
  properties: Record<string, { type: string; writable: boolean }>
}
const interfaces = Object.entries<Members>(busInterfaces).filter(([name]) => name.startsWith('org.libvirt.'))

for (const [iface, { methods, properties }] of interfaces) {
  const path = `/org/libvirt/Test${paths[iface.slice('org.libvirt.'.length)]}`
  for (const [member, signature] of Object.entries(methods)) {
    t.test(`${iface}.${member} is the call of the table that names it, and answers '${signature.out}'`, async t => {
      const answer = await dispatch(path, iface, member, signature.in, argumentsOf(member, signature.in))
      t.equal(answer.signature, signature.out)
      t.ok(
        expectedRows(`${iface}.${member}`).some(row => asked.includes(row)),
        `asked ${asked.join(', ')}`,
      )
    })
  }
  for (const [member, { type, writable }] of Object.entries(properties)) {
    t.test(`${iface}.${member} can be read${writable ? ' and written' : ' and not written'}`, async t => {
      const standard = 'org.freedesktop.DBus.Properties'
      const { values } = await dispatch(path, standard, 'Get', 'ss', [iface, member])
      const [value] = values
      t.equal(value instanceof Variant && value.signature, type)
      const write = () => dispatch(path, standard, 'Set', 'ssv', [iface, member, new Variant('b', true)])
      if (!writable) return t.rejects(write, { message: `Property “${member}” is not writable` })
      await write()
      return t.ok(expectedRows(`${iface}.${member}`).some(row => row.includes('Set') && asked.includes(row)))
    })
  }
}

const reference = '../shared/reference/dbus.json'
interface ReferenceMember {
  name: string
  inSig: string
  outSig: string
  type: string
  sig: string
  access: string
  emptyMeansNull?: string[]
}
function readReference():
  | Record<string, { methods: ReferenceMember[]; properties: ReferenceMember[]; signals: ReferenceMember[] }>
  | undefined {
  try {
    return JSON.parse(readFileSync(reference, 'utf8')).interfaces
  } catch {
    return undefined
  }
}
const known = readReference()
t.test('the interfaces are those of libvirt-dbus', { skip: known ? false : 'the reference is not here' }, async t => {
  const theirs = Object.entries(known ?? {}).map(([name, { methods, properties, signals }]) => [
    name,
    {
      methods: Object.fromEntries(methods.map(m => [m.name, { in: m.inSig, out: m.outSig }])),
      properties: Object.fromEntries(properties.map(p => [p.name, [p.type, p.access === 'readwrite']])),
      signals: Object.fromEntries(signals.map(s => [s.name, s.sig])),
    },
  ])
  const ours = Object.entries(busInterfaces)
    .filter(([name]) => name.startsWith('org.libvirt.'))
    .map(([name, { methods, properties, signals }]) => [
      name,
      {
        methods,
        properties: Object.fromEntries(
          Object.entries<{ type: string; writable: boolean }>(properties).map(([p, { type, writable }]) => [
            p,
            [type, writable],
          ]),
        ),
        signals,
      },
    ])
  t.same(Object.fromEntries(ours), Object.fromEntries(theirs))
})

const withStrings = Object.entries(known ?? {}).flatMap(([iface, { methods }]) =>
  methods
    .filter(({ inSig, name }) => /s/.test(inSig.replace(/as|a{sv}/g, '')) && !name.endsWith('UUID'))
    .map(method => ({ iface, ...method })),
)
t.test(
  'an empty string stands for none exactly where it always has',
  { skip: known ? false : 'the reference is not here' },
  async t => {
    t.ok(withStrings.length > 30)
    for (const { iface, name, inSig, emptyMeansNull = [] } of withStrings) {
      const path = `/org/libvirt/Test${paths[iface.slice('org.libvirt.'.length)]}`
      const values = argumentsOf(name, inSig).map(value => (typeof value === 'string' ? '' : value))
      try {
        await dispatch(path, iface, name, inSig, values)
      } catch (error) {
        // A refusal says what the text was taken for.
        const [, taken] = /must not be (empty|NULL)$/.exec(error instanceof LibvirtError ? error.message : '') ?? []
        if (taken !== undefined) {
          t.equal(taken === 'NULL', emptyMeansNull.length > 0, `${iface}.${name}`)
          continue
        }
        throw error
      }
      const absent = Object.values(given).filter(value => value === undefined)
      t.equal(absent.length, emptyMeansNull.length, `${iface}.${name}`)
    }
  },
)
