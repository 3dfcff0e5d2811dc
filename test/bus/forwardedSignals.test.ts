// Signals of services behind a door: only what their owner sends is told on, and to whom it was meant for.
import t from 'tap'
import type { Signal } from '../../src/bus/connection/BusConnection.js'
import { BusConnection } from '../../src/bus/connection/BusConnection.js'
import { Client } from '../../src/bus/clients/Client.js'
import { ForwardedSignals } from '../../src/bus/events/ForwardedSignals.js'
import { captureLog } from '../log/captureLog.js'
import { privateBus } from './privateBus.js'

const service = 'org.libvirt.virttestd'
const driver = '/org/libvirt/Test'
const guest = `${driver}/domain/_1`
const event = (path = guest): Signal => ({
  path: driver,
  interface: 'org.libvirt.Connect',
  member: 'DomainEvent',
  signature: 'oii',
  values: [path, 2, 0],
})

const never = new Promise<boolean>(() => {})

/** A door that speaks for the service, a client of it, and somebody else. */
async function bus(
  t: { teardown(run: () => Promise<void>): void } & Parameters<typeof privateBus>[0],
  maySee: (path: string) => boolean | Promise<boolean>,
  more: readonly [string, Client][] = [],
) {
  const { address } = await privateBus(t)
  const connect = async () => {
    const connection = await BusConnection.open(address)
    t.teardown(() => connection.close())
    return connection
  }
  const [own, door, listener, stranger] = await Promise.all([connect(), connect(), connect(), connect()])
  await own.requestName(service)
  const calls: string[] = []
  own.onCall = message => {
    calls.push(message.fields.member ?? '')
    own.reply(message, '', [])
  }
  const clients: [string, Client][] = [...more, [listener.uniqueName, new Client({ uid: 1 }, false)]]
  const forwarded = new ForwardedSignals(door, {
    services: [service],
    callFirst: true,
    clients,
    maySee: async (client, path) => (more.some(([, other]) => other === client) ? never : maySee(path)),
  })
  await forwarded.start()
  t.teardown(async () => forwarded.stop())
  const heard: string[] = []
  for (const iface of ['org.libvirt.Connect', 'org.virtbus.Connect1']) {
    await listener.subscribe({ interface: iface }, (values, { fields }) => {
      if (fields.sender === door.uniqueName) heard.push(`${fields.member} ${String(values[0])}`)
    })
  }
  /** Everything that was sent before has come. */
  const settle = async () => {
    for (const connection of [own, stranger, door, listener]) await connection.callBus('GetId', '', [])
  }
  return { own, door, stranger, heard, calls, settle }
}

t.test('what a service tells everybody is told to everybody', async t => {
  const { own, heard, settle } = await bus(t, () => false)
  own.emit(event())
  await settle()
  t.same(heard, [`DomainEvent ${guest}`])
})

t.test('what it tells the door alone goes to those who may see the object', async t => {
  const { own, door, heard, calls, settle } = await bus(t, path => path === guest)
  t.same(calls, ['Ping'], 'who has called is told')
  own.emit({ ...event(), destination: door.uniqueName })
  own.emit({ ...event(`${driver}/domain/_2`), destination: door.uniqueName })
  await settle()
  t.same(heard, [`DomainEvent ${guest}`])
})

t.test('a client for whom the service does not answer keeps nothing from others', async t => {
  const { own, door, heard, settle } = await bus(t, () => true, [[':1.999', new Client({ uid: 2 }, false)]])
  own.emit({ ...event(), destination: door.uniqueName })
  own.emit({ ...event(`${driver}/domain/_2`), destination: door.uniqueName })
  await settle()
  t.same(heard, [`DomainEvent ${guest}`, `DomainEvent ${driver}/domain/_2`])
})

t.test('what others send in its name is not told on, nor what is numbered elsewhere', async t => {
  const { own, door, stranger, heard, settle } = await bus(t, () => true)
  stranger.emit(event())
  stranger.emit({ ...event(), destination: door.uniqueName })
  own.emit({
    path: driver,
    interface: 'org.virtbus.Connect1',
    member: 'Changed',
    signature: 'tsoas',
    values: [1n, 'added', guest, []],
  })
  own.emit({ ...event(), path: '/org/freedesktop/other' })
  await settle()
  t.same(heard, [])
})

t.test('a question that fails is logged, and the next signal is told', async t => {
  const records = captureLog(t)
  let asked = 0
  const { own, door, heard, settle } = await bus(t, () => {
    if (asked++ === 0) throw new TypeError('a bug')
    return true
  })
  own.emit({ ...event(), destination: door.uniqueName })
  own.emit({ ...event(), destination: door.uniqueName })
  await settle()
  t.same(heard, [`DomainEvent ${guest}`])
  t.match(records, [{ level: 'error' }])
})
