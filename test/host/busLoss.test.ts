import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { MSG } from '../../src/log/catalogue.js'
import { bootHost } from './bootHost.js'
import { hostSkip } from './hostSkip.js'

t.test('a daemon that loses the system bus ends as a failure, says so, and is brought back', hostSkip(), async t => {
  const host = await bootHost(t)
  const property = (name: string): Promise<string> =>
    host.succeed(['systemctl', 'show', '--value', `--property=${name}`, 'virtqemud.service'])
  await host.succeed(['systemctl', 'start', 'virtqemud.service'])
  const before = await property('MainPID')

  await host.succeed(['systemctl', 'kill', '--signal=KILL', 'dbus.service'])
  for (let i = 0; i < 200 && ['0', before].includes(await property('MainPID')); i++) await sleep(50)

  t.match(await host.journal('_SYSTEMD_UNIT=virtqemud.service', `MESSAGE_ID=${MSG.busLost.id}`), [{ PRIORITY: '3' }])
  const said = (await host.journal('UNIT=virtqemud.service')).map(entry => String(entry.MESSAGE))
  t.ok(
    said.some(text => text.includes('Main process exited, code=exited, status=1')),
    said.join('\n'),
  )
  t.equal(await property('ActiveState'), 'active')
})
