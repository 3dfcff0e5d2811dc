import t from 'tap'
import { LibvirtError } from '../../src/api/LibvirtError.js'
import { MSG } from '../../src/log/catalogue.js'
import { log } from '../../src/log/log.js'
import { logBug } from '../../src/log/logBug.js'
import { parseLogFilters } from '../../src/log/logFilters.js'
import { logging } from '../../src/log/Logging.js'
import { recordFields } from '../../src/log/recordFields.js'
import { captureLog } from './captureLog.js'

t.test('a record carries level, text, message, fields and the place it was logged at', async t => {
  const records = captureLog(t)
  log.warning(MSG.recordsLost, { driver: 'QEMU' }, 'text')
  t.match(records, [
    {
      level: 'warning',
      text: 'text',
      message: MSG.recordsLost,
      fields: { driver: 'QEMU' },
      location: { file: 'test/log/log.test.ts', source: 'test.log.log.test' },
    },
  ])
  t.ok((records[0]?.location.line ?? 0) > 0)
})

t.test('a mark written by the bundler stands for the place', async t => {
  const records = captureLog(t)
  Reflect.apply(log.info, log, ['src/drivers/qemu/startDomain.ts:42', { call: 'domainCreate' }, 'text'])
  t.match(records[0]?.location, {
    file: 'src/drivers/qemu/startDomain.ts',
    line: 42,
    source: 'drivers.qemu.startDomain',
  })
})

t.test('a log made with fields adds them to each record, and the call can overrule them', async t => {
  const records = captureLog(t)
  const qemu = log.with({ driver: 'QEMU', object: 'a' })
  qemu.info({ object: 'b' }, 'text')
  t.match(records[0]?.fields, { driver: 'QEMU', object: 'b' })
})

t.test(
  'records below the level are not written, and a filter that matches the source decides before the level',
  async t => {
    const records = captureLog(t, 'warning')
    log.info({}, 'too low')
    logging.filters = parseLogFilters('1:log.log 4:test')
    log.debug({}, 'by the first filter')
    logging.filters = parseLogFilters('4:t?st.*log')
    log.warning({}, 'held back by a filter')
    logging.filters = parseLogFilters('1:drivers')
    log.info({}, 'no filter matches')
    t.strictSame(
      records.map(record => record.text),
      ['by the first filter'],
    )
  },
)

t.test('fields get the names that journalctl searches by', async t => {
  const records = captureLog(t)
  log.error(
    MSG.startFailed,
    {
      driver: 'QEMU',
      object: '/org/libvirt/QEMU',
      domain: { name: 'web1', uuid: '1b4e28ba-2fa1-11d2-883f-0016d3cca427' },
      caller: { uid: 1000, pid: 42 },
      call: 'domainCreate',
      error: new LibvirtError('NO_DOMAIN', 'web1'),
      waitedSeconds: 3n,
      none: undefined,
      list: ['a'],
    },
    'text',
  )
  t.strictSame(records.flatMap(recordFields), [
    ['MESSAGE_ID', MSG.startFailed.id],
    ['VIRTBUS_DRIVER', 'QEMU'],
    ['VIRTBUS_OBJECT', '/org/libvirt/QEMU'],
    ['DOMAIN_NAME', 'web1'],
    ['DOMAIN_UUID', '1b4e28ba-2fa1-11d2-883f-0016d3cca427'],
    ['CALLER_UID', '1000'],
    ['CALLER_PID', '42'],
    ['CALL', 'domainCreate'],
    ['LIBVIRT_ERROR', '42'],
    ['VIRTBUS_WAITED_SECONDS', '3'],
    ['VIRTBUS_LIST', '["a"]'],
  ])
})

t.test('a caller of the call table is named like a bare identity', async t => {
  const records = captureLog(t)
  log.info({ caller: { identity: { uid: 0, pid: 7 } } }, 'text')
  t.strictSame(records.flatMap(recordFields), [
    ['CALLER_UID', '0'],
    ['CALLER_PID', '7'],
  ])
})

t.test('a bug brings its stack and its cause into the text, a refusal only its cause', async t => {
  const records = captureLog(t)
  log.error({ error: new Error('outer', { cause: new Error('inner') }) }, 'bug')
  log.info({ error: new LibvirtError('NO_DOMAIN', 'web1') }, 'refusal')
  log.info({ error: new LibvirtError('OPERATION_FAILED', 'x', { cause: new Error('reason') }) }, 'caused')
  t.match(records[0]?.text, /^bug\nError: outer\n {4}at [^]*cause.*Error: inner/)
  t.equal(records[1]?.text, 'refusal')
  t.match(records[2]?.text, /^caused\nError: reason/)
})

t.test('an internal error is logged with the reference that its caller is told', async t => {
  const records = captureLog(t)
  const reference = logBug(new TypeError('x is undefined'), { call: 'domainCreate' })
  t.match(reference, /^[0-9a-f]{12}$/)
  t.match(records, [
    { level: 'error', message: MSG.internalError, text: /TypeError: x is undefined/, fields: { reference } },
  ])
})

t.test('logging never throws, whatever it is given', async t => {
  const records = captureLog(t)
  const circle: Record<string, unknown> = {}
  circle.self = circle
  log.info({ circle, big: { n: 1n } }, 'odd')
  log.info({ error: { get stack() { throw new Error('no stack') } } }, 'hostile') // biome-ignore format: one line
  t.strictSame(records.flatMap(recordFields), [])
})
