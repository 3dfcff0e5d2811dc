import t from 'tap'
import { PolkitAuthority, type PolkitBus } from '../../src/access/PolkitAuthority.js'

const signal = new AbortController().signal
const question = { details: { domain_name: 'web1' }, interactive: false, signal }

function busThatAnswers(reply: unknown[] | Error): PolkitBus & { sent: [string, string, unknown[]][] } {
  const sent: [string, string, unknown[]][] = []
  return {
    sent,
    callAuthority: async (member, signature, body) => {
      sent.push([member, signature, body])
      if (reply instanceof Error) throw reply
      return reply
    },
  }
}

t.test('a caller on the bus is named by connection, a caller on a socket by pid and start time', async t => {
  const bus = busThatAnswers([[true, false, new Map()]])
  const polkit = new PolkitAuthority(bus)
  t.ok(await polkit.allows({ uid: 1000, busName: ':1.7' }, 'x.y', question))
  t.ok(await polkit.allows({ uid: 1000, pid: 42, startTime: 77n }, 'x.y', question))
  t.same(bus.sent, [
    [
      'CheckAuthorization',
      '(sa{sv})sa{ss}us',
      [['system-bus-name', { name: ['s', ':1.7'] }], 'x.y', { domain_name: 'web1' }, 0, ''],
    ],
    [
      'CheckAuthorization',
      '(sa{sv})sa{ss}us',
      [
        ['unix-process', { pid: ['u', 42], 'start-time': ['t', 77n], uid: ['i', 1000] }],
        'x.y',
        { domain_name: 'web1' },
        0,
        '',
      ],
    ],
  ])
})

t.test('a caller without an unambiguous identity is refused without a question', async t => {
  const bus = busThatAnswers([[true, false, new Map()]])
  t.notOk(await new PolkitAuthority(bus).allows({ uid: 1000, pid: 42 }, 'x.y', question))
  t.same(bus.sent, [])
})

t.test('a dismissed prompt, an absent polkitd and a strange answer are told apart from a refusal', async t => {
  const identity = { uid: 1000, busName: ':1.7' }
  const ask = (reply: unknown[] | Error) => new PolkitAuthority(busThatAnswers(reply)).allows(identity, 'x.y', question)
  t.notOk(await ask([[false, true, new Map()]]))
  await t.rejects(ask([[false, true, new Map([['polkit.dismissed', 'true']])]]), { code: 'AUTH_CANCELLED' })
  await t.rejects(ask(new Error('no such name')), { code: 'ACCESS_DENIED', message: /polkit could not be asked/ })
  await t.rejects(ask(['yes']), { code: 'ACCESS_DENIED' })
})

t.test('a caller who leaves during a prompt has the prompt taken down', async t => {
  const leaving = new AbortController()
  const members: string[] = []
  const polkit = new PolkitAuthority({
    callAuthority: async member => {
      members.push(member)
      if (member === 'CheckAuthorization') leaving.abort()
      return [[false, false, new Map()]]
    },
  })
  await polkit.allows({ busName: ':1.7' }, 'x.y', { ...question, interactive: true, signal: leaving.signal })
  t.same(members, ['CheckAuthorization', 'CancelCheckAuthorization'])
})

t.test('at most 64 questions are under way, and prompts do not count', async t => {
  let under = 0
  let most = 0
  const polkit = new PolkitAuthority({
    callAuthority: async () => {
      most = Math.max(most, ++under)
      await new Promise(resolve => setImmediate(resolve))
      under--
      return [[true, false, new Map()]]
    },
  })
  const asking = Array.from({ length: 300 }, (_, index) => polkit.allows({ busName: `:1.${index}` }, 'x.y', question))
  await Promise.all(asking)
  t.equal(most, 64)
})
