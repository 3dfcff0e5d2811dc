import t from 'tap'
import type { Identity } from '../../src/api/Caller.js'
import type { Authority, Question } from '../../src/access/Authority.js'
import { grantLifetime, RememberingAuthority } from '../../src/access/RememberingAuthority.js'

const ann: Identity = { uid: 1000, busName: ':1.7' }
const question = (details: Record<string, string> = {}, interactive = false): Question => ({
  details,
  interactive,
  signal: new AbortController().signal,
})

/** Answers what it is told to, and counts. */
function oracle(answers: boolean | (() => Promise<boolean>)) {
  let asked = 0
  const authority: Authority = {
    allows: async () => {
      asked++
      return typeof answers === 'boolean' ? answers : answers()
    },
  }
  return { authority, count: () => asked }
}

t.test('a grant is remembered for the same subject, action and details only', async t => {
  const { authority, count } = oracle(true)
  const remembering = new RememberingAuthority(authority, () => 0)
  await remembering.allows(ann, 'a', question({ domain_name: 'web1' }))
  await remembering.allows(ann, 'a', question({ domain_name: 'web1' }))
  t.equal(count(), 1)
  await remembering.allows(ann, 'a', question({ domain_name: 'db' }))
  await remembering.allows(ann, 'b', question({ domain_name: 'web1' }))
  await remembering.allows({ uid: 1001, busName: ':1.8' }, 'a', question({ domain_name: 'web1' }))
  t.equal(count(), 4)
})

t.test('a refusal is asked about again every time', async t => {
  const { authority, count } = oracle(false)
  const remembering = new RememberingAuthority(authority, () => 0)
  t.notOk(await remembering.allows(ann, 'a', question()))
  t.notOk(await remembering.allows(ann, 'a', question()))
  t.equal(count(), 2)
})

t.test('a grant ends with time, with Changed, and with its subject', async t => {
  let now = 0
  const { authority, count } = oracle(true)
  const remembering = new RememberingAuthority(authority, () => now)
  await remembering.allows(ann, 'a', question())
  now = grantLifetime
  await remembering.allows(ann, 'a', question())
  t.equal(count(), 2, 'after its lifetime')
  remembering.forgetAll()
  await remembering.allows(ann, 'a', question())
  t.equal(count(), 3, 'after Changed')
  remembering.forget(ann)
  await remembering.allows(ann, 'a', question())
  t.equal(count(), 4, 'after the subject left')
})

t.test('an answer that crosses polkit’s Changed signal is used once and not kept', async t => {
  let answer: (granted: boolean) => void = () => {}
  const { authority, count } = oracle(() => new Promise(resolve => (answer = resolve)))
  const remembering = new RememberingAuthority(authority, () => 0)
  const first = remembering.allows(ann, 'a', question())
  await Promise.resolve()
  remembering.forgetAll()
  answer(true)
  t.ok(await first)
  const second = remembering.allows(ann, 'a', question())
  await Promise.resolve()
  answer(false)
  t.notOk(await second)
  t.equal(count(), 2)
})

t.test('equal questions under way are asked once, prompts never shared', async t => {
  const { authority, count } = oracle(true)
  const remembering = new RememberingAuthority(authority, () => 0)
  await Promise.all([1, 2, 3].map(() => remembering.allows(ann, 'a', question())))
  t.equal(count(), 1)
  await Promise.all([1, 2].map(() => remembering.allows(ann, 'b', question({}, true))))
  t.equal(count(), 3)
})
