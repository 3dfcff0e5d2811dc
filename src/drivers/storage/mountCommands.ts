// Makes the commands that bring a pool's storage to the host and take it away again.
import { LibvirtError } from '../../api/LibvirtError.js'
import type { Pool } from '../../model/storage/Pool.js'

/** What must not be on somebody else's file system: devices, programs that change the user, and programs at all. */
const safeOptions = ['nodev', 'nosuid', 'noexec']

/** The text, which must not be taken for an option. @throws LibvirtError CONFIG_UNSUPPORTED */
function operand(text: string): string {
  if (!text.startsWith('-')) return text
  throw new LibvirtError('CONFIG_UNSUPPORTED', `the source '${text}' of a pool cannot begin with '-'`)
}

/**
 * What is mounted for a pool of type `fs` or `netfs`.
 * @throws LibvirtError INTERNAL_ERROR when the source is incomplete, CONFIG_UNSUPPORTED when it looks like an option
 */
export function mountSource({ type, source }: Pick<Pool, 'type' | 'source'>): string {
  if (type !== 'netfs') {
    const [device] = source.devices
    if (!device || source.devices.length > 1) throw new LibvirtError('INTERNAL_ERROR', 'missing source device')
    return operand(device.path)
  }
  const [host] = source.hosts
  if (!host) throw new LibvirtError('INTERNAL_ERROR', 'Expected exactly 1 host for the storage pool')
  const directory = source.directory ?? ''
  return source.format === 'cifs' ? `//${host.name}/${directory}` : operand(`${host.name}:${directory}`)
}

/** `mount` for a pool of type `fs` or `netfs`. @throws as `mountSource` */
export function mountCommand(pool: Pool): string[] {
  const { type, source, options } = pool
  const byFormat: Record<string, readonly string[]> = { glusterfs: ['direct-io-mode=1'], cifs: ['guest'] }
  const own = type === 'netfs' ? (byFormat[source.format ?? ''] ?? []) : []
  const version = source.protocolVersion === undefined ? [] : [`nfsvers=${source.protocolVersion}`]
  const asked = options?.kind === 'mount' ? options.names : []
  const automatic = type === 'netfs' && source.format === 'auto'
  const format = automatic ? [] : ['-t', source.format ?? 'auto']
  const all = [...safeOptions, ...own, ...version, ...asked].join(',')
  return ['mount', '-o', all, ...format, mountSource(pool), pool.target?.path ?? '']
}

/** `vgchange`, which shows or hides the volumes of a group. @throws LibvirtError CONFIG_UNSUPPORTED */
export function volumeGroupCommand(pool: Pick<Pool, 'source'>, active: boolean): string[] {
  return ['vgchange', `-al${active ? 'y' : 'n'}`, operand(pool.source.name ?? '')]
}

/**
 * The commands that activate a pool.
 * @throws LibvirtError NO_SUPPORT for types that are not activated by a command alone
 */
export function activationCommands(pool: Pool): string[][] {
  switch (pool.type) {
    case 'fs':
    case 'netfs':
      return [mountCommand(pool)]
    case 'logical':
      return [volumeGroupCommand(pool, true)]
    default:
      throw new LibvirtError('NO_SUPPORT', `pools of type ${pool.type} are not activated by a command`)
  }
}
