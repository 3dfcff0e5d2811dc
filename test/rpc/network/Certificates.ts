import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a certificate says; the defaults are those of a good one for its role. */
export interface CertificateWishes {
  readonly subject?: string
  /** Days from now; negative ones are over. */
  readonly days?: number
  /** OpenSSL's extensions. */
  readonly extensions?: readonly string[]
}

/** An authority of this test's own, with openssl. */
export class Certificates {
  readonly folder = mkdtempSync(join(tmpdir(), 'pki-'))

  constructor(t: { teardown(run: () => void): void }, name = 'Test CA', extensions?: readonly string[]) {
    t.teardown(() => rmSync(this.folder, { recursive: true, force: true }))
    const usual = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign']
    this.#openssl(
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '10',
      '-subj',
      `/CN=${name}`,
      ...(extensions ?? usual).flatMap(one => ['-addext', one]),
      '-keyout',
      this.key('ca'),
      '-out',
      this.file('ca'),
    )
  }

  file(name: string): string {
    return join(this.folder, `${name}.pem`)
  }

  key(name: string): string {
    return join(this.folder, `${name}.key`)
  }

  read(name: string): string {
    return readFileSync(this.file(name), 'utf8')
  }

  readKey(name: string): string {
    return readFileSync(this.key(name), 'utf8')
  }

  server(name: string, wishes: CertificateWishes = {}): void {
    const extensions = [
      'basicConstraints=critical,CA:FALSE',
      'keyUsage=critical,digitalSignature,keyEncipherment',
      'extendedKeyUsage=critical,serverAuth',
      'subjectAltName=DNS:localhost,IP:127.0.0.1',
    ]
    this.#issue(name, { subject: '/CN=localhost', extensions, ...wishes })
  }

  client(name: string, wishes: CertificateWishes = {}): void {
    const extensions = [
      'basicConstraints=critical,CA:FALSE',
      'keyUsage=critical,digitalSignature,keyEncipherment',
      'extendedKeyUsage=clientAuth',
    ]
    this.#issue(name, { subject: `/C=GB/O=Example/CN=${name}`, extensions, ...wishes })
  }

  #issue(name: string, { subject = '', days = 5, extensions = [] }: CertificateWishes): void {
    const [request, config] = [this.file(`${name}.csr`), this.file(`${name}.cnf`)]
    this.#openssl(
      'req',
      '-new',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-subj',
      subject,
      '-keyout',
      this.key(name),
      '-out',
      request,
    )
    writeFileSync(config, `${extensions.join('\n')}\n`)
    // Certificates that are over need a beginning before their end, which `openssl ca` alone can give.
    const at = (day: number) =>
      new Date(Date.now() + day * 86_400_000)
        .toISOString()
        .replaceAll(/[-:T]|\..*/g, '')
        .slice(0, 14)
    const ca = this.file(`${name}.ca.cnf`)
    writeFileSync(this.file(`${name}.index`), '')
    writeFileSync(
      ca,
      `[ca]\ndefault_ca=c\n[c]\ndatabase=${this.file(`${name}.index`)}\nnew_certs_dir=${this.folder}\ndefault_md=sha256\npolicy=p\nrand_serial=yes\n[p]\nC=optional\nST=optional\nL=optional\nO=optional\nOU=optional\nCN=supplied\nemailAddress=optional\n`,
    )
    this.#openssl(
      'ca',
      '-batch',
      '-notext',
      '-preserveDN',
      '-config',
      ca,
      '-cert',
      this.file('ca'),
      '-keyfile',
      this.key('ca'),
      '-in',
      request,
      '-extfile',
      config,
      '-startdate',
      `${at(Math.min(-1, days - 1))}Z`,
      '-enddate',
      `${at(days)}Z`,
      '-out',
      this.file(name),
    )
  }

  #openssl(...args: string[]): void {
    const { status, stderr } = spawnSync('openssl', args, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`)
  }
}
