import t from 'tap'
import { Activation } from '../../src/daemon/Activation.js'
import { ConfReader } from '../../src/config/ConfReader.js'
import { daemonConfig } from '../../src/daemon/daemonConfig.js'
import { Daemon, type DaemonHook, type DaemonParts } from '../../src/daemon/Daemon.js'
import type { DaemonContext } from '../../src/daemon/DaemonContext.js'
import type { Door } from '../../src/daemon/Door.js'
import { directories } from '../../src/config/directories.js'
import { ServiceNotifier } from '../../src/daemon/ServiceNotifier.js'
import { MSG } from '../../src/log/catalogue.js'
import type { Driver } from '../../src/api/Driver.js'
import { fakeDriver } from '../access/fakeDriver.js'
import { captureLog } from '../log/captureLog.js'

const quietDoor: Door = { name: 'door', clients: 0, start: async () => {}, stop: async () => {} }

function systemDaemon(
  parts: Partial<DaemonParts>,
  {
    activation = new Activation(new Map()),
    hook,
    stopTime,
  }: { activation?: Activation; hook?: DaemonHook; stopTime?: number } = {},
) {
  const setting = {
    name: 'virttestd',
    mode: 'system' as const,
    directories: directories('system', {}),
    config: daemonConfig(new ConfReader('', 'test.conf'), 'system'),
    network: undefined,
    listen: false,
    activation,
    timeout: 0,
    claimDriver: () => {},
  }
  return new Daemon(setting, { drivers: [], doors: [], ...parts }, new ServiceNotifier({}), hook, stopTime)
}

t.test('losing the system bus is logged and a failure', async t => {
  const records = captureLog(t)
  let context: DaemonContext | undefined
  const daemon = systemDaemon({ doors: [async (_, given) => ((context = given), quietDoor)] })
  await daemon.listen()
  await daemon.start()
  context?.busLost(new Error('connection reset'))
  t.equal(await daemon.ended, 1)
  t.match(
    records.filter(record => record.level === 'error'),
    [{ message: MSG.busLost, text: /connection reset/ }],
  )
})

t.test('a stop that takes too long ends by force and says so', async t => {
  const records = captureLog(t)
  const stuck: Door = { ...quietDoor, stop: () => new Promise(() => {}) }
  const daemon = systemDaemon({ doors: [async () => stuck] }, { stopTime: 50 })
  await daemon.listen()
  await daemon.start()
  void daemon.stop('test')
  t.equal(await daemon.ended, 1)
  t.match(records.at(-1), { level: 'error', message: MSG.stoppedByForce })
})

t.test('guests that are being saved get more time', async t => {
  captureLog(t)
  let context: DaemonContext | undefined
  const slow: Door = {
    ...quietDoor,
    stop: async () => {
      context?.extendStop(5000)
      await new Promise(resolve => setTimeout(resolve, 100))
    },
  }
  const daemon = systemDaemon({ doors: [async (_, given) => ((context = given), slow)] }, { stopTime: 50 })
  await daemon.listen()
  void daemon.stop('test')
  t.equal(await daemon.ended, 0)
  t.equal(context?.stopping.aborted, true)
})

t.test('who asks to preserve guests has them put away before the daemon ends', async t => {
  const steps: string[] = []
  let context: DaemonContext | undefined
  const driver: Driver = {
    ...fakeDriver([], {}),
    hostGoesDown: async reason => {
      await new Promise(resolve => setTimeout(resolve, 20))
      steps.push(`put away: ${reason}`)
    },
    stop: async () => void steps.push('stop'),
  }
  const door = async (_: readonly Driver[], given: DaemonContext) => ((context = given), quietDoor)
  const daemon = systemDaemon({ drivers: [async () => driver], doors: [door] })
  await daemon.listen()
  await daemon.start()
  context?.stop('maintenance', { preserve: true })
  t.equal(await daemon.ended, 0)
  t.same(steps, ['put away: maintenance', 'stop'])
})

t.test('what fails to stop makes the end a failure and does not keep the rest', async t => {
  captureLog(t)
  const stopped: string[] = []
  const failing: Door = {
    ...quietDoor,
    stop: async () => {
      throw new Error('cannot let go')
    },
  }
  const other: Door = { ...quietDoor, stop: async () => void stopped.push('other') }
  const daemon = systemDaemon({ doors: [async () => failing, async () => other] })
  await daemon.listen()
  await daemon.stop('test')
  t.equal(await daemon.ended, 1)
  t.strictSame(stopped, ['other'])
})

t.test('sockets that no door takes stop the start', async t => {
  captureLog(t)
  const daemon = systemDaemon(
    { doors: [async () => quietDoor] },
    { activation: new Activation(new Map([['odd.socket', [9]]])) },
  )
  await t.rejects(daemon.listen(), {
    exitCode: 6,
    message: 'Some activation file descriptors are unclaimed: odd.socket',
  })
  await daemon.stop('test')
})

t.test("the administrator's script hears of start, reload and shutdown, and cannot stop them", async t => {
  const records = captureLog(t)
  const calls: string[] = []
  const hook: DaemonHook = async (...call) => {
    calls.push(call.join(' '))
    throw new Error('the script failed')
  }
  const daemon = systemDaemon({ doors: [async () => quietDoor] }, { hook })
  await daemon.listen()
  await daemon.start()
  await daemon.reload()
  await daemon.stop('test')
  t.equal(await daemon.ended, 0)
  t.strictSame(calls, ['start - start', 'reload begin SIGHUP', 'shutdown - shutdown'])
  t.equal(records.filter(record => record.level === 'warning').length, 3)
})
