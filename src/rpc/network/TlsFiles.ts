// Certificates and keys of a daemon: where they are, whether they will do, and reading them again.
import { X509Certificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SecureContextOptions } from 'node:tls'
import { LibvirtError } from '../../api/LibvirtError.js'
import { checkCertificate } from './checkCertificate.js'
import { tlsOptionsOf } from './tlsPriority.js'

export interface TlsPlaces {
  readonly ca: string
  /** A list of revoked certificates; need not exist. */
  readonly crl: string
  readonly certificate: string
  readonly key: string
}

const systemPlaces: TlsPlaces = {
  ca: '/etc/pki/CA/cacert.pem',
  crl: '/etc/pki/CA/cacrl.pem',
  certificate: '/etc/pki/libvirt/servercert.pem',
  key: '/etc/pki/libvirt/private/serverkey.pem',
}

/** A user's own files, all in one folder, where they are there; else the host's. */
export function tlsPlaces(home: string | undefined): TlsPlaces {
  if (home === undefined) return systemPlaces
  const folder = join(home, '.pki/libvirt')
  const own = {
    ca: join(folder, 'cacert.pem'),
    crl: join(folder, 'cacrl.pem'),
    certificate: join(folder, 'servercert.pem'),
    key: join(folder, 'serverkey.pem'),
  }
  return [own.ca, own.certificate, own.key].every(file => existsSync(file)) ? own : systemPlaces
}

export interface TlsChoice {
  readonly places: TlsPlaces
  /** `tls_no_sanity_certificate` is not set. */
  readonly sane: boolean
  /** `tls_priority`, in GnuTLS's language. */
  readonly priority: string
  readonly onWarning: (text: string) => void
}

/**
 * Reads and checks the files.
 * @throws LibvirtError SYSTEM_ERROR naming the file and what is wrong with it
 */
export function readTlsFiles({ places, sane, priority, onWarning }: TlsChoice, now = new Date()): SecureContextOptions {
  const ca = read('CA certificate', places.ca)
  const cert = read('server certificate', places.certificate)
  const key = read('server private key', places.key)
  const crl = existsSync(places.crl) ? read('certificate revocation list', places.crl) : undefined
  const authorities = parse(ca, places.ca)
  const [own] = parse(cert, places.certificate)
  if (!own) throw unusable(`Unable to import server certificate ${places.certificate}`)
  if (sane) {
    const findings = [
      checkCertificate(own, places.certificate, 'server', now),
      ...authorities.map(one => checkCertificate(one, places.ca, 'ca', now)),
    ]
    for (const { problems, warnings } of findings) {
      for (const text of problems) throw unusable(text)
      for (const text of warnings) onWarning(text)
    }
    if (!isIssued(own, [...parse(cert, places.certificate).slice(1), ...authorities])) {
      throw unusable(
        `Our own certificate ${places.certificate} failed validation against ${places.ca}: The certificate hasn't got a known issuer.`,
      )
    }
  }
  return { ca, cert, key, ...(crl === undefined ? {} : { crl }), ...tlsOptionsOf(priority, onWarning) }
}

/** A chain of signatures leads to one that is at the end of it. */
function isIssued(certificate: X509Certificate, others: readonly X509Certificate[]): boolean {
  const issuer = others.find(other => certificate.checkIssued(other) && certificate.verify(other.publicKey))
  if (!issuer) return false
  return issuer.checkIssued(issuer) || isIssued(issuer, others)
}

function read(what: string, file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (cause) {
    throw unusable(`Cannot read ${what} '${file}'`, cause)
  }
}

/** Every certificate of a file. */
function parse(pem: Buffer, file: string): X509Certificate[] {
  const blocks = pem.toString('latin1').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  try {
    return blocks.map(block => new X509Certificate(block))
  } catch (cause) {
    throw unusable(`Unable to import certificate ${file}`, cause)
  }
}

const unusable = (text: string, cause?: unknown) => new LibvirtError('SYSTEM_ERROR', text, { domain: 'RPC', cause })
