import t from 'tap'
import { guestsKeys, guestsSettings } from '../../src/guests/guestsSettings.js'
import { parseSysconfig } from '../../src/guests/parseSysconfig.js'

t.test('without a file the presets count', async t => {
  t.strictSame(guestsSettings({}), {
    uris: ['default'],
    startAtBoot: true,
    startDelay: 0,
    onShutdown: 'suspend',
    parallel: Number.POSITIVE_INFINITY,
    timeout: 300_000,
    bypassCache: false,
    syncTime: false,
    persistentOnly: true,
  })
})

for (const [key, value, expected] of [
  ['URIS', ' default  lxc:/// ', { uris: ['default', 'lxc:///'] }],
  ['ON_BOOT', 'ignore', { startAtBoot: false }],
  ['START_DELAY', '3', { startDelay: 3_000 }],
  ['ON_SHUTDOWN', 'shutdown', { onShutdown: 'shutdown', persistentOnly: false }],
  ['PARALLEL_SHUTDOWN', '0', { parallel: 1 }],
  ['PARALLEL_SHUTDOWN', '4', { parallel: 4 }],
  ['SHUTDOWN_TIMEOUT', '0', { timeout: 0 }],
  ['BYPASS_CACHE', '1', { bypassCache: true }],
  ['SYNC_TIME', '1', { syncTime: true }],
  ['PERSISTENT_ONLY', 'false', { persistentOnly: false }],
] as const) {
  t.test(`${key}=${value} is understood`, async t => {
    t.match(guestsSettings({ [key]: value }), expected)
  })
}

for (const [key, value] of [
  ['SHUTDOWN_TIMEOUT', '-1'],
  ['ON_BOOT', 'maybe'],
  ['SYNC_TIME', 'yes'],
  ['START_DELAY', '1.5'],
] as const) {
  t.test(`${key}=${value} is refused with key and value`, async t => {
    t.throws(() => guestsSettings({ [key]: value }), {
      name: 'SettingError',
      message: new RegExp(`${key}: '${value}'`),
    })
  })
}

t.test('every key has a preset that can be used', async t => {
  for (const { name, preset, form } of guestsKeys) t.match(preset, form, name)
})

t.test('assignments are read as a shell and systemd read them', async t => {
  const text = `# URIS=no
  ON_BOOT=ignore # why
URIS='a b'"c \\"d\\""
export SYNC_TIME=1
EMPTY=
if true; then echo ; fi
HASH=a#b`
  const expected = { ON_BOOT: 'ignore', URIS: 'a bc "d"', SYNC_TIME: '1', EMPTY: '', HASH: 'a#b' }
  t.strictSame(parseSysconfig(text), expected)
})
