import { spawn } from 'node:child_process'
import { once } from 'node:events'
import t from 'tap'
import { Counters } from '../../src/host/Counters.js'
import { systemThreads, threadSchedule } from '../../src/host/Threads.js'

t.test('a thread is pinned to CPUs, one that has ended is not missed, and CPUs must be there', async t => {
  const sleeper = spawn('sleep', ['60'])
  await once(sleeper, 'spawn')
  const pid = sleeper.pid ?? 0
  t.same(await systemThreads.list(pid), [pid])
  systemThreads.pin(pid, [0])
  t.equal(await systemThreads.allowedCpus(pid, pid), '0')
  t.throws(() => systemThreads.pin(pid, [4096]), {
    message: `cannot set CPU affinity on process ${pid}: Invalid argument`,
  })
  sleeper.kill()
  await once(sleeper, 'exit')
  t.doesNotThrow(() => systemThreads.pin(pid, [0]))
  t.same(await systemThreads.list(pid), [])
  t.equal(await systemThreads.allowedCpus(pid, pid), undefined)
})

t.test('a thread gets a scheduler', async t => {
  const sleeper = spawn('sleep', ['60'])
  await once(sleeper, 'spawn')
  t.teardown(() => sleeper.kill())
  const pid = sleeper.pid ?? 0
  systemThreads.schedule(pid, 'batch', 0)
  t.throws(() => systemThreads.schedule(pid, 'batch', 5), /Cannot set scheduler parameters for pid/)
})

t.test('how long a thread waited is told as far as the kernel knows', async t => {
  const { wait, delay } = await threadSchedule(process.pid, process.pid)
  t.ok(wait === undefined || wait >= 0n)
  t.ok(delay === undefined || delay >= 0n)
  t.same(await threadSchedule(0x7fff_fff0, 1), { wait: undefined, delay: undefined })
})

t.test('the kernel counts what a program does', async t => {
  using counters = new Counters()
  counters.start('task_clock', [process.pid])
  counters.start('task_clock', [process.pid])
  for (let sum = 0; sum < 1e7; sum++);
  t.ok((counters.read('task_clock') ?? 0n) > 1000n)
  t.same([counters.has('task_clock'), counters.names, counters.read('page_faults')], [true, ['task_clock'], undefined])
  counters.stop('task_clock')
  t.equal(counters.read('task_clock'), undefined)
})
