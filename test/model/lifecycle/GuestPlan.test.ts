import t from 'tap'
import { lifecycleNamespace, noPlan, readPlan } from '../../../src/model/lifecycle/GuestPlan.js'

const lifecycle = (content: string): string => `<lifecycle xmlns='${lifecycleNamespace}'>${content}</lifecycle>`

t.test('an empty element says nothing', async t => {
  t.strictSame(readPlan(lifecycle('')), noPlan)
})

t.test('all parts are read, with seconds as milliseconds', async t => {
  const text = lifecycle(
    "<shutdown action='suspend' timeout='30'/><boot priority='-7' delay='5' ready='agent' timeout='90'/>",
  )
  t.strictSame(readPlan(text), {
    action: 'suspend',
    timeout: 30_000,
    priority: -7,
    delay: 5_000,
    ready: 'agent',
    readyTimeout: 90_000,
  })
})

for (const [what, content, text] of [
  ['an unknown action', "<shutdown action='sleep'/>", /'sleep' is no action.*suspend, shutdown, destroy, ignore/],
  ['a negative timeout', "<shutdown timeout='-1'/>", /'-1' is no timeout/],
  ['a priority out of range', "<boot priority='1001'/>", /-1000 to 1000/],
] as const) {
  t.test(`${what} is refused with what it takes`, async t => {
    t.throws(() => readPlan(lifecycle(content)), { code: 'XML_ERROR', message: text })
  })
}
