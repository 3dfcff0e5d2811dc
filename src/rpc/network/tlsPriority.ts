// `tls_priority` is written in GnuTLS's language (gnutls.org, "Priority strings"): a set to begin with, then things to add (+), to
// take away (-) or to forbid (!). It becomes what OpenSSL is told; of what it does not mention, OpenSSL's own choice stays.
import { getCiphers, type SecureContextOptions, type SecureVersion } from 'node:tls'
import { LibvirtError } from '../../api/LibvirtError.js'
import { beginnings, ciphers, exchanges, groups, macs, protocols, type Sets, signatures } from './tlsSets.js'

export type TlsOptions = Pick<
  SecureContextOptions,
  'minVersion' | 'maxVersion' | 'ciphers' | 'ecdhCurve' | 'sigalgs' | 'dhparam' | 'honorCipherOrder'
>
type Kind = keyof Sets

const secureVersions: readonly SecureVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']
/** Prefix in a priority string → what is listed behind it. Ciphers, MACs and key exchanges have none. */
const prefixes: readonly (readonly [prefix: string, kind: Kind, names: readonly string[]])[] = [
  ['VERS-', 'versions', protocols],
  ['GROUP-', 'groups', Object.keys(groups)],
  ['CURVE-', 'groups', Object.keys(groups)],
  ['SIGN-', 'signatures', Object.keys(signatures)],
  ['CIPHER-', 'ciphers', []],
  ['MAC-', 'macs', []],
  ['KX-', 'exchanges', []],
  ['', 'ciphers', Object.keys(ciphers)],
  ['', 'macs', Object.keys(macs)],
  ['', 'exchanges', Object.keys(exchanges)],
]
const everything: Sets = {
  versions: protocols,
  ciphers: Object.keys(ciphers),
  macs: Object.keys(macs),
  exchanges: Object.keys(exchanges),
  groups: Object.keys(groups),
  signatures: Object.keys(signatures),
}
/** There is nothing else than X.509 and no compression. */
const withoutEffect = /^(COMP-(NULL|ALL)|CTYPE-((CLI|SRV)-)?(X509|X\.509|ALL))$/
/** Ciphers, exchanges and MACs that GnuTLS knows and OpenSSL does not offer here: they can be taken away. */
const unavailable =
  /^(ARCFOUR-128|RC2-40|DES-CBC|NULL|AES-192-(CBC|GCM)|AES-(128|256)-CCM-8|CAMELLIA-(128|192|256)-GCM|SHA512|MD5|DHE-DSS|ANON-(ECDH|DH)|(ECDHE-|DHE-|RSA-)?PSK|SRP(-RSA|-DSS)?|RSA-EXPORT|VKO-GOST-12|GOST.*|SIGN-(DSA|GOST).*|GROUP-GC.*|VERS-(SSL3\.0|DTLS.*|TLS-ALL))$/
const options = /^%[A-Z0-9_]+(=.*)?$/

/**
 * @param onWarning told of parts that have no effect here
 * @throws LibvirtError SYSTEM_ERROR for a word that GnuTLS does not know either, or where nothing is left
 */
export function tlsOptionsOf(priority: string, onWarning: (text: string) => void): TlsOptions {
  const [first = '', ...parts] = priority.split(':')
  const begin = beginningOf(first)
  if (!begin) throw refusal(priority, `'${first}' is no set of algorithms to begin with`)
  const sets: Sets = { ...begin }
  const forbidden = new Set<string>()
  let own: TlsOptions = {}
  for (const part of parts) {
    if (part === '%SERVER_PRECEDENCE') own = { ...own, honorCipherOrder: true }
    else if (options.test(part)) onWarning(`tls_priority: '${part}' has no effect here`)
    else change(sets, part, forbidden, priority)
  }
  return { ...own, ...optionsOf(sets, priority) }
}

/** `@WORD,WORD` names policies of the host's GnuTLS, of which OpenSSL has its own; a usual set may stand behind. */
function beginningOf(word: string): Sets | undefined {
  if (!word.startsWith('@')) return beginnings[word]
  const fallback = word
    .slice(1)
    .split(',')
    .find(name => name in beginnings)
  return beginnings[fallback ?? 'NORMAL']
}

function change(sets: Sets, part: string, forbidden: Set<string>, priority: string): void {
  const [, sign, word = ''] = /^([-+!])(.+)$/.exec(part) ?? []
  if (sign === undefined) throw refusal(priority, `'${part}' begins with none of + - ! %`)
  if (withoutEffect.test(word)) return
  const [kind, names] = meaningOf(word) ?? []
  if (!kind || !names) {
    // Who forbids what is not there anyway has what he wants.
    if (unavailable.test(word) && sign !== '+') return
    const why = unavailable.test(word) ? 'is not available here' : 'is not known'
    throw refusal(priority, `'${word}' ${why}`)
  }
  const others = sets[kind].filter(name => !names.includes(name))
  if (sign === '!') for (const name of names) forbidden.add(name)
  sets[kind] = sign === '+' ? [...others, ...names.filter(name => !forbidden.has(name))] : others
}

/** What a word stands for: one thing, or all of a kind. */
function meaningOf(word: string): readonly [Kind, readonly string[]] | undefined {
  for (const [prefix, kind, names] of prefixes) {
    if (!word.startsWith(prefix)) continue
    const name = word.slice(prefix.length)
    if (prefix !== '' && (name === 'ALL' || name === 'TLS-ALL')) return [kind, everything[kind]]
    if (names.includes(name)) return [kind, [name]]
  }
  return undefined
}

function optionsOf(sets: Sets, priority: string): TlsOptions {
  const newer = sets.ciphers.flatMap(name => ciphers[name]?.newer ?? [])
  const older = olderSuites(sets)
  const allowed = protocols.filter(
    name => sets.versions.includes(name) && (name === 'TLS1.3' ? newer : older).length > 0,
  )
  const [lowest] = allowed
  const highest = allowed.at(-1)
  const minVersion = lowest && secureVersions[protocols.indexOf(lowest)]
  const maxVersion = highest && secureVersions[protocols.indexOf(highest)]
  if (!minVersion || !maxVersion) throw refusal(priority, 'it leaves no version of TLS with a cipher')
  const usual = beginnings['NORMAL'] ?? sets
  const changed = (...kinds: Kind[]) => kinds.some(kind => sets[kind].join() !== usual[kind].join())
  const chosen = (kind: Kind, table: Readonly<Record<string, string>>) =>
    // An empty list says nothing to OpenSSL, and a suite may need none.
    changed(kind) && sets[kind].length > 0
      ? [...new Set(sets[kind].flatMap(name => table[name] ?? []))].join(':')
      : undefined
  const ecdhCurve = chosen('groups', groups)
  const sigalgs = chosen('signatures', signatures)
  return {
    minVersion,
    maxVersion,
    ...(changed('ciphers', 'macs', 'exchanges') && {
      ciphers: [...(maxVersion === 'TLSv1.3' ? newer : []), ...(minVersion === 'TLSv1.3' ? [] : older)].join(':'),
      ...(sets.exchanges.includes('DHE-RSA') && { dhparam: 'auto' }),
    }),
    ...(ecdhCurve !== undefined && { ecdhCurve }),
    ...(sigalgs !== undefined && { sigalgs }),
  }
}

/** Suites of TLS 1.2 and before that consist of allowed parts, and that OpenSSL has. */
function olderSuites(sets: Sets): string[] {
  const known = new Set(getCiphers())
  return sets.ciphers
    .flatMap(cipher => sets.exchanges.flatMap(exchange => suitesOf(cipher, exchange, sets.macs)))
    .filter(suite => known.has(suite.toLowerCase()))
}

function suitesOf(cipher: string, exchange: string, allowed: readonly string[]): string[] {
  const name = `${exchanges[exchange]}${ciphers[cipher]?.older}`
  if (!cipher.endsWith('CBC')) return allowed.includes('AEAD') ? [name] : []
  return allowed.flatMap(mac => macs[mac] ?? []).map(end => `${name}${end}`)
}

const refusal = (priority: string, why: string) =>
  new LibvirtError('SYSTEM_ERROR', `Failed to set TLS session priority to ${priority}: ${why}`, { domain: 'RPC' })
