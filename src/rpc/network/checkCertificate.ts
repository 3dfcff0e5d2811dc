// What libvirt's daemons demand of their own certificates before they use them (rpc.md section 4), so that a mistake is told
// at the start instead of to every client.
import type { X509Certificate } from 'node:crypto'
import { extensionIds, extensionOf, keyUsage } from './keyUsage.js'

const serverPurpose = '1.3.6.1.5.5.7.3.1'
const anyPurpose = '2.5.29.37.0'

/** Reasons not to use a certificate, and reasons to doubt it. */
export interface Findings {
  readonly problems: string[]
  readonly warnings: string[]
}

/** Checks one certificate. @param file named in texts */
export function checkCertificate(
  certificate: X509Certificate,
  file: string,
  role: 'ca' | 'server',
  now: Date,
): Findings {
  const problems: string[] = []
  const warnings: string[] = []
  const what = role === 'ca' ? 'CA certificate' : 'server certificate'
  const complain = (critical: boolean, text: string) => (critical ? problems : warnings).push(text)

  if (new Date(certificate.validTo) < now) problems.push(`The ${what} ${file} has expired`)
  if (new Date(certificate.validFrom) > now) problems.push(`The ${what} ${file} is not yet active`)

  const constrained = extensionOf(certificate, extensionIds.basicConstraints) !== undefined
  if (role === 'server' && certificate.ca) {
    problems.push(`The certificate ${file} basic constraints show a CA, but we need one for a server`)
  } else if (role === 'ca' && !certificate.ca) {
    problems.push(
      constrained
        ? `The certificate ${file} basic constraints do not show a CA`
        : `The certificate ${file} is missing basic constraints for a CA`,
    )
  }

  const usage = keyUsage(certificate)
  if (usage && role === 'ca' && !usage.keyCertSign) {
    complain(usage.critical, `Certificate ${file} usage does not permit certificate signing`)
  }
  if (usage && role === 'server') {
    if (!usage.digitalSignature) complain(usage.critical, `Certificate ${file} usage does not permit digital signature`)
    if (!usage.keyEncipherment) complain(usage.critical, `Certificate ${file} usage does not permit key encipherment`)
  }

  const purpose = extensionOf(certificate, extensionIds.extendedKeyUsage)
  if (purpose && role === 'server') {
    const allowed = certificate.keyUsage ?? []
    if (!allowed.includes(serverPurpose) && !allowed.includes(anyPurpose)) {
      complain(purpose.critical, `Certificate ${file} purpose does not allow use for with a TLS server`)
    }
  }
  return { problems, warnings }
}
