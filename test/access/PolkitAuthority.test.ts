import t from 'tap'
import { PolkitAuthority, type PolkitQuestion, type PolkitService } from '../../src/access/PolkitAuthority.js'

const signal = new AbortController().signal
const question = { details: { domain_name: 'web1' }, interactive: false, signal }
const yes = { authorized: true, dismissed: false }

function polkitThat(check: () => Promise<{ authorized: boolean; dismissed: boolean }>) {
  const asked: PolkitQuestion[] = []
  const cancelled: string[] = []
  const service: PolkitService = {
    check: async question => {
      asked.push(question)
      return check()
    },
    cancel: async cancellation => void cancelled.push(cancellation),
  }
  return { service, asked, cancelled }
}

t.test('a caller on the bus is named by connection, a caller on a socket by pid and start time', async t => {
  const { service, asked } = polkitThat(async () => yes)
  const polkit = new PolkitAuthority(service)
  t.ok(await polkit.allows({ uid: 1000, busName: ':1.7' }, 'x.y', question))
  t.ok(await polkit.allows({ uid: 1000, pid: 42, startTime: 77n }, 'x.y', question))
  const common = { action: 'x.y', details: { domain_name: 'web1' }, prompt: false, cancellation: '' }
  t.same(asked, [
    { ...common, subject: { kind: 'system-bus-name', name: ':1.7' } },
    { ...common, subject: { kind: 'unix-process', pid: 42, startTime: 77n, uid: 1000 } },
  ])
})

t.test('a caller without an unambiguous identity is refused without a question', async t => {
  const { service, asked } = polkitThat(async () => yes)
  t.notOk(await new PolkitAuthority(service).allows({ uid: 1000, pid: 42 }, 'x.y', question))
  t.same(asked, [])
})

t.test('a dismissed prompt and an absent polkitd are told apart from a refusal', async t => {
  const identity = { uid: 1000, busName: ':1.7' }
  const ask = (check: () => Promise<{ authorized: boolean; dismissed: boolean }>) =>
    new PolkitAuthority(polkitThat(check).service).allows(identity, 'x.y', question)
  t.notOk(await ask(async () => ({ authorized: false, dismissed: false })))
  await t.rejects(
    ask(async () => ({ authorized: false, dismissed: true })),
    { code: 'AUTH_CANCELLED' },
  )
  const absent = ask(() => Promise.reject(new Error('no such name')))
  await t.rejects(absent, { code: 'ACCESS_DENIED', message: /polkit could not be asked/ })
})

t.test('a caller who leaves during a prompt has the prompt taken down', async t => {
  const leaving = new AbortController()
  const { service, asked, cancelled } = polkitThat(async () => {
    leaving.abort()
    return { authorized: false, dismissed: false }
  })
  const polkit = new PolkitAuthority(service)
  await polkit.allows({ busName: ':1.7' }, 'x.y', { ...question, interactive: true, signal: leaving.signal })
  t.equal(cancelled.length, 1)
  t.equal(cancelled[0], asked[0]?.cancellation)
})

t.test('at most 64 questions are under way, and prompts do not count', async t => {
  let underWay = 0
  let most = 0
  const { service } = polkitThat(async () => {
    most = Math.max(most, ++underWay)
    await new Promise(resolve => setImmediate(resolve))
    underWay--
    return yes
  })
  const polkit = new PolkitAuthority(service)
  const asking = Array.from({ length: 300 }, (_, index) => polkit.allows({ busName: `:1.${index}` }, 'x.y', question))
  await Promise.all(asking)
  t.equal(most, 64)
})
