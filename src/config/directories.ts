// Where everything lies, in the system and for one user: libvirt's own places, so that an existing host's guests are found.
import { homedir } from 'node:os'
import { join } from 'node:path'

export type DaemonMode = 'system' | 'session'

/** The roots that all other places hang off. */
export interface Roots {
  /** Definitions and configuration files. */
  readonly config: string
  /** State that a reboot clears; sockets. */
  readonly runtime: string
  /** Data that stays, such as saved guests. */
  readonly data: string
  readonly cache: string
  readonly log: string
  readonly swtpmLog: string
}

/** Absolute folders by what they hold. */
export type Directories = Readonly<ReturnType<typeof below>>

const systemRoots: Roots = {
  config: '/etc/libvirt',
  runtime: '/run/libvirt',
  data: '/var/lib/libvirt',
  cache: '/var/cache/libvirt',
  log: '/var/log/libvirt',
  swtpmLog: '/var/log/swtpm/libvirt/qemu',
}

type Environment = Readonly<Record<string, string | undefined>>

/** The places of a daemon. @param env XDG_CONFIG_HOME, XDG_CACHE_HOME, XDG_DATA_HOME, XDG_RUNTIME_DIR and HOME count for sessions */
export function directories(mode: DaemonMode, env: Environment): Directories {
  return mode === 'system' ? below(systemRoots, 'system') : below(sessionRoots(env), 'session')
}

/** The places of a driver embedded in another program, all below its own root. */
export function embeddedDirectories(root: string): Directories {
  const at = (folder: string): string => join(root, folder)
  const roots = { config: at('etc'), runtime: at('run'), data: at('lib'), cache: at('cache'), log: at('log') }
  return below({ ...roots, swtpmLog: at('log/swtpm') }, 'system')
}

/** Where a daemon keeps its process id. */
export function defaultPidFile(mode: DaemonMode, { runtime }: Pick<Roots, 'runtime'>, name: string): string {
  return mode === 'system' ? `/run/${name}.pid` : join(runtime, `${name}.pid`)
}

function sessionRoots(env: Environment): Roots {
  const home = env.HOME || homedir()
  const cacheHome = env.XDG_CACHE_HOME || join(home, '.cache')
  const cache = join(cacheHome, 'libvirt')
  return {
    config: join(env.XDG_CONFIG_HOME || join(home, '.config'), 'libvirt'),
    // As glib does for users without a login session.
    runtime: join(env.XDG_RUNTIME_DIR || cacheHome, 'libvirt'),
    data: join(env.XDG_DATA_HOME || join(home, '.local/share'), 'libvirt'),
    cache,
    log: cache,
    swtpmLog: join(cache, 'qemu/log'),
  }
}

/** Every place below the roots; where a session differs from the system (and from an embedded driver) it comes second. */
function below(roots: Roots, mode: DaemonMode) {
  type Place = readonly [root: keyof Roots, folder: string]
  const at = (system: Place, session: Place = system): string => {
    const [root, folder] = mode === 'system' ? system : session
    return join(roots[root], folder)
  }
  return {
    ...roots,
    hooks: at(['config', 'hooks']),

    qemuConfig: at(['config', 'qemu']),
    qemuAutostart: at(['config', 'qemu/autostart']),
    qemuState: at(['runtime', 'qemu'], ['runtime', 'qemu/run']),
    qemuChannel: at(['runtime', 'qemu/channel'], ['runtime', 'qemu/run/channel']),
    qemuLib: at(['data', 'qemu'], ['config', 'qemu/lib']),
    qemuSave: at(['data', 'qemu/save'], ['config', 'qemu/save']),
    qemuSnapshot: at(['data', 'qemu/snapshot'], ['config', 'qemu/snapshot']),
    qemuCheckpoint: at(['data', 'qemu/checkpoint'], ['config', 'qemu/checkpoint']),
    qemuNvram: at(['data', 'qemu/nvram'], ['config', 'qemu/nvram']),
    qemuRam: at(['data', 'qemu/ram'], ['config', 'qemu/ram']),
    qemuDump: at(['data', 'qemu/dump'], ['config', 'qemu/dump']),
    qemuCache: at(['cache', 'qemu'], ['cache', 'qemu/cache']),
    qemuLog: at(['log', 'qemu'], ['cache', 'qemu/log']),
    swtpmData: at(['data', 'swtpm'], ['config', 'qemu/swtpm']),
    swtpmState: at(['runtime', 'qemu/swtpm'], ['runtime', 'qemu/run/swtpm']),

    networkConfig: at(['config', 'qemu/networks']),
    networkAutostart: at(['config', 'qemu/networks/autostart']),
    networkState: at(['runtime', 'network'], ['runtime', 'network/run']),
    networkData: at(['data', 'network'], ['runtime', 'network/lib']),
    dnsmasq: at(['data', 'dnsmasq'], ['runtime', 'dnsmasq/lib']),

    storageConfig: at(['config', 'storage']),
    storageAutostart: at(['config', 'storage/autostart']),
    storageState: at(['runtime', 'storage'], ['runtime', 'storage/run']),

    secretConfig: at(['config', 'secrets']),
    secretState: at(['runtime', 'secrets'], ['runtime', 'secrets/run']),

    nwfilterConfig: at(['config', 'nwfilter']),
    nwfilterState: at(['runtime', 'nwfilter'], ['runtime', 'nwfilter/run']),
    nwfilterBindings: at(['runtime', 'nwfilter-binding']),

    nodedevState: at(['runtime', 'nodedev'], ['runtime', 'nodedev/run']),
    interfaceState: at(['runtime', 'interface'], ['runtime', 'interface/run']),
  }
}
