// libvirt's own client at the TCP and TLS ports of a daemon.
import { connect } from 'node:net'
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { connect as connectTls } from 'node:tls'
import { createServer } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { SessionDaemon, withoutClient } from '../SessionDaemon.js'
import { Certificates } from './Certificates.js'
import { RawClient } from '../RawClient.js'
import * as calls from '../../../src/api/calls/index.js'

/** A port that is free now. */
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

/** The folder that `pkipath` names, with these certificates in it. */
function clientFolder(pki: Certificates, authority: Certificates, name: string | undefined): string {
  const folder = join(pki.folder, `client-${name}-${authority === pki}`)
  mkdirSync(folder, { recursive: true })
  copyFileSync(authority.file('ca'), join(folder, 'cacert.pem'))
  if (name !== undefined) {
    copyFileSync(pki.file(name), join(folder, 'clientcert.pem'))
    copyFileSync(pki.key(name), join(folder, 'clientkey.pem'))
  }
  return folder
}

/** What the server says first inside the session, if it says anything. */
async function firstByte(port: number, pki: Certificates, name: string): Promise<number | undefined> {
  const identity = { cert: pki.read(name), key: readFileSync(pki.key(name)) }
  const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ...identity })
  const byte = await new Promise<number | undefined>(resolve => {
    socket.once('data', (bytes: Buffer) => resolve(bytes[0]))
    socket.once('error', () => resolve(undefined))
    socket.once('close', () => resolve(undefined))
  })
  socket.destroy()
  return byte
}

t.test(
  'TLS lets in whom the configuration names, and nobody else',
  withoutClient('virsh', 'openssl', 'virt-admin'),
  async t => {
    const pki = new Certificates(t)
    const others = new Certificates(t, 'Other CA')
    pki.server('server')
    pki.client('ann')
    pki.client('bob')
    pki.client('late', { subject: '/C=GB/O=Example/CN=ann', days: -1 })
    others.client('stranger', { subject: '/C=GB/O=Example/CN=ann' })
    const port = await freePort()
    const daemon = await SessionDaemon.start(t, 'libvirtd', {
      args: ['--listen'],
      config: `listen_tls = 1\nlisten_tcp = 0\ntls_port = "${port}"\nlisten_addr = "127.0.0.1"
ca_file = "${pki.file('ca')}"\ncert_file = "${pki.file('server')}"\nkey_file = "${pki.key('server')}"
tls_allowed_dn_list = ["C=GB,O=Example,CN=a*"]\n`,
    })
    const list = (folder: string) =>
      daemon.run(
        'virsh',
        '-c',
        `test+tls://localhost:${port}/default?no_sanity=1&pkipath=${folder}`,
        'list',
        '--all',
        '--name',
      )

    const good = list(clientFolder(pki, pki, 'ann'))
    t.match(good, { status: 0, stdout: /^test\n/ })
    const refused: [title: string, folder: string, why: RegExp][] = [
      [
        'a name that is not on the list',
        clientFolder(pki, pki, 'bob'),
        /'C=GB,O=Example,CN=bob' is not in tls_allowed_dn_list/,
      ],
      ['a certificate that is over', clientFolder(pki, pki, 'late'), /not valid: .*CERT_HAS_EXPIRED/],
      ['a certificate of another authority', clientFolder(others, pki, 'stranger'), /it has no certificate|not valid/],
      ['no certificate', clientFolder(pki, pki, undefined), /it has no certificate/],
    ]
    for (const [title, folder, why] of refused) {
      t.test(`${title} is refused, and the log says why`, async t => {
        t.match(list(folder), { status: 1 })
        t.ok(await daemon.said(why))
      })
    }
    t.test('who sends another authority’s certificate all the same never gets the byte that lets one in', async t => {
      t.equal(await firstByte(port, pki, 'ann'), 1)
      t.equal(await firstByte(port, others, 'stranger'), undefined)
      t.ok(await daemon.said(/not valid: .*(UNABLE_TO|SELF_SIGNED|SIGNATURE)/))
    })
    t.test('nothing is changed by who may not, and what the administrator sees is the name', async t => {
      const uri = `test+tls://localhost:${port}/default?pkipath=${clientFolder(pki, pki, 'ann')}`
      t.match(daemon.run('virsh', '-c', uri, 'suspend test; domstate test; resume test'), {
        status: 0,
        stdout: /paused/,
      })
      const admin = `libvirtd:///session?socket=${daemon.socket('libvirt-admin-sock')}`
      t.equal(daemon.run('virt-admin', '-c', admin, 'server-update-tls', 'libvirtd').status, 0)
      t.match(list(clientFolder(pki, pki, 'ann')), { status: 0 })
      t.match(list(clientFolder(pki, pki, 'bob')), { status: 1 }, 'new certificates do not open the door')
    })
  },
)

t.test(
  'handshakes that are begun and not ended keep nobody of this host waiting, and others not for ever',
  withoutClient('virsh', 'openssl'),
  async t => {
    const pki = new Certificates(t)
    pki.server('server')
    pki.client('ann')
    const port = await freePort()
    const daemon = await SessionDaemon.start(t, 'libvirtd', {
      args: ['--listen'],
      config: `listen_tls = 1\nlisten_tcp = 0\ntls_port = "${port}"\nlisten_addr = "127.0.0.1"\nmax_anonymous_clients = 20
ca_file = "${pki.file('ca')}"\ncert_file = "${pki.file('server')}"\nkey_file = "${pki.key('server')}"\n`,
    })
    // Half of them say nothing, the others begin a greeting of TLS.
    const stalled = Array.from({ length: 20 }, (_, index) => {
      const socket = connect(port, '127.0.0.1')
      if (index % 2 === 0) socket.write(Buffer.from('1603010200010001fc0303', 'hex'))
      return socket.on('error', () => {})
    })
    t.teardown(() => stalled.forEach(socket => socket.destroy()))
    const closed = Promise.all(stalled.map(socket => new Promise(resolve => socket.resume().once('close', resolve))))
    const here = `test+unix:///default?socket=${daemon.socket('libvirt-sock')}`
    t.match(daemon.run('virsh', '-c', here, 'list', '--all', '--name'), { status: 0, stdout: /^test\n/ })
    const folder = clientFolder(pki, pki, 'ann')
    const there = `test+tls://localhost:${port}/default?no_sanity=1&pkipath=${folder}`
    t.match(daemon.run('virsh', '-c', there, 'list', '--all', '--name'), { status: 0, stdout: /^test\n/ })
    await closed
  },
)

t.test('a daemon with a bad certificate does not start, and says which', withoutClient('openssl'), async t => {
  const pki = new Certificates(t)
  pki.server('server', { days: -1 })
  const config = `tls_port = "0"\nca_file = "${pki.file('ca')}"\ncert_file = "${pki.file('server')}"\nkey_file = "${pki.key('server')}"\n`
  const start = SessionDaemon.start(t, 'libvirtd', { args: ['--listen'], config })
  await t.rejects(start, { message: /Cannot serve TLS: The server certificate .*server\.pem has expired/ })
})

t.test('a plain port without authentication is what its configuration says it is', withoutClient('virsh'), async t => {
  const port = await freePort()
  const config = `listen_tls = 0\nlisten_tcp = 1\nauth_tcp = "none"\ntcp_port = "${port}"\nlisten_addr = "127.0.0.1"\n`
  const daemon = await SessionDaemon.start(t, 'libvirtd', { args: ['--listen'], config })
  const list = daemon.run('virsh', '-c', `test+tcp://127.0.0.1:${port}/default`, 'list', '--all', '--name')
  t.match(list, { status: 0, stdout: /^test\n/ })
})

t.test('by default a plain port asks for SASL before anything else', async t => {
  const port = await freePort()
  const config = `listen_tls = 0\nlisten_tcp = 1\ntcp_port = "${port}"\nlisten_addr = "127.0.0.1"\n`
  await SessionDaemon.start(t, 'libvirtd', { args: ['--listen'], config })
  const client = RawClient.over(connect(port, '127.0.0.1'))
  t.same(await client.call(calls.authList, {}), { types: [1] })
  await t.rejects(client.call(calls.connectOpen, { name: undefined, flags: 0 }), { message: 'authentication required' })
  client.close()
})
