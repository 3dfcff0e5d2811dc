import { closeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { ServiceNotifier } from '../../src/daemon/ServiceNotifier.js'
import { datagramSocket, receiveMessage } from '../../src/host/native.js'

function manager(t: { teardown(run: () => void): void }) {
  const path = `@virtbus-test-${process.pid}-${Math.random()}`
  const fd = datagramSocket(path)
  t.teardown(() => closeSync(fd))
  const buffer = Buffer.alloc(1 << 16)
  return {
    path,
    next: () => {
      const message = receiveMessage(fd, buffer)
      return message && buffer.toString('utf8', 0, message.bytes)
    },
  }
}

t.test('an abstract socket is told, and children see nothing of it', async t => {
  const { path, next } = manager(t)
  const env = { NOTIFY_SOCKET: path, WATCHDOG_USEC: '60000000', WATCHDOG_PID: '42', OTHER: 'x' }
  const service = new ServiceNotifier(env, 42)
  t.teardown(() => service.close())
  t.strictSame(env, { OTHER: 'x' })
  service.ready('two\nlines')
  t.equal(next(), 'READY=1\nSTATUS=two lines')
  service.extendTimeout(1500)
  t.equal(next(), 'EXTEND_TIMEOUT_USEC=1500000')
})

t.test('a manager that is behind gets everything later, in order', async t => {
  const { path, next } = manager(t)
  const service = new ServiceNotifier({ NOTIFY_SOCKET: path })
  t.teardown(() => service.close())
  for (let i = 0; i < 100; i++) service.status(`${i}`)
  service.ready('done')

  const seen: string[] = []
  for (let i = 0; i < 40 && !seen.at(-1)?.startsWith('READY'); i++) {
    for (let text = next(); text !== undefined; text = next()) seen.push(text)
    await sleep(20)
  }
  t.strictSame(seen, [...Array.from({ length: 100 }, (_, i) => `STATUS=${i}`), 'READY=1\nSTATUS=done'])
})

t.test('the watchdog of another process is not fed, and no manager means silence', async t => {
  const { path, next } = manager(t)
  const service = new ServiceNotifier({ NOTIFY_SOCKET: path, WATCHDOG_USEC: '20000', WATCHDOG_PID: '43' }, 42)
  t.teardown(() => service.close())
  service.ready('x')
  await sleep(60)
  t.strictSame([next(), next()], ['READY=1\nSTATUS=x', undefined])
  t.doesNotThrow(() => new ServiceNotifier({}).ready('x'))
  t.doesNotThrow(() => new ServiceNotifier({ NOTIFY_SOCKET: '/nowhere/notify' }).ready('x'))
})
