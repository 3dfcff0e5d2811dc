import t from 'tap'
import { parseBusAddress, sessionBusAddress, systemBusAddress } from '../../../src/bus/connection/parseBusAddress.js'

const environment = { XDG_RUNTIME_DIR: '/run/user/7' }
const good: [text: string, addresses: object[]][] = [
  ['unix:path=/run/dbus/system_bus_socket', [{ path: '/run/dbus/system_bus_socket' }]],
  ['unix:abstract=/tmp/dbus-x,guid=abc', [{ path: '@/tmp/dbus-x' }]],
  ['unix:path=/tmp/a%20b%2c', [{ path: '/tmp/a b,' }]],
  ['unix:runtime=yes', [{ path: '/run/user/7/bus' }]],
  ['tcp:host=h,port=88;unix:path=/x;unix:path=/y', [{ path: '/x' }, { path: '/y' }]],
]
for (const [text, addresses] of good) {
  t.test(`${text} is understood`, async t => t.strictSame(parseBusAddress(text, environment), addresses))
}

const bad: [text: string, expected: RegExp][] = [
  ['', /empty/],
  ['unixexec:path=/bin/sh', /transport that is not supported/],
  ['nonsense', /transport that is not supported/],
  ['unix:tmpdir=/tmp', /names no socket/],
  ['unix:path', /has no value in 'path'/],
  ['unix:path=/tmp/%zz', /malformed escape/],
  ['tcp:host=h,port=88', /transport that is not supported; unix is/],
]
for (const [text, expected] of bad) {
  t.test(`'${text}' is refused with a reason`, async t => t.throws(() => parseBusAddress(text, environment), expected))
}

t.test('the environment overrides the usual places', async t => {
  t.equal(systemBusAddress({}), 'unix:path=/run/dbus/system_bus_socket')
  t.equal(systemBusAddress({ DBUS_SYSTEM_BUS_ADDRESS: 'unix:path=/s' }), 'unix:path=/s')
  t.equal(sessionBusAddress({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/u' }), 'unix:path=/u')
  t.equal(sessionBusAddress(environment), 'unix:runtime=yes')
  t.throws(() => sessionBusAddress({}), /neither DBUS_SESSION_BUS_ADDRESS nor XDG_RUNTIME_DIR/)
})
