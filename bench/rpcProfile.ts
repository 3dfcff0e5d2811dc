// Where a daemon of ours spends its time: Node's own profiler in the daemon, samples counted by the source they fall into.
import { readdirSync, readFileSync } from 'node:fs'
import type { TestHost } from '../test/host/TestHost.js'

const folder = '/run/bench-profile'
const launcher = '/usr/lib/virtbus/bin/libvirtd.cjs'
const program = '/usr/lib/virtbus/bin/libvirtd.js'

/** Microseconds of the machine's monotonic clock, which V8 stamps its samples with. */
export interface Span {
  readonly begin: number
  readonly end: number
}
export const now = () => Number(process.hrtime.bigint() / 1000n)

interface Profile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  }[]
  readonly startTime: number
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

/** Every libvirtd of the host writes a profile when it ends from now on. */
export async function profileDaemons(host: TestHost): Promise<void> {
  // As its launcher's first line has it run, and Node does not take these options by NODE_OPTIONS.
  const run = /^#!(\S+) -S (.*)/.exec(await host.read(launcher))
  const options = `--cpu-prof --cpu-prof-interval=500 --cpu-prof-dir=${folder}`
  const command = `${run?.[1]} ${run?.[2]} ${options} ${launcher} --timeout 120`
  const text = `[Service]\nExecStart=\nExecStart=${command}\n`
  await host.write('/run/systemd/system/libvirtd.service.d/profile.conf', text)
  await host.succeed(['systemctl', 'daemon-reload'])
}

/** The profiles of all daemons that have ended by now. */
export class Profiles {
  readonly #sources: readonly { readonly line: number; readonly source: string }[]
  readonly #profiles: readonly Profile[]

  constructor(host: TestHost) {
    // The bundler names each source in a comment above it.
    const lines = readFileSync(host.path(program), 'latin1').split('\n')
    this.#sources = lines.flatMap((text, line) => {
      const source = /^\s*\/\/ ((?:src|node_modules)\/\S+)$/.exec(text)?.[1]
      return source === undefined ? [] : [{ line, source }]
    })
    const files = readdirSync(host.path(folder)).filter(name => name.endsWith('.cpuprofile'))
    this.#profiles = files.map((name): Profile => JSON.parse(readFileSync(host.path(`${folder}/${name}`), 'utf8')))
  }

  /** The five largest consumers during a span with their shares, as a phrase. */
  during({ begin, end }: Span): string {
    const counts = new Map<string, number>()
    let busy = 0
    for (const { nodes, startTime, samples, timeDeltas } of this.#profiles) {
      const owners = new Map(nodes.map(({ id, callFrame }) => [id, this.#owner(callFrame)]))
      let at = startTime
      for (const [index, id] of samples.entries()) {
        at += timeDeltas[index] ?? 0
        const owner = owners.get(id)
        if (at < begin || at > end || owner === undefined) continue
        busy++
        counts.set(owner, (counts.get(owner) ?? 0) + 1)
      }
    }
    if (busy === 0) return 'no sample fell into it'
    const largest = [...counts].toSorted(([, a], [, b]) => b - a).slice(0, 5)
    return largest.map(([owner, count]) => `${((count / busy) * 100).toFixed(0)} % ${owner}`).join(', ')
  }

  /** Undefined while the daemon waits for something to do. */
  #owner({ functionName, url, lineNumber }: Profile['nodes'][number]['callFrame']): string | undefined {
    if (functionName === '(idle)') return undefined
    if (functionName === '(program)') return "the kernel, V8's compiler and libuv"
    if (functionName === '(garbage collector)') return 'garbage collection'
    if (!url.endsWith('/libvirtd.js')) return "Node's own modules and add-ons"
    const source = this.#sources.findLast(({ line }) => line <= lineNumber)?.source ?? 'the launcher'
    return source
      .split('/')
      .slice(0, source.startsWith('src/drivers/') ? 3 : 2)
      .join('/')
  }
}
