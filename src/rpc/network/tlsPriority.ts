// `tls_priority` is written in GnuTLS's language (gnutls.org, "Priority strings"). What it says of versions has effect here.
import type { SecureContextOptions, SecureVersion } from 'node:tls'

const versions: readonly SecureVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']
const known = new Map([
  ['TLS1.0', 0],
  ['TLS1.1', 1],
  ['TLS1.2', 2],
  ['TLS1.3', 3],
])
/** Versions that a system's policy has usually left. */
const usual = [2, 3]
const beginnings = /^(NORMAL|PERFORMANCE|SECURE(128|192|256)?|PFS|SUITEB(128|192)|LEGACY|@[\w,]+)$/

/** @param onWarning told of parts that have no effect */
export function versionsOf(
  priority: string,
  onWarning: (text: string) => void,
): Pick<SecureContextOptions, 'minVersion' | 'maxVersion'> {
  const allowed = new Set(usual)
  for (const part of priority.split(':')) {
    const [, sign, name = ''] = /^([-!+])VERS-(.+)$/.exec(part) ?? []
    const listed = name === 'ALL' || name === 'TLS-ALL' ? [...known.values()] : [known.get(name)]
    if (sign !== undefined && listed.every(one => one !== undefined)) {
      for (const one of listed) {
        if (one === undefined) continue
        if (sign === '+') allowed.add(one)
        else allowed.delete(one)
      }
    } else if (!beginnings.test(part)) {
      onWarning(`tls_priority: '${part}' has no effect here, only versions have`)
    }
  }
  const minVersion = versions[Math.min(...allowed)]
  const maxVersion = versions[Math.max(...allowed)]
  if (minVersion === undefined || maxVersion === undefined)
    throw new RangeError('tls_priority leaves no version of TLS')
  return { minVersion, maxVersion }
}
