import t from 'tap'
import { removeMacvtap } from '../../src/host/openMacvtap.js'

t.test('a link that only has the name that a guest asked for is not removed', async t => {
  const commands: string[] = []
  const run = async (program: string, args: readonly string[]) => {
    commands.push([program, ...args].join(' '))
    return { code: 0, signal: null, output: '', errors: '' }
  }
  await removeMacvtap({ run }, 'lo', undefined)
  await removeMacvtap({ run }, 'lo', '00:00:00:00:00:00')
  await removeMacvtap({ run }, 'gone0', undefined)
  t.same(commands, [])
})
