import type { Clock } from '../../src/host/Clock.js'
import { type GuestPlan, noPlan } from '../../src/model/lifecycle/GuestPlan.js'
import { type Guest, type Hypervisor, NotSupported } from '../../src/guests/Hypervisor.js'

/** A clock that stands still but for those who sleep on it. */
export class TestClock implements Clock {
  #time = 0
  readonly now = (): number => this.#time
  readonly monotonic = (): number => this.#time
  #sleepers: { at: number; wake: () => void }[] = []

  sleep(time: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const sleeper = { at: this.#time + time, wake: resolve }
      this.#sleepers.push(sleeper)
      signal?.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter(one => one !== sleeper)
        reject(signal.reason)
      })
    })
  }

  /** Lets time pass until nobody sleeps any more and the work is done. */
  async runWhile<T>(work: Promise<T>): Promise<T> {
    let done = false
    const finished = work.finally(() => (done = true))
    while (!done) {
      await new Promise(resolve => setImmediate(resolve))
      const [next] = this.#sleepers.toSorted((a, b) => a.at - b.at)
      if (!next || done) continue
      this.#sleepers = this.#sleepers.filter(one => one !== next)
      this.#time = Math.max(this.#time, next.at)
      next.wake()
    }
    return finished
  }
}

export interface GuestManner {
  readonly plan?: Partial<GuestPlan>
  /** Milliseconds from the power button to its end; never when left out. */
  readonly shutsDownIn?: number
  readonly canBeSaved?: boolean
  readonly off?: boolean
  readonly startFails?: string
  /** Milliseconds after its start until it has an address. */
  readonly addressIn?: number
}

/** Guests in memory. `story` holds what happened to them, in order. */
export class FakeHypervisor implements Hypervisor {
  readonly uri = 'test:///default'
  readonly story: string[] = []
  readonly guests: readonly Guest[]
  #listener: (uuid: string) => void = () => {}
  readonly #active = new Set<string>()

  constructor(
    private readonly clock: Clock,
    manners: Readonly<Record<string, GuestManner>>,
  ) {
    this.guests = Object.entries(manners).map(([name, manner]) => this.#guest(name, manner))
  }

  running = async (): Promise<Guest[]> => this.guests.filter(({ uuid }) => this.#active.has(uuid))
  find = async (uuid: string): Promise<Guest | undefined> => this.guests.find(guest => guest.uuid === uuid)
  onEnd(listener: (uuid: string) => void): void {
    this.#listener = listener
  }

  #end(name: string, how: string): void {
    if (!this.#active.delete(name)) return
    this.story.push(`${name} ${how}`)
    this.#listener(name)
  }

  #guest(name: string, manner: GuestManner): Guest {
    if (!manner.off) this.#active.add(name)
    let address = manner.addressIn === undefined
    return {
      name,
      uuid: name,
      persistent: true,
      plan: { ...noPlan, ...manner.plan },
      isActive: async () => this.#active.has(name),
      isPaused: async () => false,
      start: async () => {
        if (manner.startFails !== undefined) throw new Error(manner.startFails)
        this.#active.add(name)
        this.story.push(`${name} started at ${this.clock.monotonic()}`)
        if (manner.addressIn !== undefined) void this.clock.sleep(manner.addressIn).then(() => (address = true))
      },
      shutDown: async () => {
        this.story.push(`${name} asked at ${this.clock.monotonic()}`)
        if (manner.shutsDownIn === undefined) return
        void this.clock.sleep(manner.shutsDownIn).then(() => this.#end(name, 'shut down'))
      },
      save: async () => {
        if (!manner.canBeSaved) throw new NotSupported('no saving here')
        this.#end(name, 'saved')
      },
      destroy: async () => this.#end(name, 'killed'),
      pause: async () => {},
      resume: async () => {},
      syncTime: async () => {},
      hasAgent: async () => {
        throw new NotSupported('no agent here')
      },
      hasAddress: async () => address,
    }
  }
}
