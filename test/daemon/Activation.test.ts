import t from 'tap'
import { Activation } from '../../src/daemon/Activation.js'

const env = (fds: string, names?: string, pid = '42') => ({
  LISTEN_PID: pid,
  LISTEN_FDS: fds,
  ...(names === undefined ? {} : { LISTEN_FDNAMES: names }),
})
const noted = () => {
  const closing: number[] = []
  return { closing, mark: (fd: number) => void closing.push(fd) }
}

t.test('descriptors are found by name, several under one, and do not reach children', async t => {
  const { closing, mark } = noted()
  const variables: NodeJS.ProcessEnv = env('3', 'a.socket:b.socket:a.socket')
  const activation = Activation.fromEnvironment(variables, 42, mark)
  t.equal(activation.active, true)
  t.strictSame(closing, [3, 4, 5])
  t.strictSame(variables, {})
  t.strictSame(activation.take('a.socket'), [3, 5])
  t.strictSame(activation.unclaimed, ['b.socket'])
  t.strictSame(activation.take('a.socket'), [], 'taken once')
  t.strictSame(activation.take('b.socket'), [4])
  t.strictSame(activation.unclaimed, [])
})

const inactive: readonly [title: string, env: NodeJS.ProcessEnv][] = [
  ['no variables', {}],
  ['variables meant for another process', env('1', 'a.socket', '43')],
  ['no descriptors', env('0', '')],
  ['a number that is none', env('many', 'a.socket')],
]
for (const [title, variables] of inactive) {
  t.test(`${title}: not activated`, async t => {
    t.equal(Activation.fromEnvironment(variables, 42, () => t.fail('touched a descriptor')).active, false)
  })
}

t.test('descriptors without names, or with another number of names, stop the start', async t => {
  t.throws(() => Activation.fromEnvironment(env('1'), 42, noted().mark), {
    exitCode: 6,
    message: 'Missing LISTEN_FDNAMES env from systemd socket activation',
  })
  t.throws(() => Activation.fromEnvironment(env('2', 'a.socket'), 42, noted().mark), {
    exitCode: 6,
    message: 'systemd passed 2 sockets and 1 names (a.socket)',
  })
})
