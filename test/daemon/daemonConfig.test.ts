import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { ConfReader } from '../../src/config/ConfReader.js'
import { daemonConfig, networkConfig } from '../../src/daemon/daemonConfig.js'

const reader = (text: string): ConfReader => new ConfReader(text, 'virtqemud.conf')

t.test('without a file every key has its default', async t => {
  t.match(daemonConfig(reader(''), 'system'), {
    authUnixRo: 'polkit',
    authUnixRw: 'polkit',
    authUnixRwGiven: false,
    accessDrivers: undefined,
    unixSockRoPerms: 0o777,
    unixSockRwPerms: 0o777,
    unixSockAdminPerms: 0o700,
    maxClients: 5000,
    maxAnonymousClients: 20,
    keepaliveInterval: 5,
    hostUuidSource: 'smbios',
  })
  t.match(daemonConfig(reader(''), 'session'), { authUnixRo: 'none', authUnixRw: 'none', unixSockRwPerms: 0o700 })
  t.match(networkConfig(reader(''), true), { listenTls: true, listenTcp: false, tlsPort: '16514', tcpMinSsf: 56 })
})

t.test('each kind of value is read', async t => {
  const conf = reader(
    [
      'auth_unix_rw = "sasl"',
      'access_drivers = [ "polkit" ]',
      'unix_sock_group = "libvirt"',
      'unix_sock_ro_perms = "0770"',
      'keepalive_interval = -1',
      'audit_logging = 1',
      'host_uuid = "8510B1E1-1AFB-4F4B-8111-785FE0EF0042"',
      'max_clients = 4294967295',
      'sasl_allowed_username_list = ["a", "b*"]',
    ].join('\n'),
  )
  t.match(daemonConfig(conf, 'system'), {
    authUnixRw: 'sasl',
    authUnixRwGiven: true,
    accessDrivers: ['polkit'],
    unixSockGroup: 'libvirt',
    unixSockRoPerms: 0o770,
    unixSockRwPerms: 0o700,
    keepaliveInterval: -1,
    auditLogging: true,
    hostUuid: '8510b1e1-1afb-4f4b-8111-785fe0ef0042',
    maxClients: 4294967295,
    saslAllowedUsernameList: ['a', 'b*'],
  })
})

const refused: readonly [line: string, message: string][] = [
  ['auth_unix_rw = 1', "expected a string for 'auth_unix_rw' parameter"],
  ['auth_unix_rw = "kerberos"', "'kerberos' is no value for 'auth_unix_rw', which takes none, sasl, polkit"],
  ['access_drivers = "polkit"', "expected a string list for 'access_drivers' parameter"],
  ['access_drivers = [ 1 ]', "expected a string list for 'access_drivers' parameter"],
  ['access_drivers = [ "selinux" ]', "'selinux' is no access driver"],
  ['audit_logging = "yes"', "expected a bool for 'audit_logging' parameter"],
  ['audit_logging = 2', "value for 'audit_logging' parameter must be 0 or 1"],
  ['max_clients = "7"', "expected an unsigned integer for 'max_clients' parameter"],
  ['max_clients = -1', "expected an unsigned integer for 'max_clients' parameter"],
  ['max_clients = 4294967296', "value for 'max_clients' parameter must be in range 0:4294967295"],
  ['max_workers = 0', "value for 'max_workers' parameter must be in range 1:4294967295"],
  ['keepalive_interval = -2', "value for 'keepalive_interval' parameter must be in range -1:2147483647"],
  ['keepalive_interval = "5"', "expected an integer for 'keepalive_interval' parameter"],
  ['unix_sock_rw_perms = "rw"', "'rw' is no mode for 'unix_sock_rw_perms', which takes octal digits"],
  ['host_uuid = "x"', "'x' is not a UUID"],
  [
    'host_uuid = "00000000-0000-0000-0000-000000000000"',
    "'00000000-0000-0000-0000-000000000000' is no UUID of one host",
  ],
  ['host_uuid_source = "dice"', "'dice' is no value for 'host_uuid_source'"],
  ['log_level = "debug"', "expected an unsigned integer for 'log_level' parameter"],
]
for (const [line, message] of refused) {
  t.test(`${line} is refused with file, line and key`, async t => {
    t.throws(() => daemonConfig(reader(`# comment\n\n${line}\n`), 'system'), {
      code: 'CONF_SYNTAX',
      message: `configuration file syntax error: virtqemud.conf:3: ${message}`,
    })
  })
}

const refusedNetwork: readonly [text: string, message: string][] = [
  ['tcp_min_ssf = 111', "value for 'tcp_min_ssf' parameter must be in range 112:4294967295"],
  ['auth_tcp = "polkit"', "'polkit' is no value for 'auth_tcp', which takes none, sasl"],
  ['key_file = "/k"', 'key_file, cert_file and ca_file go together'],
  ['ca_file = "/c"\ncert_file = "/c"', 'key_file, cert_file and ca_file go together'],
]
for (const [text, message] of refusedNetwork) {
  t.test(`${text.replace('\n', '; ')} is refused`, async t => {
    t.throws(() => networkConfig(reader(text), false), { message: new RegExp(`virtqemud\\.conf:\\d: ${message}`) })
  })
}

t.test('keys about TCP and TLS mean nothing to a daemon without these doors, whatever they hold', async t => {
  t.doesNotThrow(() => daemonConfig(reader('listen_tls = "x"'), 'system'))
})

t.test('of a key given twice the first value counts, and keys nobody reads are known by name', async t => {
  const conf = reader('max_clients = 1\nmax_clients = "x"\nmax_cleints = 3\n')
  t.equal(daemonConfig(conf, 'system').maxClients, 1)
  t.strictSame(conf.unread, ['max_cleints'])
})

t.test('a list may be given as a single text where a key allows it', async t => {
  const conf = reader('a = "x"\nb = [ "x", "y" ]\nc = 1\n')
  t.strictSame(conf.texts('a', true), ['x'])
  t.strictSame(conf.texts('b', true), ['x', 'y'])
  t.equal(conf.texts('none', true), undefined)
  t.throws(() => conf.texts('c', true), { message: /c' parameter/ })
})

t.test('a default file may be missing, a named one not, and neither may be unreadable', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'conf-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'file'), 'a = 1\n')
  t.equal(ConfReader.ofOptionalFile(join(folder, 'file')).has('a'), true)
  t.equal(ConfReader.ofOptionalFile(join(folder, 'none')).has('a'), false)
  t.throws(() => ConfReader.ofFile(join(folder, 'none')), {
    code: 'OPEN_FAILED',
    message: /none: No such file or directory$/,
  })
  t.throws(() => ConfReader.ofOptionalFile(folder), { code: 'OPEN_FAILED', message: /: Is a directory$/ })
})
