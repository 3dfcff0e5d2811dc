// The life of a daemon between its start and its end. Touches the process through `DaemonProcess` only.
import type { Driver } from '../api/Driver.js'
import { EventFeed } from '../drivers/EventFeed.js'
import { MSG } from '../log/catalogue.js'
import { log } from '../log/log.js'
import type { DaemonContext } from './DaemonContext.js'
import type { Door, DoorFactory, DriverFactory } from './Door.js'
import { recordGuests } from './guestRecords.js'
import { HostShutdown } from './HostShutdown.js'
import { IdleExit } from './IdleExit.js'
import type { ServiceNotifier } from './ServiceNotifier.js'
import { StartError } from './StartError.js'

/** libvirt's limit for an orderly stop. Milliseconds. */
const usualStopTime = 30_000
/** By how much a stop is prolonged, again and again, while guests are put away. Milliseconds. */
const shutdownStep = 10_000

/** What the context is made of besides what the daemon itself adds. */
export type DaemonSetting = Omit<
  DaemonContext,
  'feed' | 'stopping' | 'idleTimeout' | 'clientsChanged' | 'hold' | 'extendStop' | 'stop' | 'busLost'
> & { readonly timeout: number }

export interface DaemonParts {
  readonly drivers: readonly DriverFactory[]
  readonly doors: readonly DoorFactory[]
}

/** The administrator's script for daemons: `daemon - start - start` and so on. */
export type DaemonHook = (
  operation: 'start' | 'reload' | 'shutdown',
  suboperation: string,
  extra: string,
) => Promise<void>

/** Starts, reloads and stops drivers and doors in order. `ended` gives the exit code. */
export class Daemon {
  readonly ended: Promise<number>
  readonly #settle: (exitCode: number) => void
  readonly #setting: DaemonSetting
  readonly #parts: DaemonParts
  readonly #service: ServiceNotifier
  readonly #drivers: Driver[] = []
  readonly #doors: Door[] = []
  readonly #feed = new EventFeed()
  readonly #stop = new AbortController()
  readonly #idle: IdleExit
  #state: 'starting' | 'running' | 'reloading' | 'stopping' = 'starting'
  #deadline: NodeJS.Timeout | undefined
  #hostShutdown: HostShutdown | undefined
  readonly #shared: DaemonContext
  /** A daemon lives until it is stopped, even while it waits for nothing that Node knows of. */
  readonly #alive = setInterval(() => {}, 0x7fff_ffff)

  /** @param stopTime milliseconds that an orderly stop may take; differs in tests only */
  constructor(
    setting: DaemonSetting,
    parts: DaemonParts,
    service: ServiceNotifier,
    readonly hook: DaemonHook = async () => {},
    readonly stopTime = usualStopTime,
  ) {
    this.#setting = setting
    this.#parts = parts
    this.#service = service
    let settle: (exitCode: number) => void = () => {}
    this.ended = new Promise<number>(resolve => (settle = resolve)).finally(() => clearInterval(this.#alive))
    this.#settle = settle
    this.#idle = new IdleExit(
      setting.timeout,
      () => this.#busy,
      () => this.#end(`nobody has needed it for ${this.#idle.seconds} s`),
    )
    this.#shared = this.#context()
  }

  /**
   * Opens the doors' sockets; the daemon is ready then, and goes on starting its drivers, for whom callers wait.
   * @throws StartError, after which `stop` clears away what there is
   */
  async listen(): Promise<void> {
    const context = this.#shared
    await this.#runHook('start', '-', 'start')
    for (const make of this.#parts.drivers) await this.#makeDriver(make, context)
    for (const driver of this.#drivers) recordGuests(driver)
    for (const make of this.#parts.doors) this.#doors.push(await make(this.#drivers, context))
    for (const door of this.#doors) await door.listen?.()
    const { unclaimed } = this.#setting.activation
    if (unclaimed.length > 0) {
      throw new StartError('sockets', `Some activation file descriptors are unclaimed: ${unclaimed.join(', ')}`)
    }
    this.#service.ready('Starting')
  }

  /** Starts drivers, then lets the doors serve. @throws StartError when there is no driver left */
  async start(): Promise<void> {
    const started = this.#idle.hold()
    const failed = new Set<Driver>()
    for (const driver of this.#drivers) {
      if (this.#stop.signal.aborted) return
      if (!(await this.#startDriver(driver))) failed.add(driver)
    }
    for (const driver of failed) this.#drivers.splice(this.#drivers.indexOf(driver), 1)
    if (this.#drivers.length === 0 && failed.size > 0) throw new StartError('driver', 'No driver could be started')
    for (const door of this.#doors) {
      if (this.#stop.signal.aborted) return
      await door.start()
    }
    if (this.#stop.signal.aborted) return
    this.#hostShutdown = new HostShutdown(this.#drivers)
    await this.#hostShutdown.follow(this.#shared)
    if (this.#stop.signal.aborted) return
    this.#state = 'running'
    this.#service.status('Serving')
    log.info({}, `${this.#setting.name} is serving`)
    // What keeps a daemon changes with events: a guest that ends, a network that starts.
    this.#feed.subscribe(() => this.#idle.updateSoon())
    started()
  }

  /** Lets drivers and doors pick up what changed on disk; ignored while starting, reloading or stopping, as in libvirt. */
  async reload(): Promise<void> {
    if (this.#state !== 'running') return
    this.#state = 'reloading'
    this.#service.reloading()
    log.info({}, 'Reloading')
    await this.#runHook('reload', 'begin', 'SIGHUP')
    for (const part of [...this.#drivers, ...this.#doors]) {
      try {
        await part.reload?.()
      } catch (error) {
        log.error(MSG.reloadFailed, { driver: part.name, error }, `Cannot reload ${part.name}: ${textOf(error)}`)
      }
    }
    if (this.#stop.signal.aborted) return
    this.#state = 'running'
    this.#service.ready('Serving')
  }

  /** Stops doors, then drivers, and settles `ended`; further calls change nothing. Never rejects. */
  async stop(reason: string, exitCode = 0): Promise<void> {
    if (this.#state === 'stopping') return
    this.#state = 'stopping'
    log.info({}, `${this.#setting.name} is stopping: ${reason}`)
    this.#idle.close()
    this.#service.stopping(`Stopping: ${reason}`)
    this.#limitStop(this.stopTime)
    await this.#putGuestsAway()
    this.#stop.abort(new Error(reason))

    await this.#runHook('shutdown', '-', 'shutdown')
    const clean = (await stopAll(this.#doors)) && (await stopAll(this.#drivers.toReversed()))
    clearTimeout(this.#deadline)
    this.#settle(clean ? exitCode : exitCode || 1)
  }

  /** What was begun for the host's shutdown comes to its end first, however long that takes. */
  async #putGuestsAway(): Promise<void> {
    const going = this.#hostShutdown?.going
    if (!going) return
    const more = setInterval(() => this.#limitStop(shutdownStep), shutdownStep / 2)
    await going
    clearInterval(more)
    this.#limitStop(this.stopTime)
  }

  get #busy(): boolean {
    return this.#doors.some(door => door.clients > 0) || this.#drivers.some(driver => driver.busy?.() !== undefined)
  }

  async #makeDriver(make: DriverFactory, context: DaemonContext): Promise<void> {
    try {
      this.#drivers.push(await make(context))
    } catch (error) {
      this.#doWithout('a driver', error)
    }
  }

  /** @returns whether it started */
  async #startDriver(driver: Driver): Promise<boolean> {
    try {
      await driver.start?.()
      return true
    } catch (error) {
      this.#doWithout(`driver ${driver.name}`, error)
      return false
    }
  }

  /** A daemon of several drivers goes on without one that fails. @throws StartError in a daemon of one */
  #doWithout(driver: string, error: unknown): void {
    const text = `Cannot start ${driver}: ${textOf(error)}`
    if (this.#parts.drivers.length === 1) throw new StartError('driver', text, { cause: error })
    log.error(MSG.driverFailed, { driver, error: error instanceof StartError ? undefined : error }, text)
  }

  /** What the script says does not keep a daemon from starting or stopping, as in libvirt. */
  async #runHook(...call: Parameters<DaemonHook>): Promise<void> {
    try {
      await this.hook(...call)
    } catch (error) {
      log.warning({ error }, textOf(error))
    }
  }

  #limitStop(milliseconds: number): void {
    clearTimeout(this.#deadline)
    this.#service.extendTimeout(milliseconds + 5000)
    this.#deadline = setTimeout(() => {
      const text = `${this.#setting.name} did not stop within ${milliseconds / 1000} s and ends by force`
      log.error(MSG.stoppedByForce, {}, text)
      this.#settle(1)
    }, milliseconds)
  }

  /** `stop` without waiting for it. */
  #end(reason: string, exitCode?: number): void {
    void this.stop(reason, exitCode)
  }

  #busLost(error: Error | undefined): void {
    if (this.#state === 'stopping') return
    const system = this.#setting.mode === 'system'
    // A session's bus ends with the session, and so does its daemon.
    if (system) log.error(MSG.busLost, {}, `The message bus is gone: ${error?.message ?? 'it closed the connection'}`)
    const end = () => this.#end('the message bus is gone', system ? 1 : 0)
    if (system) return end()
    void (this.#hostShutdown?.goDown('the session is ending') ?? Promise.resolve()).then(end)
  }

  #context(): DaemonContext {
    const idle = this.#idle
    const { timeout: _, ...setting } = this.#setting
    return {
      ...setting,
      feed: this.#feed,
      stopping: this.#stop.signal,
      get idleTimeout() {
        return idle.seconds
      },
      set idleTimeout(seconds) {
        idle.seconds = seconds
      },
      clientsChanged: () => idle.update(),
      hold: () => idle.hold(),
      extendStop: milliseconds => {
        if (this.#state === 'stopping') this.#limitStop(milliseconds)
      },
      stop: (reason, { preserve = false } = {}) => {
        const putAway = preserve ? this.#hostShutdown?.goDown(reason) : undefined
        if (putAway) void putAway.then(() => this.#end(reason))
        else this.#end(reason)
      },
      busLost: error => this.#busLost(error),
    }
  }
}

/** Stops all at once; what fails is logged and does not keep the others. @returns whether nothing failed */
async function stopAll(parts: readonly { readonly name: string; stop?(): Promise<void> }[]): Promise<boolean> {
  const results = await Promise.all(
    parts.map(async part => {
      try {
        await part.stop?.()
        return true
      } catch (error) {
        log.error({ driver: part.name, error }, `${part.name} did not stop cleanly: ${textOf(error)}`)
        return false
      }
    }),
  )
  return results.every(clean => clean)
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
