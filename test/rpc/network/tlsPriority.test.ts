import { createSecureContext } from 'node:tls'
import t from 'tap'
import { type TlsOptions, tlsOptionsOf } from '../../../src/rpc/network/tlsPriority.js'

const usual = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' } as const
const newer = 'TLS_AES_256_GCM_SHA384'

const understood: [priority: string, means: TlsOptions][] = [
  ['NORMAL', usual],
  ['@LIBVIRT,SYSTEM', usual],
  ['NORMAL:-VERS-TLS1.2', { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' }],
  ['NORMAL:-VERS-ALL:+VERS-TLS1.2', { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' }],
  ['NORMAL:+VERS-TLS1.0', { minVersion: 'TLSv1', maxVersion: 'TLSv1.3' }],
  ['NORMAL:!VERS-TLS1.2:+VERS-ALL', { minVersion: 'TLSv1', maxVersion: 'TLSv1.3' }],
  ['NORMAL:-ARCFOUR-128:+COMP-NULL:!MD5', usual],
  ['NORMAL:%SERVER_PRECEDENCE', { ...usual, honorCipherOrder: true }],
  [
    'NONE:+VERS-TLS1.2:+AES-256-GCM:+AEAD:+ECDHE-RSA',
    {
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.2',
      ciphers: 'ECDHE-RSA-AES256-GCM-SHA384',
    },
  ],
  ['NORMAL:-CIPHER-ALL:+AES-256-GCM:-KX-ALL:+ECDHE-RSA', { ...usual, ciphers: `${newer}:ECDHE-RSA-AES256-GCM-SHA384` }],
  [
    'NORMAL:-CIPHER-ALL:+AES-128-CBC:-MAC-ALL:+SHA1:-KX-ALL:+RSA',
    { ...usual, maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' },
  ],
  ['NORMAL:-GROUP-ALL:+GROUP-X25519:+CURVE-SECP384R1', { ...usual, ecdhCurve: 'X25519:secp384r1' }],
  ['NORMAL:-SIGN-ALL:+SIGN-RSA-SHA512', { ...usual, sigalgs: 'RSA+SHA512' }],
]
for (const [priority, means] of understood) {
  t.test(`tls_priority ${priority} is told to OpenSSL`, async t => {
    const warnings: string[] = []
    t.same(
      tlsOptionsOf(priority, text => warnings.push(text)),
      means,
    )
    t.same(warnings, [])
  })
}

for (const priority of [
  'NORMAL',
  'LEGACY',
  'PERFORMANCE',
  'PFS',
  'SECURE128',
  'SECURE192',
  'SECURE256',
  'SUITEB128',
  'SUITEB192',
]) {
  t.test(`OpenSSL takes what ${priority} becomes`, async t => {
    createSecureContext(tlsOptionsOf(priority, text => t.fail(text)))
    t.ok(tlsOptionsOf(`${priority}:-AES-128-GCM:-GROUP-SECP521R1:-SIGN-RSA-SHA1`, text => t.fail(text)))
  })
}

t.test('sets differ in what they let through', async t => {
  const of = (priority: string) => tlsOptionsOf(priority, () => {}).ciphers ?? ''
  t.notMatch(of('SECURE256'), 'AES128')
  t.match(of('SECURE256'), 'AES256')
  t.notMatch(of('PFS'), /(^|:)AES/)
  t.match(of('PFS'), 'ECDHE-RSA-AES128-GCM-SHA256')
  t.match(of('PERFORMANCE').split(':'), ['TLS_AES_128_GCM_SHA256'])
  t.equal(of('SUITEB192'), `${newer}:ECDHE-ECDSA-AES256-GCM-SHA384`)
})

t.test('an option that has no effect is named', async t => {
  const warnings: string[] = []
  tlsOptionsOf('NORMAL:%COMPAT', text => warnings.push(text))
  t.match(warnings, [/'%COMPAT' has no effect/])
})

const refused: [priority: string, why: RegExp][] = [
  ['NORMALLY', /Failed to set TLS session priority to NORMALLY: 'NORMALLY' is no set/],
  ['NORMAL:AES-128-GCM', /'AES-128-GCM' begins with none of/],
  ['NORMAL:+NOSUCH', /'NOSUCH' is not known/],
  ['NORMAL:-NOSUCH', /'NOSUCH' is not known/],
  ['NORMAL:+ARCFOUR-128', /'ARCFOUR-128' is not available/],
  ['NORMAL:-VERS-ALL', /leaves no version/],
  ['NORMAL:-CIPHER-ALL', /leaves no version/],
  ['', /no set/],
]
for (const [priority, why] of refused) {
  t.test(`tls_priority '${priority}' is refused`, async t => {
    t.throws(() => tlsOptionsOf(priority, () => {}), { code: 'SYSTEM_ERROR', message: why })
  })
}
