import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { configureLogging, type LogChoice } from '../../src/log/configureLogging.js'
import { Logging } from '../../src/log/Logging.js'

const folder = mkdtempSync(join(tmpdir(), 'log-'))
t.teardown(() => rmSync(folder, { recursive: true }))

const choice = (change: Partial<LogChoice>): LogChoice => ({
  program: 'virtqemud',
  verbose: false,
  env: {},
  config: { level: 0, filters: undefined, outputs: undefined },
  terminal: false,
  daemonised: false,
  logFile: join(folder, 'virtqemud.log'),
  journald: '/nowhere/journald',
  ...change,
})

const cases: readonly [title: string, change: Partial<LogChoice>, level: string, filters: string, outputs: string][] = [
  ['nothing said means warnings on standard error', {}, 'warning', '', '1:stderr'],
  ['journald is chosen where it listens', { journald: '/dev/null' }, 'warning', '', '1:journald'],
  [
    'a terminal is written to even beside journald',
    { journald: '/dev/null', terminal: true },
    'warning',
    '',
    '1:stderr',
  ],
  [
    'a daemonised program without journald has its file',
    { daemonised: true, terminal: true },
    'warning',
    '',
    `1:file:${folder}/virtqemud.log`,
  ],
  [
    'the file says level, filters and outputs',
    { config: { level: 4, filters: '1:qemu 3:rpc', outputs: '2:stderr 3:syslog:virt' } },
    'error',
    '1:qemu 3:rpc',
    '2:stderr 3:syslog:virt',
  ],
  [
    'the environment comes before the file',
    {
      config: { level: 4, filters: '1:qemu', outputs: '2:stderr' },
      env: { LIBVIRT_DEBUG: 'debug', LIBVIRT_LOG_FILTERS: '3:*bus?', LIBVIRT_LOG_OUTPUTS: '4:journald' },
    },
    'debug',
    '3:*bus?',
    '4:journald',
  ],
  [
    '-v asks for information',
    { verbose: true, config: { level: 4, filters: '', outputs: '' } },
    'info',
    '',
    '1:stderr',
  ],
  ['-v does not hide debugging', { verbose: true, env: { LIBVIRT_DEBUG: '1' } }, 'debug', '', '1:stderr'],
  [
    'of two outputs to one place the last counts',
    { config: { level: 0, filters: '', outputs: '1:stderr 4:stderr' } },
    'warning',
    '',
    '4:stderr',
  ],
]
for (const [title, change, level, filters, outputs] of cases) {
  t.test(title, async t => {
    const logging = new Logging()
    configureLogging(logging, choice(change))
    t.teardown(() => logging.close())
    t.strictSame([logging.level, logging.filtersText, logging.outputsText], [level, filters, outputs])
  })
}

const refusals: readonly [env: Record<string, string>, message: RegExp][] = [
  [{ LIBVIRT_DEBUG: 'loud' }, /^LIBVIRT_DEBUG: 'loud' is not a level/],
  [{ LIBVIRT_LOG_FILTERS: '5:qemu' }, /^LIBVIRT_LOG_FILTERS: '5:qemu' is not a log filter/],
  [{ LIBVIRT_LOG_FILTERS: '1:' }, /'1:' is not a log filter/],
  [{ LIBVIRT_LOG_OUTPUTS: '0:stderr' }, /^LIBVIRT_LOG_OUTPUTS: '0:stderr' is not a log output/],
  [{ LIBVIRT_LOG_OUTPUTS: '1:file:relative' }, /'1:file:relative' is not a log output/],
  [{ LIBVIRT_LOG_OUTPUTS: '1:syslog' }, /'1:syslog' is not a log output/],
  [{ LIBVIRT_LOG_OUTPUTS: '1:printer' }, /'1:printer' is not a log output/],
  [{ LIBVIRT_LOG_OUTPUTS: '1:file:/nowhere/log' }, /^LIBVIRT_LOG_OUTPUTS: ENOENT.*\/nowhere\/log/],
]
for (const [env, message] of refusals) {
  t.test(`${Object.entries(env).join()} is refused by name`, async t => {
    const logging = new Logging()
    t.throws(() => configureLogging(logging, choice({ env })), { message })
    t.equal(logging.outputsText, '1:stderr', 'nothing was changed')
  })
}
