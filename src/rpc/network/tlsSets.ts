// What GnuTLS's priority strings can name, and what OpenSSL calls it. Facts: gnutls.org "Priority strings", openssl-ciphers(1).

/** GnuTLS's cipher, strongest first → its part of a suite's name, and its suite in TLS 1.3. */
export const ciphers: Readonly<Record<string, { readonly older: string; readonly newer?: string }>> = {
  'AES-256-GCM': { older: 'AES256-GCM-SHA384', newer: 'TLS_AES_256_GCM_SHA384' },
  'CHACHA20-POLY1305': { older: 'CHACHA20-POLY1305', newer: 'TLS_CHACHA20_POLY1305_SHA256' },
  'AES-256-CCM': { older: 'AES256-CCM' },
  'AES-256-CBC': { older: 'AES256' },
  'AES-128-GCM': { older: 'AES128-GCM-SHA256', newer: 'TLS_AES_128_GCM_SHA256' },
  'AES-128-CCM': { older: 'AES128-CCM', newer: 'TLS_AES_128_CCM_SHA256' },
  'AES-128-CBC': { older: 'AES128' },
  'CAMELLIA-256-CBC': { older: 'CAMELLIA256' },
  'CAMELLIA-128-CBC': { older: 'CAMELLIA128' },
  '3DES-CBC': { older: 'DES-CBC3' },
}

/** The end of the names of suites whose cipher has a MAC of its own. */
export const macs: Readonly<Record<string, string | undefined>> = {
  AEAD: undefined,
  SHA384: '-SHA384',
  SHA256: '-SHA256',
  SHA1: '-SHA',
}

/** The beginning of the names of suites. */
export const exchanges: Readonly<Record<string, string>> = {
  'ECDHE-ECDSA': 'ECDHE-ECDSA-',
  'ECDHE-RSA': 'ECDHE-RSA-',
  'DHE-RSA': 'DHE-RSA-',
  RSA: '',
}

export const groups: Readonly<Record<string, string>> = {
  SECP256R1: 'prime256v1',
  SECP384R1: 'secp384r1',
  SECP521R1: 'secp521r1',
  X25519: 'X25519',
  X448: 'X448',
  FFDHE2048: 'ffdhe2048',
  FFDHE3072: 'ffdhe3072',
  FFDHE4096: 'ffdhe4096',
  FFDHE6144: 'ffdhe6144',
  FFDHE8192: 'ffdhe8192',
}

export const signatures: Readonly<Record<string, string>> = {
  'RSA-SHA256': 'RSA+SHA256',
  'RSA-PSS-SHA256': 'rsa_pss_pss_sha256',
  'RSA-PSS-RSAE-SHA256': 'rsa_pss_rsae_sha256',
  'ECDSA-SHA256': 'ECDSA+SHA256',
  'ECDSA-SECP256R1-SHA256': 'ECDSA+SHA256',
  'EDDSA-ED25519': 'ed25519',
  'RSA-SHA384': 'RSA+SHA384',
  'RSA-PSS-SHA384': 'rsa_pss_pss_sha384',
  'RSA-PSS-RSAE-SHA384': 'rsa_pss_rsae_sha384',
  'ECDSA-SHA384': 'ECDSA+SHA384',
  'ECDSA-SECP384R1-SHA384': 'ECDSA+SHA384',
  'EDDSA-ED448': 'ed448',
  'RSA-SHA512': 'RSA+SHA512',
  'RSA-PSS-SHA512': 'rsa_pss_pss_sha512',
  'RSA-PSS-RSAE-SHA512': 'rsa_pss_rsae_sha512',
  'ECDSA-SHA512': 'ECDSA+SHA512',
  'ECDSA-SECP521R1-SHA512': 'ECDSA+SHA512',
  'RSA-SHA1': 'RSA+SHA1',
  'ECDSA-SHA1': 'ECDSA+SHA1',
}

export const protocols = ['TLS1.0', 'TLS1.1', 'TLS1.2', 'TLS1.3'] as const

/** Everything of one kind that is allowed, in order of preference. */
export type Sets = Record<'versions' | 'ciphers' | 'macs' | 'exchanges' | 'groups' | 'signatures', readonly string[]>

const ofStrength = (bits: string) => ['AES-256', 'CHACHA20', ...(bits === '128' ? ['AES-128'] : [])]
const strong = (bits: string) =>
  Object.keys(ciphers).filter(name => ofStrength(bits).some(start => name.startsWith(start)))
const modernSignatures = Object.keys(signatures).filter(name => !name.endsWith('SHA1'))

const normal: Sets = {
  versions: ['TLS1.2', 'TLS1.3'],
  ciphers: strong('128'),
  macs: Object.keys(macs),
  exchanges: Object.keys(exchanges),
  groups: Object.keys(groups),
  signatures: Object.keys(signatures),
}
const ephemeral = normal.exchanges.filter(name => name !== 'RSA')
const suiteB = { versions: ['TLS1.2', 'TLS1.3'], macs: ['AEAD'], exchanges: ['ECDHE-ECDSA'] }
const largeGroups = ['SECP384R1', 'SECP521R1', 'X448', 'FFDHE8192']
const largeSignatures = modernSignatures.filter(name => !name.endsWith('SHA256') && name !== 'EDDSA-ED25519')

/** What a priority string begins with. */
export const beginnings: Readonly<Record<string, Sets>> = {
  NORMAL: normal,
  LEGACY: { ...normal, ciphers: [...normal.ciphers, '3DES-CBC'] },
  PERFORMANCE: {
    ...normal,
    ciphers: normal.ciphers.toSorted((a, b) => Number(b.includes('128')) - Number(a.includes('128'))),
  },
  PFS: { ...normal, exchanges: ephemeral },
  SECURE128: { ...normal, signatures: modernSignatures },
  SECURE192: { ...normal, ciphers: strong('256'), groups: largeGroups, signatures: largeSignatures },
  SECURE256: { ...normal, ciphers: strong('256'), groups: largeGroups, signatures: largeSignatures },
  SUITEB128: {
    ...suiteB,
    ciphers: ['AES-128-GCM', 'AES-256-GCM'],
    groups: ['SECP256R1', 'SECP384R1'],
    signatures: ['ECDSA-SHA256', 'ECDSA-SHA384'],
  },
  SUITEB192: { ...suiteB, ciphers: ['AES-256-GCM'], groups: ['SECP384R1'], signatures: ['ECDSA-SHA384'] },
  NONE: { versions: [], ciphers: [], macs: [], exchanges: [], groups: [], signatures: [] },
}
