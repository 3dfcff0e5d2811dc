import t from 'tap'
import { Undo } from '../../src/host/Undo.js'

async function work(steps: string[], succeed: boolean): Promise<void> {
  await using undo = new Undo()
  undo.defer(() => void steps.push('first'))
  undo.defer(async () => void steps.push('second'))
  if (!succeed) throw new Error('third step failed')
  undo.keep()
}

t.test('a failure takes back every step, newest first', async t => {
  const steps: string[] = []
  await t.rejects(work(steps, false), { message: 'third step failed' })
  t.same(steps, ['second', 'first'])
})

t.test('success keeps everything', async t => {
  const steps: string[] = []
  await work(steps, true)
  t.same(steps, [])
})
