// libvirt-dbus itself beside our session daemon, each on a bus of its own with test:///default: the same calls, one after the
// other, must be answered the same, and tell the same signals.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { Variant } from '../../../src/bus/codec/values.js'
import { BusConnection } from '../../../src/bus/connection/BusConnection.js'
import { BusError } from '../../../src/bus/connection/BusError.js'
import { busInterfaces } from '../../../src/bus/generated/interfaces.js'
import { SessionDaemon } from '../../rpc/SessionDaemon.js'
import { testPath } from '../doorOn.js'
import { privateBus } from '../privateBus.js'
import { type Step, steps } from './steps.js'

const peer = '/usr/sbin/libvirt-dbus'
type Signatures = Record<string, { methods: Record<string, { in: string }>; signals: Record<string, string> }>
const known: Signatures = busInterfaces
const standard: Record<string, string> = { Get: 'ss', GetAll: 's', Set: 'ssv' }

interface Side {
  readonly client: BusConnection
  readonly signals: string[]
}

async function sideOn(t: Test, address: string): Promise<Side> {
  const client = await BusConnection.open(address)
  t.teardown(() => client.close())
  for (let round = 0; ; round++) {
    const { values } = await client.callBus('NameHasOwner', 's', ['org.libvirt'])
    if (values[0] === true) break
    if (round === 500) throw new Error('org.libvirt never came')
    await sleep(20)
  }
  const signals: string[] = []
  for (const [iface, { signals: members }] of Object.entries(known)) {
    for (const member of Object.keys(members)) {
      if (iface.startsWith('org.virtbus.')) continue
      await client.subscribe({ interface: iface, member }, (values, { fields }) =>
        signals.push(`${fields.path} ${member} ${show(values)}`),
      )
    }
  }
  return { client, signals }
}

async function theirs(t: Test, folder: string): Promise<Side> {
  const { address } = await privateBus(t)
  const env = { PATH: process.env.PATH, HOME: folder, XDG_RUNTIME_DIR: folder, DBUS_SESSION_BUS_ADDRESS: address }
  const child: ChildProcess = spawn(peer, ['--session'], { env, stdio: 'ignore' })
  t.teardown(() => child.kill())
  return sideOn(t, address)
}

async function ours(t: Test): Promise<Side> {
  const { address } = await privateBus(t)
  await SessionDaemon.start(t, 'libvirtd', { env: { DBUS_SESSION_BUS_ADDRESS: address } })
  return sideOn(t, address)
}

/** What a call came to, as text. */
async function outcome({ client }: Side, [place, name, ...values]: Step): Promise<string> {
  const full = name.startsWith('org.') ? name : `org.libvirt.${name}`
  const dot = full.lastIndexOf('.')
  const [iface, member] = [full.slice(0, dot), full.slice(dot + 1)]
  const signature = known[iface]?.methods[member]?.in ?? standard[member] ?? (values.length > 0 ? 'u' : '')
  const target = { destination: 'org.libvirt', path: `${testPath}${place}`, interface: iface, member }
  try {
    const reply = await client.call({ ...target, signature, values })
    return `${reply.signature} ${show(reply.values)}`
  } catch (error) {
    if (error instanceof BusError) return `${error.errorName}: ${error.message}`
    throw error
  }
}

/** A value with all types; dictionaries and lists of paths have no order. */
function show(value: unknown): string {
  if (value instanceof Variant) return `<${value.signature} ${show(value.value)}>`
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`
  if (!Array.isArray(value)) return typeof value === 'string' ? `'${value}'` : String(value)
  const items = value.map(show)
  const isDictionary = value.every(item => Array.isArray(item) && item.length === 2 && item[1] instanceof Variant)
  const isPaths = value.every(item => typeof item === 'string' && item.startsWith('/org/libvirt/'))
  return `[${(isDictionary || isPaths ? items.sort() : items).join(', ')}]`
}

t.test('libvirt-dbus answers like us', { skip: existsSync(peer) ? false : `${peer} is not installed` }, async t => {
  const folder = mkdtempSync(join(tmpdir(), 'peer-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const [one, other] = await Promise.all([theirs(t, folder), ours(t)])
  for (const step of steps(folder)) {
    const [place, member, ...values] = step
    const theirs = await outcome(one, step)
    // Our test driver has more than libvirt's; what only we can do must not lead the two apart.
    if (/this function is not supported by the connection driver/.test(theirs)) continue
    t.equal(await outcome(other, step), theirs, `${place} ${member} ${show(values)}`)
  }
  await sleep(200)
  t.same(other.signals, one.signals)
})
