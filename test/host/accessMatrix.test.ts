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
import { bootHost } from './bootHost.js'
import { hostSkip } from './hostSkip.js'
import type { TestHost } from './TestHost.js'

t.setTimeout(240_000)

const program = fileURLToPath(new URL('./access/askAccess.js', import.meta.url))
const driver = testDriver()
const uri = 'test:///default'
const path = '/org/libvirt/Test'

/** What bob may do to an object is in its name. */
const rules = `polkit.addRule(function (action, subject) {
  var parts = action.id.split(".")
  if (subject.user != "bob" || parts[2] != "api") return undefined
  if (parts[3] == "connect") return polkit.Result.YES
  var keys = {
    domain: "domain_name", interface: "interface_name", network: "network_name", "network-port": "network_name",
    nwfilter: "nwfilter_name", "nwfilter-binding": "nwfilter_binding_portdev", secret: "secret_usage_ceph",
    "storage-pool": "pool_name", "storage-vol": "vol_name"
  }
  var key = keys[parts[3]]
  var name = key && action.lookup(key)
  return name && name.split(".").slice(1).indexOf(parts[4]) >= 0 ? polkit.Result.YES : undefined
})`

interface Pair {
  readonly rpc: AccessCase
  readonly bus: AccessCase
}
const same = (one: AccessCase): Pair => ({ rpc: one, bus: one })

async function ask(host: TestHost, user: string, pairs: readonly Pair[]): Promise<AccessAnswer[]> {
  const input = JSON.stringify(pairs)
  return JSON.parse(await host.succeed(['node', program, uri, path], { user, input, timeout: 120_000 }))
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

function numbersOf(pairs: readonly Pair[], answers: readonly AccessAnswer[]): Record<string, number> {
  const count = (kind: string) => answers.filter(({ rpc }) => verdict(rpc).startsWith(kind)).length
  const doors = answers.reduce((sum, { bus }) => sum + Object.keys(bus).length, 0)
  return { calls: pairs.length, byBus: doors, denied: count('denied'), through: count('through') }
}

t.test('the call table against polkit, by both doors', hostSkip(), async t => {
  const host = await bootHost(t)
  await host.succeed(['systemctl', 'start', 'libvirtd.service'])
  await host.addPolkitRules('60-names', rules)
  const plain = plainCases(driver).map(same)
  const lacking = lackingCases(driver).map(same)
  // What is allowed changes its object: one for each door.
  const forBus = grantedCases(driver)
  const granted = grantedCases(driver).map((rpc, index): Pair => ({ rpc, bus: forBus[index] ?? rpc }))
  const objects = new Set([...plain, ...lacking, ...granted].flatMap(({ rpc, bus }) => [rpc.object, bus.object]))
  await host.succeed(['node', program, '--prepare', uri], { input: JSON.stringify([...objects]), timeout: 120_000 })

  const matrix = async (t: Test, user: string, pairs: readonly Pair[], rulesOf: Rules) => {
    const begin = performance.now()
    const answers = await ask(host, user, pairs)
    t.comment(`${user}: ${JSON.stringify(numbersOf(pairs, answers))} in ${Math.round(performance.now() - begin)} ms`)
    t.same(faults(pairs, answers, rulesOf), [])
    return numbersOf(pairs, answers)
  }

  await t.test('an ordinary user is refused what needs a permission, and nothing else', async t => {
    const { denied = 0, through = 0 } = await matrix(t, 'ann', plain, 'none')
    t.ok(denied > 100 && through > 100)
  })
  await t.test('a rule about one object grants exactly that', async t => {
    const { through = 0 } = await matrix(t, 'bob', granted, 'names')
    t.equal(through, granted.length)
  })
  await t.test('a rule that grants all but one of the permissions of a call does not open it', async t => {
    const { denied = 0 } = await matrix(t, 'bob', lacking, 'names')
    t.equal(denied, lacking.length)
  })
})
