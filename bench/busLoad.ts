// What thousands of guests and a hundred listeners cost on the bus: the daemon of a session with the test driver, and beside it
// libvirt-dbus with libvirt's own test driver, where it is installed. CPU and memory are the daemon's alone.
// Usage: node build/bench/busLoad.js [guests…]
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { messageTypes } from '../src/bus/codec/Message.js'
import { WireWriter } from '../src/bus/codec/WireWriter.js'
import { writeMessage } from '../src/bus/codec/writeMessage.js'
import { BusConnection } from '../src/bus/connection/BusConnection.js'
import { privateBus } from '../test/bus/privateBus.js'
import { measure } from './measure.js'

const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [1000, 10_000]
const audiences = [1, 10, 100]
/** Calls that each tell of one event. */
const events = 2000
const inFlight = 32
const driver = '/org/libvirt/Test'
const guest = `${driver}/domain/_6695eb01_f6a4_8304_79aa_97f2502e193f`
/** Kernel ticks a second, in which /proc counts CPU. */
const ticks = 100

/** A service of the bus under load. */
interface Service {
  readonly name: string
  readonly child: ChildProcess
  readonly connect: () => Promise<BusConnection>
}
const ends: (() => Promise<void>)[] = []
const owner = { teardown: (end: () => Promise<void>) => ends.push(end) }

async function start(name: string, command: readonly string[]): Promise<Service> {
  const { address } = await privateBus(owner)
  const folder = mkdtempSync(join(tmpdir(), 'load-'))
  const [program = '', ...args] = command
  const env = { PATH: process.env.PATH, HOME: folder, XDG_RUNTIME_DIR: folder, DBUS_SESSION_BUS_ADDRESS: address }
  const child = spawn(program, args, { env, stdio: 'ignore' })
  const gone = new Promise<void>(resolve => child.once('exit', () => resolve()))
  ends.push(async () => {
    child.kill()
    await gone
    rmSync(folder, { recursive: true, force: true })
  })
  const connect = async () => {
    const client = await BusConnection.open(address)
    ends.push(() => client.close())
    return client
  }
  const client = await connect()
  for (let round = 0; round < 500; round++) {
    const { values } = await client.callBus('NameHasOwner', 's', ['org.libvirt'])
    if (values[0] === true) return { name, child, connect }
    await sleep(20)
  }
  throw new Error(`${name} never came`)
}

const call = (client: BusConnection, path: string, member: string, signature = '', values: readonly unknown[] = []) => {
  const dot = member.lastIndexOf('.')
  const target = { destination: 'org.libvirt', path, interface: member.slice(0, dot), member: member.slice(dot + 1) }
  return client.call({ ...target, signature, values, timeout: 120_000 })
}

/** CPU seconds so far. */
function cpuOf({ child }: Service): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'latin1')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticks
}

/** Proportional set size in KiB. */
function memoryOf({ child }: Service): number {
  return Number(/^Pss: +(\d+)/m.exec(readFileSync(`/proc/${child.pid}/smaps_rollup`, 'latin1'))?.[1])
}

const say = (...cells: readonly (string | number)[]) => process.stdout.write(`| ${cells.join(' | ')} |\n`)

async function together(times: number, work: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0
  const worker = async () => {
    for (let index = next++; index < times; index = next++) await work(index)
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
}

/** Defines guests until there are so many besides the default one. */
async function define(client: BusConnection, from: number, to: number): Promise<void> {
  const xml = (index: number) =>
    `<domain type='test'><name>guest${index}</name><memory>65536</memory><vcpu>2</vcpu><os><type>hvm</type></os></domain>`
  await together(to - from, index =>
    call(client, driver, 'org.libvirt.Connect.DomainDefineXML', 's', [xml(from + index)]),
  )
}

function sizeOf(signature: string, values: readonly unknown[]): number {
  const message = { type: messageTypes.return, flags: 1, serial: 1, fields: { replySerial: 1, signature }, values }
  const writer = new WireWriter()
  writeMessage(writer, message)
  return writer.at
}

/** Everything about all guests: at once, or as clients of libvirt-dbus must. */
async function looks(service: Service, client: BusConnection, guests: number): Promise<void> {
  const cpu = cpuOf(service)
  const times = guests > 5000 ? 5 : 10
  if (service.name === 'virtbus') {
    let bytes = 0
    const { median, worst } = await measure(times, async () => {
      const { signature, values } = await call(client, driver, 'org.freedesktop.DBus.ObjectManager.GetManagedObjects')
      bytes ||= sizeOf(signature, values)
    })
    const each = ((cpuOf(service) - cpu) / (times + 1) / guests) * 1e6
    say(
      service.name,
      `GetManagedObjects, ${guests} guests`,
      `${median.toFixed(0)} ms (worst ${worst.toFixed(0)})`,
      `${each.toFixed(1)} µs CPU a guest, ${(bytes / 1024).toFixed(0)} KiB`,
    )
  }
  const before = cpuOf(service)
  const rounds = guests > 5000 ? 1 : 3
  const { median } = await measure(rounds, async () => {
    const { values } = await call(client, driver, 'org.libvirt.Connect.ListDomains', 'u', [0])
    const paths = Array.isArray(values[0]) ? values[0].map(String) : []
    await together(paths.length, index =>
      call(client, paths[index] ?? '', 'org.freedesktop.DBus.Properties.GetAll', 's', ['org.libvirt.Domain']),
    )
  })
  const each = ((cpuOf(service) - before) / (rounds + 1) / guests) * 1e6
  say(
    service.name,
    `ListDomains and GetAll of each, ${guests} guests`,
    `${median.toFixed(0)} ms`,
    `${each.toFixed(1)} µs CPU a guest`,
  )
}

/** Events of one guest, to so many clients that listen. */
async function tells(service: Service, audience: number): Promise<void> {
  const listeners = await Promise.all(Array.from({ length: audience }, service.connect))
  let delivered = 0
  for (const listener of listeners) {
    await listener.subscribe(
      { interface: 'org.libvirt.Connect', member: 'DomainEvent', path: driver },
      () => delivered++,
    )
  }
  const client = await service.connect()
  const due = events * audience
  const cpu = cpuOf(service)
  const begin = performance.now()
  for (let told = 0; told < events; told += 2) {
    await call(client, guest, 'org.libvirt.Domain.Suspend')
    await call(client, guest, 'org.libvirt.Domain.Resume')
  }
  while (delivered < due && performance.now() - begin < 60_000) await sleep(5)
  const seconds = (performance.now() - begin) / 1000
  const each = ((cpuOf(service) - cpu) / events) * 1e6
  say(
    service.name,
    `events to ${audience} listeners`,
    `${(delivered / seconds).toFixed(0)} delivered a second`,
    `${each.toFixed(0)} µs CPU for a call and its event`,
  )
  await Promise.all(listeners.map(listener => listener.close()))
}

async function load(service: Service): Promise<void> {
  const client = await service.connect()
  await call(client, driver, 'org.libvirt.Connect.ListDomains', 'u', [0])
  for (const audience of audiences) await tells(service, audience)
  const empty = memoryOf(service)
  let there = 0
  for (const guests of sizes) {
    await define(client, there, guests)
    there = guests
    say(
      service.name,
      `${guests} guests`,
      `${(memoryOf(service) / 1024).toFixed(1)} MiB PSS`,
      `${((memoryOf(service) - empty) / guests).toFixed(2)} KiB a guest`,
    )
    await looks(service, client, guests)
  }
}

const program = fileURLToPath(new URL('../bin/libvirtd', import.meta.url))
const peer = '/usr/sbin/libvirt-dbus'
say('service', 'what', 'time', 'cost')
say('---', '---', '---', '---')
try {
  await load(await start('virtbus', [program, '--session']))
  if (existsSync(peer)) await load(await start('libvirt-dbus', [peer, '--session']))
} finally {
  for (const end of ends.toReversed()) await end()
}
