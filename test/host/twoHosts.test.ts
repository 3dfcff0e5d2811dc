// Two hosts and a cable: Debian's virsh on one asks the daemon of the other, by every way that libvirt has.
import t from 'tap'
import { Certificates } from '../rpc/network/Certificates.js'
import { bootHost } from './bootHost.js'
import { addresses, connectHosts } from './connectHosts.js'
import { hostSkip } from './hostSkip.js'
import type { TestHost } from './TestHost.js'

const definition = `<domain type='qemu'><name>far</name><memory unit='MiB'>32</memory>
<os><type arch='x86_64' machine='q35'>hvm</type></os></domain>`

t.setTimeout(180_000)
t.test('two hosts', hostSkip(), async t => {
  const [server, client] = await Promise.all([bootHost(t), bootHost(t)])
  await connectHosts(server, client)
  for (const host of [server, client])
    await host.write('/etc/hosts', `127.0.0.1 localhost\n${addresses[0]} server.example\n`)
  await server.write('/tmp/far.xml', definition)
  const virsh = (uri: string, ...words: string[]) => client.run(['virsh', '--connect', uri, ...words])
  const configure = async (text: string) => {
    await server.write('/etc/libvirt/libvirtd.conf', text)
    const sockets = ['libvirtd.socket', 'libvirtd-tls.socket', 'libvirtd-tcp.socket']
    await server.run(['systemctl', 'stop', 'libvirtd.service', ...sockets])
    await server.succeed(['systemctl', 'start', ...sockets])
  }

  const pki = new Certificates(t)
  pki.server('server', {
    subject: '/CN=server.example',
    extensions: ['basicConstraints=CA:FALSE', 'extendedKeyUsage=serverAuth', 'subjectAltName=DNS:server.example'],
  })
  await server.write('/etc/pki/CA/cacert.pem', pki.read('ca'))
  await server.write('/etc/pki/libvirt/servercert.pem', pki.read('server'))
  await server.write('/etc/pki/libvirt/private/serverkey.pem', pki.readKey('server'))
  pki.client('ann')
  pki.client('eve')
  pki.client('late', { days: -1 })
  // Of the same name: a client does not even show a certificate of an authority that the server does not name.
  const stranger = new Certificates(t)
  stranger.client('ann')
  await identity(client, 'ann', pki, pki)
  await identity(client, 'eve', pki, pki)
  await identity(client, 'late', pki, pki)
  await identity(client, 'stranger', stranger, pki, 'ann')
  await identity(client, 'distrustful', pki, stranger, 'ann')
  const tls = (who: string) => `qemu+tls://server.example/system?pkipath=/tmp/pki-${who}&no_sanity=1`

  await t.test('TLS lets in who has a certificate of our authority and is on the list', async t => {
    await configure('tls_allowed_dn_list = ["C=GB,O=Example,CN=ann"]\n')
    t.match(await virsh(tls('ann'), 'uri'), { status: 0, stdout: /qemu\+tls:\/\/server\.example\/system/ })
    t.match(await virsh(tls('ann'), 'hostname'), { status: 0 })
    await client.write('/tmp/far.xml', definition)
    t.match(await virsh(tls('ann'), 'define', '/tmp/far.xml'), { status: 0 })
    t.match(await virsh(tls('ann'), 'start', 'far'), { status: 0 })
    t.match(await server.run(['virsh', '--connect', 'qemu:///system', 'list']), { stdout: /far +running/ })
    t.match(await virsh(tls('ann'), 'destroy', 'far'), { status: 0 })
  })

  for (const [who, why, said] of [
    ['eve', 'a certificate that is not on the list', /'C=GB,O=Example,CN=eve' is not in tls_allowed_dn_list/],
    ['late', 'an expired certificate', /certificate is not valid: CERT_HAS_EXPIRED/],
    ['stranger', 'a certificate of another authority', /certificate is not valid: /],
  ] as const) {
    await t.test(`TLS keeps ${why} out, and the log says whose`, async t => {
      t.match(await virsh(tls(who), 'list'), { status: 1, stderr: /failed to connect to the hypervisor/ })
      const entries = await server.journal('_SYSTEMD_UNIT=libvirtd.service', 'PRIORITY=4')
      t.match(entries.at(-1)?.MESSAGE, said)
    })
  }

  await t.test('a client refuses a server that its own authority has not signed', async t => {
    t.match(await virsh(tls('distrustful'), 'list'), { status: 1, stderr: /certificate|issuer/i })
    t.match(await virsh(tls('ann').replace('server.example', addresses[0]), 'list'), {
      status: 1,
      stderr: /certificate/i,
    })
  })

  await server.write('/etc/sasl2/libvirt.conf', sasl('digest-md5'))
  for (const [user, password] of [
    ['ann', 'secret'],
    ['eve', 'hidden'],
  ] as const) {
    const add = ['saslpasswd2', '-p', '-a', 'libvirt', '-f', '/etc/libvirt/passwd.db', '-u', 'server.example', user]
    await server.succeed(add, { input: password })
  }
  for (const [who, password] of [
    ['ann', 'secret'],
    ['ann', 'wrong'],
    ['eve', 'hidden'],
  ] as const) {
    await client.write(`/tmp/auth-${who}-${password}`, credentials(who, password))
  }
  const by = (transport: string, who: string, password: string) =>
    `qemu+${transport}://server.example/system?authfile=/tmp/auth-${who}-${password}&pkipath=/tmp/pki-ann&no_sanity=1`

  await t.test('TCP lets in who knows a password of SASL, sealed by DIGEST-MD5', async t => {
    await configure('auth_tcp = "sasl"\nsasl_allowed_username_list = ["ann@server.example"]\n')
    t.match(await virsh(by('tcp', 'ann', 'secret'), 'list', '--all'), { status: 0, stdout: /far/ })
    t.match(await virsh(by('tcp', 'ann', 'wrong'), 'list'), { status: 1, stderr: /authentication failed/ })
    t.match(await virsh(by('tcp', 'eve', 'hidden'), 'list'), { status: 1, stderr: /authentication failed/ })
    t.match(await virsh('qemu+tcp://server.example/system', 'list'), {
      status: 1,
      stderr: /authentication failed|auth/i,
    })
  })

  await t.test('SASL inside TLS needs no layer of its own: SCRAM-SHA-256', async t => {
    await server.write('/etc/sasl2/libvirt.conf', sasl('scram-sha-256'))
    await configure('auth_tls = "sasl"\nsasl_allowed_username_list = ["ann@server.example"]\n')
    t.match(await virsh(by('tls', 'ann', 'secret'), 'list', '--all'), { status: 0, stdout: /far/ })
    t.match(await virsh(by('tls', 'ann', 'wrong'), 'list'), { status: 1, stderr: /authentication failed/ })
    t.match(await virsh(by('tcp', 'ann', 'secret'), 'list'), {
      status: 1,
      stderr: /authentication failed|No worthy mechs|mech/i,
    })
  })

  await t.test('ssh leads to the local socket, where its user is judged', async t => {
    await server.succeed([
      'sh',
      '-c',
      'ssh-keygen -q -A && mkdir -p /run/sshd && systemctl start ssh.service || systemctl start sshd.service',
    ])
    await client.succeed(['sh', '-c', 'mkdir -p /root/.ssh && ssh-keygen -q -t ed25519 -N "" -f /root/.ssh/id_ed25519'])
    const key = await client.read('/root/.ssh/id_ed25519.pub')
    for (const user of ['lena', 'ann']) {
      await server.write(`/home/${user}/.ssh/authorized_keys`, key)
      await server.succeed(['chown', '-R', user, `/home/${user}`])
    }
    const ssh = (user: string, more = '') => `qemu+ssh://${user}@server.example/system?no_verify=1&no_tty=1${more}`
    for (const way of ['', '&proxy=native', '&proxy=netcat']) {
      t.match(await virsh(ssh('lena', way), 'list', '--all'), { status: 0, stdout: /far/ })
    }
    t.match(await virsh(ssh('lena'), 'start', 'far'), { status: 0 })
    const refused = await virsh(ssh('ann'), 'destroy', 'far')
    t.match(refused, { status: 1, stderr: /org\.libvirt\.api\.domain\.stop on 'far' is not granted/ })
    t.match(await virsh(ssh('lena'), 'destroy', 'far'), { status: 0 })
    t.match(await virsh(ssh('nobody'), 'list'), { status: 1, stderr: /Permission denied|end of file/i })
  })
})

/** A folder of files that one client has. */
async function identity(
  host: TestHost,
  folder: string,
  own: Certificates,
  trusted: Certificates,
  name = folder,
): Promise<void> {
  await host.write(`/tmp/pki-${folder}/cacert.pem`, trusted.read('ca'))
  await host.write(`/tmp/pki-${folder}/clientcert.pem`, own.read(name))
  await host.write(`/tmp/pki-${folder}/clientkey.pem`, own.readKey(name), 0o600)
}

const sasl = (mechanism: string) =>
  `mech_list: ${mechanism}\nsasldb_path: /etc/libvirt/passwd.db\npwcheck_method: auxprop\nauxprop_plugin: sasldb\n`

const credentials = (user: string, password: string) =>
  `[credentials-x]\nauthname=${user}@server.example\nusername=${user}@server.example\npassword=${password}\n
[auth-libvirt-server.example]\ncredentials=x\n`
