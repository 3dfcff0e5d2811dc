// One libvirtd on a host of its own, and the series of calls that it is measured with.
import type { Call } from '../src/api/call.js'
import * as calls from '../src/api/calls/index.js'
import type { RpcClient } from '../src/rpc/client/RpcClient.js'
import { bootHost } from '../test/host/bootHost.js'
import type { TestHost } from '../test/host/TestHost.js'
import { type Contestant, firstReply, openClient } from './firstReply.js'
import { latency, throughput } from './latency.js'
import { type Cost, costOf, costPerCall } from './rpcCost.js'
import { now, profileDaemons, Profiles, type Span } from './rpcProfile.js'

const inFlight = 5 // max_client_requests: more waits in the kernel
const uri = 'qemu:///system'
const classic = '/run/libvirt/libvirt-sock'
/** Numbers of guests that the first answer is waited for with. */
const activated = [0, 1000]

/** One series of like calls. */
export interface Series {
  /** By unit, as it follows the title. */
  readonly figures: Readonly<Record<string, number>>
  readonly cost: Cost
  readonly span: Span
}
interface Taken {
  readonly figures: Series['figures']
  readonly calls: number
}

const guest = (name: string) => `
<domain type='qemu'>
  <name>${name}</name><memory unit='MiB'>16</memory><vcpu>1</vcpu>
  <os><type arch='x86_64' machine='q35'>hvm</type></os>
  <devices><emulator>/usr/bin/qemu-system-x86_64</emulator></devices>
</domain>`

async function close(client: RpcClient): Promise<void> {
  await client.call(calls.connectClose, {})
  client.close()
}

export class RpcContestant {
  readonly series = new Map<string, Series>()
  #client: RpcClient | undefined
  #dom: unknown
  #pid = 0
  #defined = 0

  private constructor(
    private readonly host: TestHost,
    private readonly contestant: Contestant,
    private readonly times: number,
  ) {}

  /**
   * @param sizes numbers of guests, ascending
   * @param times calls of a series
   * @param profiled told of the profiles, which slow the daemon down
   */
  static async measure(
    installed: Contestant['installed'],
    sizes: readonly number[],
    times: number,
    profiled?: (profiles: Profiles) => void,
  ): Promise<ReadonlyMap<string, Series>> {
    const ends: (() => Promise<void>)[] = []
    const owner = {
      passing: () => true,
      comment: () => {},
      teardown: (end: () => Promise<void>) => void ends.push(end),
    }
    const host = await bootHost(owner, { installed })
    try {
      if (profiled) await profileDaemons(host)
      const bench = new RpcContestant(host, { installed, daemon: 'libvirtd', socket: classic }, times)
      await host.succeed(['systemctl', 'start', 'libvirtd.socket'])
      if (activated.includes(0)) await bench.#activation(0)
      for (const size of sizes) await bench.#withGuests(size)
      await bench.#leave()
      if (installed === 'virtbus' && !profiled) await bench.#hop()
      if (profiled) {
        await host.succeed(['systemctl', 'stop', 'libvirtd.service'])
        profiled(new Profiles(host))
      }
      return bench.series
    } finally {
      for (const end of ends) await end()
    }
  }

  async #take(title: string, work: () => Promise<Taken>): Promise<void> {
    this.series.set(title, await this.#measured(work))
  }

  async #measured(work: () => Promise<Taken>): Promise<Series> {
    const [begin, before] = [now(), costOf(this.host, this.#pid)]
    const { figures, calls: count } = await work()
    const cost = costPerCall(before, costOf(this.host, this.#pid), count)
    return { figures, cost, span: { begin, end: now() } }
  }

  async #enter(): Promise<RpcClient> {
    if (this.#client) return this.#client
    this.#client = await openClient(this.host.path(classic))
    await this.#observe('libvirtd')
    return this.#client
  }

  async #observe(daemon: string): Promise<void> {
    this.#pid = Number(await this.host.succeed(['systemctl', 'show', '-P', 'MainPID', `${daemon}.service`]))
  }

  async #leave(): Promise<void> {
    if (this.#client) await close(this.#client)
    this.#client = undefined
    this.#pid = 0
  }

  async #withGuests(size: number): Promise<void> {
    const client = await this.#enter()
    await this.#define(client, size)
    const dom = this.#dom
    await this.#latencies(client, calls.domainGetInfo, { dom }, size)
    await this.#latencies(client, calls.domainGetXmlDesc, { dom, flags: 0 }, size)
    const rounds = Math.max(20, Math.min(this.times / 10, 100_000 / size))
    await this.#latencies(client, calls.connectListAllDomains, { need_results: 1, flags: 0 }, size, rounds)
    await this.#connecting(size)
    await this.#virsh(size)
    if (!activated.includes(size)) return
    await this.#leave()
    await this.#activation(size)
  }

  async #define(client: RpcClient, size: number): Promise<void> {
    const define = async (index: number) => {
      const { values } = await client.call(calls.domainDefineXml, { xml: guest(`guest${index}`) })
      this.#dom = values['dom']
    }
    const missing = size - this.#defined
    const round = Math.min(missing, 1000)
    const one = async () => {
      const begin = performance.now()
      for (let index = 0; index < round; index++) await define(this.#defined++)
      return { figures: { ms: performance.now() - begin }, calls: round }
    }
    const title = `domainDefineXml, ${round} guests, one after the other`
    if (round >= 900 && !this.series.has(title)) await this.#take(title, one)
    await throughput(size - this.#defined, inFlight, () => define(this.#defined++))
  }

  async #latencies(
    client: RpcClient,
    row: Call,
    args: Readonly<Record<string, unknown>>,
    size: number,
    times = this.times,
    by = '',
  ): Promise<void> {
    const call = () => client.call(row, args)
    const title = `${row.name}${by}, ${size} guests`
    await this.#take(title, async () => {
      const { p50, p99 } = await latency(times, call)
      return { figures: { 'µs, p50': p50 * 1000, 'µs, p99': p99 * 1000 }, calls: times + Math.min(50, times) }
    })
    await this.#take(`${title}, ${inFlight} in flight`, async () => {
      const count = times * 2
      return { figures: { 'calls/s': await throughput(count, inFlight, call) }, calls: count }
    })
  }

  #connecting(size: number): Promise<void> {
    return this.#take(`connect, open and close, ${size} guests`, async () => {
      const { p50, p99 } = await latency(100, async () => close(await openClient(this.host.path(classic))))
      return { figures: { 'µs, p50': p50 * 1000, 'µs, p99': p99 * 1000 }, calls: 150 }
    })
  }

  #virsh(size: number): Promise<void> {
    const rounds = 12
    const script = `for round in $(seq ${rounds}); do
        began=$(date +%s%N); virsh --quiet --connect ${uri} list --all > /dev/null; echo $(($(date +%s%N) - began)); done`
    return this.#take(`virsh list, the whole process, ${size} guests`, async () => {
      const text = await this.host.succeed(['sh', '-c', script])
      return { figures: { ms: median(text.split('\n').slice(1).map(Number)) / 1e6 }, calls: rounds }
    })
  }

  async #activation(size: number): Promise<void> {
    const title = `first answer after socket activation, ${size} guests`
    const taken: number[] = []
    let last: Series | undefined
    // The first start also probes what emulators can do, which is kept.
    for (let round = 0; round < 6; round++) {
      this.#pid = 0
      last = await this.#measured(async () => {
        taken.push(await firstReply(this.host, this.contestant))
        await this.#observe('libvirtd')
        return { figures: {}, calls: 1 }
      })
    }
    this.#pid = 0
    if (last) this.series.set(title, { ...last, figures: { ms: median(taken.slice(1)) } })
  }

  /** The same daemon's driver asked by its own socket, and by virtproxyd's. */
  async #hop(): Promise<void> {
    await this.host.succeed(['systemctl', 'start', 'virtqemud.socket', 'virtproxyd.socket'])
    const ways = [
      { socket: '/run/libvirt/virtqemud-sock', daemon: 'virtqemud', by: ' by virtqemud' },
      { socket: classic, daemon: 'virtproxyd', by: ' through virtproxyd' },
    ]
    for (const { socket, daemon, by } of ways) {
      const client = await openClient(this.host.path(socket))
      await this.#observe(daemon)
      await this.#latencies(client, calls.domainGetInfo, { dom: this.#dom }, this.#defined, this.times, by)
      await close(client)
    }
    this.#pid = 0
  }
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
