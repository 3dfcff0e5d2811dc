// The whole call table against real polkitd, by both doors: who lacks a permission is refused and told which, who has it is
// not, and RPC and the bus never differ.
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { testDriver } from '../drivers/test/testDriver.js'
import { type AccessAnswer, verdict } from './access/AccessAnswer.js'
import {
  type AccessCase,
  demanded,
  expected,
  grantedCases,
  isServed,
  lackingCases,
  plainCases,
  type Rules,
  rowOf,
} from './access/AccessCase.js'
import { needsOf } from './access/needsOf.js'
import type { Seen } from './access/Seen.js'
import { uuidOf } from './access/argumentsOf.js'
import { bootHost } from './bootHost.js'
import { hostSkip } from './hostSkip.js'
import type { TestHost } from './TestHost.js'

t.setTimeout(240_000)

const program = (name: string) => fileURLToPath(new URL(`./access/${name}.js`, import.meta.url))
const driver = testDriver()
const uri = 'test:///default'
const path = '/org/libvirt/Test'

/** What bob may do to an object is in its name; lena, whom the group libvirt lets in, as well. Guests named hidden are not for lena. */
const rules = `polkit.addRule(function (action, subject) {
  var parts = action.id.split(".")
  if (subject.user != "bob" && subject.user != "lena" || parts[2] != "api") return undefined
  if (parts[3] == "connect") return polkit.Result.YES
  var keys = {
    domain: "domain_name", interface: "interface_name", network: "network_name", "network-port": "network_name",
    nwfilter: "nwfilter_name", "nwfilter-binding": "nwfilter_binding_portdev", secret: "secret_usage_ceph",
    "storage-pool": "pool_name", "storage-vol": "vol_name"
  }
  var key = keys[parts[3]]
  var name = key && action.lookup(key)
  if (subject.user == "lena" && name == "hidden") return polkit.Result.NO
  return name && name.split(".").slice(1).indexOf(parts[4]) >= 0 ? polkit.Result.YES : undefined
})`

interface Pair {
  readonly rpc: AccessCase
  readonly bus: AccessCase
}
const same = (one: AccessCase): Pair => ({ rpc: one, bus: one })

async function ask(host: TestHost, user: string, pairs: readonly Pair[], to = [uri, path]): Promise<AccessAnswer[]> {
  const input = JSON.stringify(pairs)
  return JSON.parse(await host.succeed(['node', program('askAccess'), ...to], { user, input, timeout: 120_000 }))
}

/** Lines about what is not as it should be. */
function faults(pairs: readonly Pair[], answers: readonly AccessAnswer[], rulesOf: Rules): string[] {
  return pairs.flatMap((pair, index) => {
    const answer = answers[index]
    if (!answer) return [`${pair.rpc.row}: no answer`]
    const due = isServed(rowOf(pair.rpc.row), driver) ? expected(pair.rpc, rulesOf) : 'unsupported'
    const all = [['RPC', answer.rpc], ...Object.entries(answer.bus)]
    return all.flatMap(([door, came = '']) =>
      verdict(came) === due && !isVacuous(pair.rpc, came)
        ? []
        : [`${pair.rpc.row} flags ${pair.rpc.flags} on ${pair.rpc.object}, ${door}: ${came}; due: ${due}`],
    )
  })
}

/** A call that needs a permission and never came to the question proves nothing. */
const isVacuous = (one: AccessCase, came: string) =>
  demanded(one).length > 0 && /not found: no |unsupported flags|must not be/.test(came)

/**
 * The same where what the driver knows is not at hand: it may know no such call, or have no such object, but says so by both
 * doors, and what needs no permission is not refused.
 */
function qemuFaults(pairs: readonly Pair[], answers: readonly AccessAnswer[]): string[] {
  return pairs.flatMap(({ rpc }, index) => {
    const answer = answers[index]
    const due = expected(rpc, 'none')
    const all = answer ? [answer.rpc, ...Object.values(answer.bus)] : []
    const fits = (came: string) =>
      verdict(came) === due || verdict(came) === 'unsupported' || (/not found: no /.test(came) && due !== 'through')
    const differ = new Set(all.map(verdict)).size > 1
    return all.every(fits) && !differ ? [] : [`${rpc.row}: ${all.join(' | ')}; due: ${due}`]
  })
}

function numbersOf(pairs: readonly Pair[], answers: readonly AccessAnswer[]): Record<string, number> {
  const count = (kind: string) => answers.filter(({ rpc }) => verdict(rpc).startsWith(kind)).length
  const doors = answers.reduce((sum, { bus }) => sum + Object.keys(bus).length, 0)
  return { calls: pairs.length, byBus: doors, denied: count('denied'), through: count('through') }
}

/** Asks as a user, checks every answer, and counts. */
async function check(t: Test, host: TestHost, user: string, pairs: readonly Pair[], rulesOf: Rules) {
  const begin = performance.now()
  const answers = await ask(host, user, pairs)
  const numbers = numbersOf(pairs, answers)
  t.comment(`${user}: ${JSON.stringify(numbers)} in ${Math.round(performance.now() - begin)} ms`)
  t.same(faults(pairs, answers, rulesOf), [])
  return numbers
}

/** Makes what calls are about. */
async function prepare(host: TestHost, ...pairs: readonly Pair[]): Promise<void> {
  const needs = needsOf(pairs.flatMap(({ rpc, bus }) => [rpc, bus]))
  await host.succeed(['node', program('prepareObjects'), uri], { input: JSON.stringify(needs), timeout: 120_000 })
}

const plain = plainCases(driver).map(same)
const lacking = lackingCases(driver).map(same)
/** What is allowed changes its object: each door has its own. */
function grantedPairs(): Pair[] {
  const forBus = grantedCases(driver)
  return grantedCases(driver).map((rpc, index) => ({ rpc, bus: forBus[index] ?? rpc }))
}

t.test('the call table against polkit, by both doors', hostSkip(), async t => {
  const host = await bootHost(t)
  await host.succeed(['systemctl', 'start', 'libvirtd.service'])
  await host.addPolkitRules('60-names', rules)

  const object = plainCases(driver)[0]?.object ?? ''
  const xml = `<domain type='qemu'><name>${object}</name><uuid>${uuidOf(object)}</uuid><memory>65536</memory><os><type>hvm</type></os></domain>`
  await host.write('/srv/plain.xml', xml)
  await host.succeed(['virsh', '--quiet', '-c', 'qemu:///system', 'define /srv/plain.xml'])
  const asksQemu = async (t: Test) => {
    const pairs = plainCases(driver).flatMap(one => (one.flags === 0 ? [same({ ...one, object })] : []))
    const answers = await ask(host, 'ann', pairs, ['qemu:///system', '/org/libvirt/QEMU'])
    t.same(qemuFaults(pairs, answers), [])
    t.ok(Number(numbersOf(pairs, answers)['denied']) > 100)
  }
  await t.test('the QEMU driver refuses an ordinary user by both doors alike', asksQemu)
  await t.test('so it does through virtproxyd, which forwards who asks', async t => {
    await host.succeed(['systemctl', 'start', 'virtqemud.service', 'virtproxyd.service'])
    t.equal((await host.run(['systemctl', 'is-active', 'libvirtd.service'])).stdout.trim(), 'inactive')
    await asksQemu(t)
    await host.succeed(['systemctl', 'start', 'libvirtd.service'])
  })

  await t.test('with either layer enough, as it is by default', async t => {
    const granted = grantedPairs()
    await prepare(host, ...plain, ...granted, ...lacking)
    await t.test('an ordinary user is refused what needs a permission, and nothing else', async t => {
      const { denied = 0, through = 0 } = await check(t, host, 'ann', plain, 'none')
      t.ok(denied > 100 && through > 100)
    })
    await t.test('a rule about one object grants exactly that', async t => {
      const { through } = await check(t, host, 'bob', granted, 'names')
      t.equal(through, granted.length)
    })
    await t.test('a rule that grants all but one of the permissions of a call does not open it', async t => {
      const { denied } = await check(t, host, 'bob', lacking, 'names')
      t.equal(denied, lacking.length)
    })
  })

  await t.test('with both layers needed (access_drivers)', async t => {
    await host.write('/etc/libvirt/libvirtd.conf', 'access_drivers = [ "polkit" ]\n')
    await host.succeed(['systemctl', 'restart', 'libvirtd.service'])
    await t.test('lists and events leave out, by either door, what the caller may not see', async t => {
      await guestsAreSeen(t, host)
    })
    // Lists are judged object by object here: few of them while ann asks.
    await prepare(host, ...plain)
    await t.test('an ordinary user is refused what needs a permission, and nothing else', async t => {
      await check(t, host, 'ann', plain, 'none')
    })
    const granted = grantedPairs()
    await prepare(host, ...granted, ...lacking)
    await t.test('a rule about an object does not help whom the first layer refuses', async t => {
      const { denied } = await check(t, host, 'bob', lacking, 'none')
      t.equal(denied, lacking.length)
    })
    await t.test('whom the first layer lets in is granted exactly what a rule says', async t => {
      const { through } = await check(t, host, 'lena', granted, 'names')
      t.equal(through, granted.length)
      const { denied } = await check(t, host, 'lena', lacking, 'names')
      t.equal(denied, lacking.length)
    })
  })
})

/** Root starts three guests, one of which lena may not see, while she listens. */
async function guestsAreSeen(t: Test, host: TestHost): Promise<void> {
  const virshDo = (command: string) => host.succeed(['virsh', '--quiet', '-c', `test+unix:///default`, command])
  for (const name of ['hidden', 'seen', 'last']) {
    const xml = `<domain type='test'><name>${name}</name><memory>1024</memory><os><type>hvm</type></os></domain>`
    await host.write(`/srv/${name}.xml`, xml)
    await virshDo(`define /srv/${name}.xml`)
  }
  await using watching = host.start(['node', program('watchAccess'), uri, path], { user: 'lena' })
  await watching.shown(/listening/)
  for (const name of ['hidden', 'seen', 'last']) await virshDo(`start ${name}`)
  const [, text = ''] = await watching.shown(/^(\{.*\})$/m)
  const { lists, events }: Seen = JSON.parse(text)
  const ours = (names: readonly string[]) => names.filter(name => /^(hidden|seen|last)$/.test(name)).sort()
  const visible = ['last', 'seen']
  t.same([lists.rpc, lists.older, lists.bus, lists.managed].map(ours), [visible, visible, visible, visible])
  t.equal(lists.count, lists.older.length)
  t.same([events.rpc, events.bus, events.properties].map(ours), [visible, visible, visible])
}
