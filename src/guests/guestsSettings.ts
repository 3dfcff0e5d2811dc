// Keys of /etc/default/libvirt-guests and /etc/sysconfig/libvirt-guests. Names and meanings are libvirt's.

/** What the settings file says. */
export interface GuestsSettings {
  /** Connections whose guests are looked after; `default` is this host's QEMU guests. */
  readonly uris: readonly string[]
  /** Whether guests that ran before are started at boot. */
  readonly startAtBoot: boolean
  /** Milliseconds between two starts. */
  readonly startDelay: number
  readonly onShutdown: 'suspend' | 'shutdown'
  /** Most guests that stop at once; Infinity: all of one priority. */
  readonly parallel: number
  /** Milliseconds for a guest, or for all that stop at once, until force is used; 0 for ever. */
  readonly timeout: number
  readonly bypassCache: boolean
  readonly syncTime: boolean
  /** Transient guests are left alone. */
  readonly persistentOnly: boolean
}

/** One key: what it takes, what counts without it, and what a person reads about it in the sample. */
interface KeyRow {
  readonly name: string
  readonly preset: string
  /** What values look like; others are refused with `takes`. */
  readonly form: RegExp
  readonly takes: string
  readonly help: string
}

const whole = /^\d+$/
const flag = { form: /^[01]$/, takes: '0 or 1' } as const

export const guestsKeys = [
  {
    name: 'URIS',
    preset: 'default',
    form: /\S/,
    takes: 'connection URIs with blanks between them',
    help: 'Connections whose guests are looked after, with blanks between them. "default" is qemu:///system.',
  },
  {
    name: 'ON_BOOT',
    preset: 'start',
    form: /^(start|ignore)$/,
    takes: 'start or ignore',
    help: 'start: guests that ran when the host went down are started when it boots. ignore: only those marked autostart are, by the daemon.',
  },
  { name: 'START_DELAY', preset: '0', form: whole, takes: 'seconds', help: 'Seconds between two starts.' },
  {
    name: 'ON_SHUTDOWN',
    preset: 'suspend',
    form: /^(suspend|shutdown)$/,
    takes: 'suspend or shutdown',
    help: 'suspend: guests are saved to disk, and go on where they were. shutdown: their systems are shut down. A guest that cannot be saved is shut down.',
  },
  {
    name: 'PARALLEL_SHUTDOWN',
    preset: '',
    form: /^\d*$/,
    takes: 'a number of guests',
    help: 'How many guests may stop at once. 0 or 1: one after the other. Empty: all of one priority at once.',
  },
  {
    name: 'SHUTDOWN_TIMEOUT',
    preset: '300',
    form: whole,
    takes: 'seconds, 0 for no limit',
    help: 'Seconds a guest gets to shut down, or all that stop at once; then it is stopped by force. 0: no limit.',
  },
  {
    name: 'BYPASS_CACHE',
    preset: '0',
    ...flag,
    help: '1: saving and restoring do not go through the page cache of the host.',
  },
  { name: 'SYNC_TIME', preset: '0', ...flag, help: '1: a guest that goes on has its clock set by its agent.' },
  {
    name: 'PERSISTENT_ONLY',
    preset: 'default',
    form: /^(true|false|default)$/,
    takes: 'true, false or default',
    help: 'true: transient guests are left alone. false: they are stopped as well. default: as true when guests are saved, as false when they are shut down.',
  },
] as const satisfies readonly KeyRow[]

type KeyName = (typeof guestsKeys)[number]['name']

/** A value that cannot be used; the text names key and value. */
export class SettingError extends Error {
  override readonly name = 'SettingError'
}

/** @param values as assigned; keys nobody knows are ignored @throws SettingError */
export function guestsSettings(values: Readonly<Record<string, string | undefined>>): GuestsSettings {
  const read = (name: KeyName): string => {
    const row: KeyRow | undefined = guestsKeys.find(key => key.name === name)
    const value = values[name] ?? row?.preset ?? ''
    if (row && !row.form.test(value))
      throw new SettingError(`${name}: '${value}' cannot be used; it takes ${row.takes}`)
    return value
  }
  const seconds = (name: KeyName): number => Number(read(name)) * 1000
  const onShutdown = read('ON_SHUTDOWN') === 'shutdown' ? 'shutdown' : 'suspend'
  const persistentOnly = read('PERSISTENT_ONLY')
  const parallel = read('PARALLEL_SHUTDOWN')
  return {
    uris: read('URIS').trim().split(/\s+/),
    startAtBoot: read('ON_BOOT') === 'start',
    startDelay: seconds('START_DELAY'),
    onShutdown,
    parallel: parallel === '' ? Number.POSITIVE_INFINITY : Math.max(1, Number(parallel)),
    timeout: seconds('SHUTDOWN_TIMEOUT'),
    bypassCache: read('BYPASS_CACHE') === '1',
    syncTime: read('SYNC_TIME') === '1',
    persistentOnly: persistentOnly === 'default' ? onShutdown === 'suspend' : persistentOnly === 'true',
  }
}
