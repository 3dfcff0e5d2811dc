// The keys of qemu.conf that have an effect: names, types, defaults.
import { join } from 'node:path'
import type { ConfReader } from '../../config/ConfReader.js'
import type { Directories } from '../../config/directories.js'
import type { ProcessLimits } from '../../host/Processes.js'
import type { CommandSettings, TlsConfig, TlsService } from './command/CommandContext.js'

export type QemuSettings = Readonly<ReturnType<typeof qemuSettings>>

/** What of the command line's settings is the host's, and not the configuration's. */
export type HostSettings = Pick<
  CommandSettings,
  'transparentHugePage' | 'pageSize' | 'numaNodes' | 'fips' | 'privileged'
> & {
  /** Mounts of huge pages that were found, for when the file names none. */
  readonly hugetlbfs: CommandSettings['hugetlbfs']
}

const shutdownActions = ['none', 'persistent', 'transient', 'all'] as const

/** @throws LibvirtError CONF_SYNTAX with file, line and key */
export function qemuSettings(conf: ConfReader, directories: Directories, host: HostSettings) {
  const { privileged } = host
  return {
    /** Names or numbers; undefined leaves the choice to the driver. */
    user: conf.text('user'),
    group: conf.text('group'),
    /** Whom TPM emulators run as. */
    swtpmUser: conf.text('swtpm_user'),
    swtpmGroup: conf.text('swtpm_group'),
    dynamicOwnership: conf.flag('dynamic_ownership', privileged),
    limits: limits(conf),
    /** Jobs that may wait for a domain, 0 for any number. */
    maxQueued: conf.unsigned('max_queued', 0),
    /** Controllers of control groups that guests are limited by; all there are when left out. */
    controllers: conf.texts('cgroup_controllers')?.map(name => (name === 'blkio' ? 'io' : name)),
    /** Most processes and threads of a guest; undefined for what systemd gives everybody. */
    mostTasks: conf.unsigned('max_threads_per_process', 0) || undefined,
    logTimestamp: conf.flag('log_timestamp', true),
    vncListen: conf.text('vnc_listen', '127.0.0.1'),
    spiceListen: conf.text('spice_listen', '127.0.0.1'),
    ports: {
      display: portRange(conf, 'remote_display', 5900, 65535),
      websocket: portRange(conf, 'remote_websocket', 5700, 65535),
    },
    chardevTls: conf.flag('chardev_tls', false),
    vxhsTls: conf.flag('vxhs_tls', false),
    vncAutoUnixSocket: conf.flag('vnc_auto_unix_socket', false),
    spiceAutoUnixSocket: conf.flag('spice_auto_unix_socket', false),
    autoStart: {
      /** Milliseconds between two guests. */
      delay: conf.unsigned('auto_start_delay', 0),
    },
    autoShutdown: {
      trySave: conf.choice('auto_shutdown_try_save', ['none', 'persistent'], privileged ? 'none' : 'persistent'),
      tryShutdown: conf.choice('auto_shutdown_try_shutdown', shutdownActions, privileged ? 'none' : 'all'),
      powerOff: conf.choice('auto_shutdown_poweroff', shutdownActions, privileged ? 'none' : 'all'),
      /** Seconds. */
      wait: conf.unsigned('auto_shutdown_wait', 30),
      /** Whether these guests start again with the host. */
      restore: conf.flag('auto_shutdown_restore', true),
    },
    command: commandSettings(conf, directories, host),
  }
}

/** 0 leaves a limit as it is. */
function limits(conf: ConfReader): ProcessLimits {
  const processes = conf.unsigned('max_processes', 0)
  const openFiles = conf.unsigned('max_files', 0)
  return { ...(processes > 0 && { processes }), ...(openFiles > 0 && { openFiles }) }
}

function portRange(conf: ConfReader, name: string, first: number, last: number) {
  const min = conf.unsigned(`${name}_port_min`, first, 1, 65535)
  return { min, max: conf.unsigned(`${name}_port_max`, last, min, 65535) }
}

function commandSettings(conf: ConfReader, directories: Directories, host: HostSettings): CommandSettings {
  const tls = (service: TlsService): TlsConfig => ({
    directory: conf.text(`${service}_tls_x509_cert_dir`) ?? conf.text('default_tls_x509_cert_dir', '/etc/pki/qemu'),
    verify: conf.flag(`${service}_tls_x509_verify`, conf.flag('default_tls_x509_verify', true)),
    secretUuid: conf.text(`${service}_tls_x509_secret_uuid`) ?? conf.text('default_tls_x509_secret_uuid'),
  })
  const { hugetlbfs: _, ...rest } = host
  return {
    ...rest,
    tls: {
      vnc: tls('vnc'),
      spice: tls('spice'),
      chardev: tls('chardev'),
      nbd: tls('nbd'),
      vxhs: tls('vxhs'),
      rdp: tls('rdp'),
    },
    vncTls: conf.flag('vnc_tls', false),
    vncSasl: conf.flag('vnc_sasl', false),
    spiceTls: conf.flag('spice_tls', false),
    spiceSasl: conf.flag('spice_sasl', false),
    saslDirectory: conf.text('vnc_sasl_dir') ?? conf.text('spice_sasl_dir'),
    vncAllowHostAudio: conf.flag('vnc_allow_host_audio', false),
    nographicsAllowHostAudio: conf.flag('nographics_allow_host_audio', false),
    vncPassword: conf.text('vnc_password'),
    spicePassword: conf.text('spice_password'),
    dumpGuestCore: conf.flag('dump_guest_core', false),
    seccompSandbox: conf.integer('seccomp_sandbox', -1) !== 0,
    setProcessName: conf.flag('set_process_name', false),
    hugetlbfs: hugetlbfsOf(conf, host),
    memoryBackingDirectory: conf.text('memory_backing_dir', directories.qemuRam),
    passtDirectory: join(directories.qemuState, 'passt'),
    dbusDirectory: join(directories.qemuState, 'dbus'),
  }
}

/** Mounts the file names keep the page size that was found there. */
function hugetlbfsOf(conf: ConfReader, { hugetlbfs }: HostSettings): CommandSettings['hugetlbfs'] {
  const named = conf.texts('hugetlbfs_mount', true)
  if (!named) return hugetlbfs
  return named.flatMap(path => hugetlbfs.filter(mount => join(mount.path, '/') === join(path, '/')))
}
