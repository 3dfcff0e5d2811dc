// The keys that all daemons share (libvirtd.conf, virtqemud.conf, …): names, types, defaults, ranges. What each means and
// which are accepted without effect is told to users in docs/configuration.md.
import type { DaemonMode } from '../config/directories.js'
import type { ConfReader } from '../config/ConfReader.js'

export type DaemonConfig = Readonly<ReturnType<typeof daemonConfig>>
/** Keys about TCP and TLS, for the programs that have them. */
export type NetworkConfig = Readonly<ReturnType<typeof networkConfig>>

const unixSchemes = ['none', 'sasl', 'polkit'] as const
const networkSchemes = ['none', 'sasl'] as const

/** @throws LibvirtError CONF_SYNTAX with file, line and key */
export function daemonConfig(conf: ConfReader, mode: DaemonMode) {
  // A session belongs to its user: nobody else gets to its sockets.
  const usual = mode === 'system' ? 'polkit' : 'none'
  const authUnixRw = conf.choice('auth_unix_rw', unixSchemes, usual)
  return {
    authUnixRo: conf.choice('auth_unix_ro', unixSchemes, usual),
    authUnixRw,
    /** The file asks for it by name: whoever is refused is not let in at all. */
    authUnixRwGiven: conf.has('auth_unix_rw'),
    /** Undefined when the file does not say, so that the check stays on by default. */
    accessDrivers: accessDrivers(conf),

    unixSockGroup: conf.text('unix_sock_group'),
    unixSockRoPerms: conf.permissions('unix_sock_ro_perms', 0o777),
    unixSockRwPerms: conf.permissions('unix_sock_rw_perms', authUnixRw === 'polkit' ? 0o777 : 0o700),
    unixSockAdminPerms: conf.permissions('unix_sock_admin_perms', 0o700),
    unixSockDir: conf.text('unix_sock_dir'),

    saslAllowedUsernameList: conf.texts('sasl_allowed_username_list'),

    minWorkers: conf.unsigned('min_workers', 5),
    maxWorkers: conf.unsigned('max_workers', 20, 1),
    prioWorkers: conf.unsigned('prio_workers', 5),
    maxClients: conf.unsigned('max_clients', 5000),
    maxQueuedClients: conf.unsigned('max_queued_clients', 1000),
    maxAnonymousClients: conf.unsigned('max_anonymous_clients', 20),
    maxClientRequests: conf.unsigned('max_client_requests', 5),
    adminMinWorkers: conf.unsigned('admin_min_workers', 5),
    adminMaxWorkers: conf.unsigned('admin_max_workers', 20),
    adminMaxClients: conf.unsigned('admin_max_clients', 5000),
    adminMaxQueuedClients: conf.unsigned('admin_max_queued_clients', 20),
    adminMaxClientRequests: conf.unsigned('admin_max_client_requests', 5),

    auditLevel: conf.unsigned('audit_level', 1),
    auditLogging: conf.flag('audit_logging', false),

    hostUuid: hostUuid(conf),
    hostUuidSource: conf.choice('host_uuid_source', ['smbios', 'machine-id'], 'smbios'),

    logLevel: conf.unsigned('log_level', 0),
    logFilters: conf.text('log_filters'),
    logOutputs: conf.text('log_outputs'),

    /** Seconds; -1 never. */
    keepaliveInterval: conf.integer('keepalive_interval', 5, -1),
    keepaliveCount: conf.unsigned('keepalive_count', 5),
    adminKeepaliveInterval: conf.integer('admin_keepalive_interval', 5, -1),
    adminKeepaliveCount: conf.unsigned('admin_keepalive_count', 5),

    /** Seconds. */
    ovsTimeout: conf.unsigned('ovs_timeout', 5),
  }
}

/** @param listenTls whether TLS is on by default, as it is in libvirtd. @throws LibvirtError CONF_SYNTAX */
export function networkConfig(conf: ConfReader, listenTls: boolean) {
  return {
    listenTls: conf.flag('listen_tls', listenTls),
    listenTcp: conf.flag('listen_tcp', false),
    /** A number or a service's name. */
    tlsPort: conf.text('tls_port', '16514'),
    tcpPort: conf.text('tcp_port', '16509'),
    /** Undefined: all addresses. */
    listenAddr: conf.text('listen_addr'),
    authTcp: conf.choice('auth_tcp', networkSchemes, 'sasl'),
    authTls: conf.choice('auth_tls', networkSchemes, 'none'),
    tlsNoSanityCertificate: conf.flag('tls_no_sanity_certificate', false),
    tlsNoVerifyCertificate: conf.flag('tls_no_verify_certificate', false),
    certificateFiles: certificateFiles(conf),
    crlFile: conf.text('crl_file'),
    /** Undefined: any certificate that verifies. */
    tlsAllowedDnList: conf.texts('tls_allowed_dn_list'),
    tlsPriority: conf.text('tls_priority', 'NORMAL'),
    /** Strength of SASL's own layer on plain TCP, in bits. */
    tcpMinSsf: conf.unsigned('tcp_min_ssf', 56, 112),
  }
}

function accessDrivers(conf: ConfReader): readonly ('polkit' | 'none')[] | undefined {
  return conf.texts('access_drivers')?.map(name => {
    if (name === 'polkit' || name === 'none') return name
    return conf.refuse('access_drivers', `'${name}' is no access driver; there are polkit and none`)
  })
}

/** Vendors who fill the field with one digit gave many hosts the same UUID. */
function hostUuid(conf: ConfReader): string | undefined {
  const text = conf.text('host_uuid')
  if (text === undefined) return undefined
  const digits = text.replaceAll('-', '').toLowerCase()
  if (!/^[0-9a-f]{32}$/.test(digits)) return conf.refuse('host_uuid', `'${text}' is not a UUID`)
  if (/^(.)\1*$/.test(digits))
    return conf.refuse('host_uuid', `'${text}' is no UUID of one host: all its digits are the same`)
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** Undefined: the default places. */
function certificateFiles(conf: ConfReader) {
  const keyFile = conf.text('key_file')
  const certFile = conf.text('cert_file')
  const caFile = conf.text('ca_file')
  if (keyFile !== undefined && certFile !== undefined && caFile !== undefined) return { keyFile, certFile, caFile }
  const given = ['key_file', 'cert_file', 'ca_file'].find(key => conf.has(key))
  return given === undefined ? undefined : conf.refuse(given, 'key_file, cert_file and ca_file go together')
}
