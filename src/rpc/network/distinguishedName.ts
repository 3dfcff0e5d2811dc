// Names of certificates as libvirt's `tls_allowed_dn_list` has them: GnuTLS's form, most general part first as in the
// certificate, `C=GB,O=Example,CN=ann`.

/** Where GnuTLS and OpenSSL differ in what they call an attribute. */
const gnutlsNames: Readonly<Record<string, string>> = { emailAddress: 'EMAIL' }

/** @param subject as Node's X509Certificate gives it: one part a line, escaped after RFC 2253 */
export function distinguishedName(subject: string): string {
  return subject
    .split('\n')
    .map(part => part.replace(/^([^=]+)=/, (_all, name: string) => `${gnutlsNames[name] ?? name}=`))
    .join(',')
}

/** Patterns with `*` and `?`, as in `tls_allowed_dn_list` and `sasl_allowed_username_list`. */
export function matchesAny(text: string, patterns: readonly string[]): boolean {
  return patterns.some(pattern => {
    const literal = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&')
    return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text)
  })
}
