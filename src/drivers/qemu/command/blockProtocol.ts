// How QEMU reaches the bytes of an image: the properties of its protocol driver.
import { LibvirtError } from '../../../api/LibvirtError.js'
import { pciAddressText } from '../../../model/domain/devices/address.js'
import type {
  NetworkProtocol,
  NetworkStorage,
  StorageHost,
  StorageSource,
} from '../../../model/domain/devices/storageSource.js'
import type { Properties } from './CommandOption.js'
import { storageNode } from './storageNodes.js'

/** Properties of a protocol driver. */
export type Protocol = Properties & { driver: string }

/** Ports of the protocols; rbd leaves them to its own configuration. */
const defaultPorts: Partial<Record<NetworkProtocol, number>> = {
  nbd: 10809,
  gluster: 24007,
  iscsi: 3260,
  http: 80,
  https: 443,
  ftp: 21,
  ftps: 990,
  tftp: 69,
  ssh: 22,
}

function refuse(detail: string): LibvirtError {
  return new LibvirtError('INTERNAL_ERROR', detail)
}

function port(source: NetworkStorage, host: StorageHost): string {
  return String(host.port ?? defaultPorts[source.protocol] ?? 0)
}

function onlyHost(source: NetworkStorage, name: string): StorageHost {
  const [host, ...more] = source.hosts
  if (host === undefined || more.length > 0) throw refuse(`${name} protocol accepts only one host`)
  return host
}

function socketAddress(source: NetworkStorage, host: StorageHost): Properties {
  if (host.transport === 'unix') return { type: 'unix', path: host.socket }
  return { type: 'inet', host: host.name, port: port(source, host) }
}

/** The identifiers of the secrets an image needs. */
export interface SecretIds {
  auth?: string | undefined
  /** Outermost layer first. */
  encryption: string[]
  cookie?: string | undefined
  tls?: string | undefined
}

function nbd(source: NetworkStorage, secrets: SecretIds): Protocol {
  return {
    driver: 'nbd',
    server: socketAddress(source, onlyHost(source, 'nbd')),
    export: source.name,
    'tls-creds': secrets.tls,
    'tls-hostname': source.tlsHostname,
    'reconnect-delay': source.reconnectDelay,
  }
}

function url(source: NetworkStorage, host: StorageHost): string {
  const name = source.name?.startsWith('/') ? source.name : `/${source.name ?? ''}`
  const query = source.query === undefined ? '' : `?${source.query}`
  const server = host.name?.includes(':') ? `[${host.name}]` : host.name
  return `${source.protocol}://${server}:${port(source, host)}${name}${query}`
}

function curl(source: StorageSource & NetworkStorage, secrets: SecretIds): Protocol {
  return {
    driver: source.protocol,
    url: url(source, onlyHost(source, source.protocol)),
    username: source.auth?.username,
    'password-secret': secrets.auth,
    sslverify: source.sslVerify,
    'cookie-secret': secrets.cookie,
    timeout: source.timeout,
    readahead: source.readahead,
  }
}

/** LUKS of several layers nests from the outside in. */
function rbdEncryption(format: string, [secret, ...inner]: string[]): Properties {
  return { format, 'key-secret': secret, parent: inner.length > 0 ? rbdEncryption(format, inner) : undefined }
}

function rbd(source: StorageSource & NetworkStorage, secrets: SecretIds): Protocol {
  const [pool = '', ...image] = (source.name ?? '').split('/')
  const { encryption } = source
  return {
    driver: 'rbd',
    pool,
    image: image.join('/'),
    snapshot: source.snapshot,
    conf: source.config,
    server:
      source.hosts.length > 0
        ? source.hosts.map(host => ({ host: host.name, port: String(host.port ?? 0) }))
        : undefined,
    encrypt: encryption?.engine === 'librbd' ? rbdEncryption(encryption.format, secrets.encryption) : undefined,
    user: source.auth?.username,
    'auth-client-required': source.auth ? ['cephx', 'none'] : undefined,
    'key-secret': secrets.auth,
  }
}

function iscsi(source: StorageSource & NetworkStorage, secrets: SecretIds): Protocol {
  const host = onlyHost(source, 'iSCSI')
  const [target = '', lun] = (source.name ?? '').split('/')
  const server = host.name?.includes(':') ? `[${host.name}]` : host.name
  return {
    driver: 'iscsi',
    portal: `${server}:${port(source, host)}`,
    target,
    lun: lun === undefined ? 0 : Number(lun),
    transport: 'tcp',
    user: source.auth?.username,
    'password-secret': secrets.auth,
    'initiator-name': source.initiator,
  }
}

/** `+1234` is a number; names are the host's and must have been resolved. */
function numericId(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\+?\d+$/.test(text)) throw refuse(`Failed to resolve user or group '${text}'`)
  return Number(text.replace('+', ''))
}

function nfs(source: NetworkStorage): Protocol {
  const host = onlyHost(source, 'nfs')
  return {
    driver: 'nfs',
    server: { host: host.name, type: 'inet' },
    path: source.name,
    user: numericId(source.identity?.user),
    group: numericId(source.identity?.group),
  }
}

function ssh(source: StorageSource & NetworkStorage): Protocol {
  const host = onlyHost(source, 'ssh')
  return {
    driver: 'ssh',
    path: source.name,
    server: { host: host.name, port: port(source, host) },
    user: source.auth?.username ?? source.identity?.username,
  }
}

function gluster(source: NetworkStorage): Protocol {
  const [volume = '', ...path] = (source.name ?? '').split('/')
  return {
    driver: 'gluster',
    volume,
    path: path.join('/'),
    server: source.hosts.map(host => socketAddress(source, host)),
    debug: 4,
  }
}

function network(source: StorageSource & NetworkStorage, secrets: SecretIds): Protocol {
  switch (source.protocol) {
    case 'nbd':
      return nbd(source, secrets)
    case 'http':
    case 'https':
    case 'ftp':
    case 'ftps':
    case 'tftp':
      return curl(source, secrets)
    case 'rbd':
      return rbd(source, secrets)
    case 'iscsi':
      return iscsi(source, secrets)
    case 'nfs':
      return nfs(source)
    case 'ssh':
      return ssh(source)
    case 'gluster':
      return gluster(source)
    case 'vxhs':
      throw new LibvirtError('CONFIG_UNSUPPORTED', 'VxHS protocol is not supported with this QEMU binary')
    case 'sheepdog':
      throw refuse("'sheepdog' protocol is not supported by QEMU")
  }
}

/** What of the disk's options the protocol driver takes. */
export interface ProtocolOptions {
  aio?: 'native' | 'threads' | 'io_uring' | undefined
  /** The block device is a CD-ROM drive of the host. */
  hostCdrom?: boolean | undefined
  floppy?: boolean | undefined
  /** Helper for persistent reservations. */
  prManager?: string | undefined
  /** Path of the set of passed descriptors, instead of the file's. */
  fdset?: string | undefined
}

/**
 * Properties of the protocol driver, without node name.
 * @throws LibvirtError INTERNAL_ERROR for what the protocol cannot do
 */
export function protocolProperties(source: StorageSource, secrets: SecretIds, options: ProtocolOptions): Protocol {
  const file = { aio: options.aio, 'pr-manager': options.prManager }
  switch (source.type) {
    case 'file':
      return { driver: 'file', filename: options.fdset ?? source.path, ...file }
    case 'block':
      return { driver: options.hostCdrom ? 'host_cdrom' : 'host_device', filename: source.path, ...file }
    case 'dir':
      return { driver: 'vvfat', dir: source.path, floppy: options.floppy ?? false, rw: false }
    case 'network':
      return network(source, secrets)
    case 'nvme':
      return { driver: 'nvme', device: pciAddressText(source.address), namespace: source.namespace }
    case 'vhostvdpa':
      return { driver: 'virtio-blk-vhost-vdpa', path: options.fdset ?? source.path }
    case 'volume':
    case 'vhostuser':
      throw new LibvirtError('INTERNAL_ERROR', `Unexpected source type '${source.type}' of node ${storageNode(source)}`)
  }
}
