// Sockets that systemd opened for us, by the names of their units. https://www.freedesktop.org/software/systemd/man/sd_listen_fds.html
import { setCloseOnExec } from '../host/native.js'
import { StartError } from './StartError.js'

const firstFd = 3

/** Descriptors passed at exec. When there are any, a daemon opens no socket by itself. */
export class Activation {
  /** Whether systemd passed sockets. */
  readonly active: boolean
  readonly #fds: Map<string, number[]>

  constructor(fds: ReadonlyMap<string, readonly number[]>) {
    this.active = fds.size > 0
    this.#fds = new Map([...fds].map(([name, list]) => [name, [...list]]))
  }

  /**
   * Reads LISTEN_PID, LISTEN_FDS and LISTEN_FDNAMES, and removes them, since children must not see them.
   * @throws StartError when there are no names, or not as many as descriptors
   */
  static fromEnvironment(env: NodeJS.ProcessEnv, pid = process.pid, closeOnExec = setCloseOnExec): Activation {
    const { LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES } = env
    delete env.LISTEN_PID
    delete env.LISTEN_FDS
    delete env.LISTEN_FDNAMES
    const count = Number(LISTEN_FDS)
    if (Number(LISTEN_PID) !== pid || !Number.isInteger(count) || count < 1) return new Activation(new Map())

    if (LISTEN_FDNAMES === undefined) {
      throw new StartError('sockets', 'Missing LISTEN_FDNAMES env from systemd socket activation')
    }
    const names = LISTEN_FDNAMES.split(':')
    if (names.length !== count) {
      throw new StartError('sockets', `systemd passed ${count} sockets and ${names.length} names (${LISTEN_FDNAMES})`)
    }
    const fds = new Map<string, number[]>()
    names.forEach((name, index) => {
      const fd = firstFd + index
      closeOnExec(fd, true)
      fds.set(name, [...(fds.get(name) ?? []), fd])
    })
    return new Activation(fds)
  }

  /** The descriptors under a unit's name, such as `virtqemud-ro.socket`: the caller's from now on. Perhaps none. */
  take(name: string): number[] {
    const fds = this.#fds.get(name) ?? []
    this.#fds.delete(name)
    return fds
  }

  /** Names of what nobody has taken. */
  get unclaimed(): string[] {
    return [...this.#fds.keys()]
  }
}
