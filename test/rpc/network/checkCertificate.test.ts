import { X509Certificate } from 'node:crypto'
import t from 'tap'
import { checkCertificate } from '../../../src/rpc/network/checkCertificate.js'
import { distinguishedName, matchesAny } from '../../../src/rpc/network/distinguishedName.js'
import { keyUsage } from '../../../src/rpc/network/keyUsage.js'
import { Certificates, type CertificateWishes } from './Certificates.js'

const cases: [title: string, wishes: CertificateWishes, problem: RegExp | undefined, warning?: RegExp][] = [
  ['a good certificate', {}, undefined],
  ['one that is over', { days: -1 }, /^The server certificate f\.pem has expired$/],
  [
    'an authority’s',
    { extensions: ['basicConstraints=critical,CA:TRUE'] },
    /basic constraints show a CA, but we need one for a server/,
  ],
  ['one without extensions', { extensions: ['subjectKeyIdentifier=hash'] }, undefined],
  [
    'one that may not sign',
    { extensions: ['keyUsage=critical,keyEncipherment'] },
    /usage does not permit digital signature/,
  ],
  [
    'one that may not encipher',
    { extensions: ['keyUsage=critical,digitalSignature'] },
    /usage does not permit key encipherment/,
  ],
  [
    'one that should not encipher',
    { extensions: ['keyUsage=digitalSignature'] },
    undefined,
    /usage does not permit key encipherment/,
  ],
  [
    'a client’s',
    { extensions: ['extendedKeyUsage=critical,clientAuth'] },
    /purpose does not allow use for with a TLS server/,
  ],
  ['one rather for clients', { extensions: ['extendedKeyUsage=clientAuth'] }, undefined, /purpose does not allow/],
]
t.test('a server’s own certificate is checked', async t => {
  const pki = new Certificates(t)
  for (const [title, wishes, problem, warning] of cases) {
    t.test(title, async t => {
      pki.server('one', wishes)
      const found = checkCertificate(new X509Certificate(pki.read('one')), 'f.pem', 'server', new Date())
      if (problem) t.match(found.problems, [problem])
      else t.same(found.problems, [])
      if (warning) t.match(found.warnings, [warning])
      else t.same(found.warnings, [])
    })
  }
  t.test('before its time', async t => {
    pki.server('one')
    const { problems } = checkCertificate(new X509Certificate(pki.read('one')), 'f.pem', 'server', new Date(0))
    t.match(problems, [/not yet active/])
  })
})

t.test('an authority must be one', async t => {
  const pki = new Certificates(t)
  const ca = new X509Certificate(pki.read('ca'))
  t.same(checkCertificate(ca, 'ca.pem', 'ca', new Date()), { problems: [], warnings: [] })
  t.match(keyUsage(ca), { critical: true, keyCertSign: true, digitalSignature: false })
  pki.server('one')
  const { problems } = checkCertificate(new X509Certificate(pki.read('one')), 'ca.pem', 'ca', new Date())
  t.match(problems, [/do not show a CA/, /certificate signing/])
})

t.test('names are in GnuTLS’s form, and patterns in libvirt’s', async t => {
  const pki = new Certificates(t)
  pki.client('ann', { subject: '/C=GB/O=Example, Inc./CN=ann/emailAddress=ann@example.com' })
  const name = distinguishedName(new X509Certificate(pki.read('ann')).subject)
  t.equal(name, String.raw`C=GB,O=Example\, Inc.,CN=ann,EMAIL=ann@example.com`)
  t.ok(matchesAny(name, ['C=FR*', 'C=GB,*CN=ann,*']))
  t.notOk(matchesAny(name, ['C=GB', 'CN=ann']))
  t.ok(matchesAny('CN=b.c', ['CN=?.c']))
  t.notOk(matchesAny('CN=bxc', ['CN=b.c']))
})
