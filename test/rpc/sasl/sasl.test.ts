// SASL with libvirt's own client and the system's Cyrus library: users and passwords in a database of this test's own.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { DescriptorSocket } from '../../../src/host/DescriptorSocket.js'
import { saslObstacle } from '../../../src/host/native.js'
import { RawClient } from '../RawClient.js'
import { SessionDaemon, withoutClient } from '../SessionDaemon.js'

/** Adds users as saslpasswd2 would, which is not installed everywhere. */
const addUsers = `
import ctypes, sys
sasl = ctypes.CDLL('libsasl2.so.2')
conn = ctypes.c_void_p()
assert sasl.sasl_server_init(None, b'libvirt') == 0
assert sasl.sasl_server_new(b'libvirt', None, b'example', None, None, None, 0, ctypes.byref(conn)) == 0
for user in sys.argv[1:]:
    assert sasl.sasl_setpass(conn, user.encode(), b'secret', 6, None, 0, 1) == 0
`
const plugins = '/usr/lib/x86_64-linux-gnu/sasl2'

function obstacle(): { skip: string | false } {
  const without = withoutClient('virsh', 'python3')
  const missing =
    saslObstacle() ?? (existsSync(join(plugins, 'libdigestmd5.so')) ? undefined : 'no DIGEST-MD5 for SASL is installed')
  return missing === undefined ? without : { skip: missing }
}

/** A folder with users ann and bob, and the environment that makes Cyrus look there. */
function saslHome(t: { teardown(run: () => void): void }, mechanism: string): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'sasl-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  writeFileSync(
    join(folder, 'libvirt.conf'),
    `mech_list: ${mechanism}\nsasldb_path: ${folder}/users.db\npwcheck_method: auxprop\nauxprop_plugin: sasldb\n`,
  )
  const env = { SASL_CONF_PATH: folder }
  const { status, stderr } = spawnSync('python3', ['-c', addUsers, 'ann', 'bob'], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return env
}

function credentials(daemon: SessionDaemon, user: string, password: string): string {
  const file = daemon.path(`auth-${user}-${password}`)
  writeFileSync(
    file,
    `[credentials-x]\nauthname=${user}@example\nusername=${user}@example\npassword=${password}\n[auth-libvirt-localhost]\ncredentials=x\n[auth-libvirt-127.0.0.1]\ncredentials=x\n`,
  )
  return file
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}

t.test('over plain TCP, everything behind the exchange is sealed', obstacle(), async t => {
  const port = await freePort()
  const config = `listen_tls = 0\nlisten_tcp = 1\ntcp_port = "${port}"\nlisten_addr = "127.0.0.1"\nsasl_allowed_username_list = ["a*"]\n`
  const env = saslHome(t, 'DIGEST-MD5')
  const daemon = await SessionDaemon.start(t, 'libvirtd', { args: ['--listen'], config, env })
  const seen = await eavesdrop(t, port)
  const list = (user: string, password = 'secret') =>
    daemon.runBeside(
      'virsh',
      '-c',
      `test+tcp://127.0.0.1:${seen.port}/default?authfile=${credentials(daemon, user, password)}`,
      'list',
      '--all',
      '--name',
    )
  t.match(await list('ann'), /^test$/m)
  t.match(seen.text(), /DIGEST-MD5/)
  t.notMatch(seen.text(), 'test:///default', 'what was opened is not to be read on the wire')
  t.match(await list('ann', 'wrong'), /authentication failed/)
  t.match(await list('bob'), /authentication failed: authentication failed/)
  t.ok(await daemon.said(/'bob@\S+' is not in sasl_allowed_username_list/))
})

t.test('over a UNIX socket it stands where polkit does', obstacle(), async t => {
  const env = saslHome(t, 'SCRAM-SHA-256')
  const daemon = await SessionDaemon.start(t, 'libvirtd', { config: 'auth_unix_rw = "sasl"\n', env })
  const uri = (user: string, password: string) =>
    `test+unix:///default?socket=${daemon.socket('libvirt-sock')}&authfile=${credentials(daemon, user, password)}`
  t.match(daemon.run('virsh', '-c', uri('ann', 'secret'), 'list', '--all', '--name'), { status: 0, stdout: /^test/ })
  t.match(daemon.run('virsh', '-c', uri('ann', 'wrong'), 'list'), { status: 1, stderr: /authentication failed/ })

  const client = RawClient.over(DescriptorSocket.connect(daemon.socket('libvirt-sock')))
  t.same(await client.call(calls.authList, {}), { types: [1] })
  const step = { nil: 1, data: Buffer.alloc(0) }
  await t.rejects(client.call(calls.authSaslStep, step), { code: 45, domain: 7 }, 'no step before the beginning')
  t.same(await client.call(calls.authSaslInit, {}), { mechlist: 'SCRAM-SHA-256' })
  await t.rejects(client.call(calls.authSaslStart, { mech: 'NOSUCH', ...step }), { code: 45 })
  await t.rejects(client.call(calls.connectOpen, { name: undefined, flags: 0 }), { message: 'authentication required' })
  client.close()
})

/** A relay in between that remembers what goes by. */
async function eavesdrop(t: { teardown(run: () => void): void }, to: number) {
  const heard: Buffer[] = []
  const relay = createServer(client => {
    const server = createConnection(to, '127.0.0.1')
    for (const [from, into] of [
      [client, server],
      [server, client],
    ] as const) {
      from.on('data', (bytes: Buffer) => (heard.push(bytes), into.write(bytes)))
      from.on('close', () => into.destroy())
      from.on('error', () => into.destroy())
    }
  })
  await new Promise<void>(resolve => relay.listen(0, '127.0.0.1', resolve))
  t.teardown(() => relay.close())
  const address = relay.address()
  // Characters travel in four bytes each.
  const text = () => Buffer.concat(heard).toString('latin1').replaceAll('\0', '')
  return { port: typeof address === 'object' && address ? address.port : 0, text }
}
