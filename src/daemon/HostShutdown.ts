// The host's shutdown, as logind announces it: drivers that want to put their guests away get to know, and logind waits for them as
// long as its InhibitDelayMaxSec lets it. What is not done by then goes on while the service is being stopped.
import type { Driver } from '../api/Driver.js'
import { HostBus } from '../bus/connection/HostBus.js'
import { inhibit, logind } from '../bus/services/inhibit.js'
import { log } from '../log/log.js'
import type { DaemonContext } from './DaemonContext.js'
import { busAddress, hostBusOf } from './hostBusOf.js'

export class HostShutdown {
  readonly #drivers: readonly Driver[]
  #going: Promise<void> | undefined
  #release: Promise<() => void> | undefined
  #bus: HostBus | undefined

  constructor(drivers: readonly Driver[]) {
    this.#drivers = drivers.filter(driver => 'hostGoesDown' in driver)
  }

  /** What is being done for the shutdown; undefined when nothing is. */
  get going(): Promise<void> | undefined {
    return this.#going
  }

  /** Listens to logind, which is on the system's bus for sessions as well. A host without one has nothing to tell. */
  async follow(context: DaemonContext): Promise<void> {
    if (this.#drivers.length === 0) return
    const bus = this.#busOf(context)
    this.#bus = bus
    try {
      await bus.whileConnected(async connection => {
        const { destination: sender, ...object } = logind
        await connection.subscribe({ ...object, sender, member: 'PrepareForShutdown' }, ([begins]) => {
          if (begins === true) void this.goDown('the host is shutting down')
        })
        this.#release = undefined
        this.#update()
      })
    } catch (error) {
      log.debug({ error }, 'Nobody will tell of the host’s shutdown: the system bus is out of reach')
    }
    context.feed.subscribe(() => this.#update())
  }

  /** Has all drivers do what they want to do; resolves when that is done. Never rejects. */
  goDown(reason: string): Promise<void> {
    this.#going ??= this.#putAway(reason)
    return this.#going
  }

  async #putAway(reason: string): Promise<void> {
    const all = this.#drivers.map(async driver => {
      try {
        await driver.hostGoesDown?.(reason)
      } catch (error) {
        log.error({ driver: driver.name, error }, `Driver ${driver.name} could not prepare for the end of the host`)
      }
    })
    await Promise.all(all)
    this.#going = undefined
    this.#update()
  }

  #busOf(context: DaemonContext): HostBus {
    if (context.mode === 'system') return hostBusOf(context)
    const bus = new HostBus(busAddress('system', process.env))
    context.stopping.addEventListener('abort', () => void bus.close())
    return bus
  }

  /** The host waits for as long as there is something to put away. */
  #update(): void {
    const wanted = this.#drivers.some(driver => driver.busy?.() !== undefined)
    if (wanted === (this.#release !== undefined)) return
    if (wanted) {
      this.#release = this.#hold().catch((error: unknown) => {
        log.debug({ error }, 'logind does not wait for guests')
        return () => {}
      })
    } else {
      void this.#release?.then(release => release())
      this.#release = undefined
    }
  }

  async #hold(): Promise<() => void> {
    const bus = await this.#bus?.connection()
    if (!bus) return () => {}
    return inhibit(bus, { what: 'shutdown', who: 'Virtbus', why: 'Guests are to be put away', mode: 'delay' })
  }
}
