// org.libvirt on the system bus of a real host, beside Debian's libvirt with libvirt-dbus on a host of the same kind: reading,
// listing and defining with few and many guests, starting and ending guests, memory. Both run in this one process's view.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { BenchedHost } from './BenchedHost.js'
import { latency, throughput } from './latency.js'
import { missed } from './targets.js'

type Figures = Map<string, number>
const sizes = (process.env['BENCH_GUESTS'] ?? '10,1000,5000').split(',').map(Number)

async function reading(host: BenchedHost, paths: readonly string[], figures: Figures): Promise<void> {
  const count = paths.length
  const pick = (round: number) => paths[(round * 7919) % count] ?? ''
  const reads: [name: string, read: (round: number) => Promise<unknown>][] = [
    ['Get Active', round => host.active(pick(round))],
    ['GetState', round => host.domain(pick(round), 'GetState', 'u', [0])],
    ['GetXMLDesc', round => host.domain(pick(round), 'GetXMLDesc', 'u', [0])],
  ]
  for (const [name, read] of reads) {
    const { p50, p99 } = await latency(500, read)
    figures.set(`${name}, ${count} guests, p50 [µs]`, p50 * 1000)
    figures.set(`${name}, ${count} guests, p99 [µs]`, p99 * 1000)
    figures.set(`${name}, ${count} guests, 8 in flight [calls/s]`, await throughput(3000, 8, read))
  }
  const { p50 } = await latency(50, () => host.connect('ListDomains', 'u', [0]))
  figures.set(`ListDomains of ${count} [ms]`, p50)
}

async function starting(host: BenchedHost, paths: readonly string[], figures: Figures): Promise<void> {
  const [one = ''] = paths
  const create = (path: string) => host.domain(path, 'Create', 'u', [0])
  const destroy = (path: string) => host.domain(path, 'Destroy', 'u', [0])
  const starts: number[] = []
  const ends: number[] = []
  for (let round = 0; round < 12; round++) {
    starts.push(await time(() => create(one)))
    ends.push(await time(() => destroy(one)))
  }
  figures.set('start a guest [ms]', median(starts))
  figures.set('destroy a guest [ms]', median(ends))

  const eight = paths.slice(0, 8)
  const idle = paths[9] ?? one
  let worst = 0
  let under = true
  const started = Promise.all(eight.map(create)).then(() => (under = false))
  while (under) worst = Math.max(worst, await time(() => host.domain(idle, 'GetState', 'u', [0])))
  await started
  figures.set('slowest GetState while 8 start [ms]', worst)
  await Promise.all(eight.map(destroy))

  const twenty = paths.slice(0, 20)
  figures.set('start 20 guests at once [ms]', await time(() => Promise.all(twenty.map(create))))
  await Promise.all(twenty.map(destroy))
}

async function benchmark(installed: 'virtbus' | 'libvirt'): Promise<Figures> {
  await using host = await BenchedHost.boot(installed)
  const figures: Figures = new Map()
  await host.connect('ListDomains', 'u', [0]) // capabilities are probed once and cached
  await host.stopServices()
  figures.set('bus activation to first answer, no guests [ms]', await time(() => host.connect('ListDomains', 'u', [0])))
  figures.set('PSS idle, no guests [MiB]', (await host.memory()) / 1024)
  const paths: string[] = []
  for (const size of sizes) {
    const missing = size - paths.length
    const begin = performance.now()
    while (paths.length < size) paths.push(await host.define(`guest${paths.length}`))
    if (missing >= 900) figures.set(`define ${missing} guests [ms]`, performance.now() - begin)
    await reading(host, paths, figures)
    if (size === 1000) {
      await host.stopServices()
      const name = 'bus activation to first answer, 1000 guests [ms]'
      figures.set(name, await time(() => host.connect('ListDomains', 'u', [0])))
    }
  }
  figures.set(`PSS with ${paths.length} guests defined [MiB]`, (await host.memory()) / 1024)
  await starting(host, paths, figures)
  return figures
}

/** Milliseconds from starting QEMU with a monitor until it says that it runs. */
function bareQemu(): Promise<number> {
  const begin = performance.now()
  const args = '-nodefaults -display none -machine q35 -accel tcg -m 16 -S -sandbox on -qmp stdio'.split(' ')
  const child = spawn('qemu-system-x86_64', args, { stdio: ['pipe', 'pipe', 'ignore'] })
  child.stdin.write('{"execute":"qmp_capabilities"}{"execute":"cont"}{"execute":"query-status"}')
  return new Promise((resolve, reject) => {
    let text = ''
    child.on('error', reject)
    child.stdout.on('data', (bytes: Buffer) => {
      text += bytes.toString()
      if (!text.includes('"running": true')) return
      resolve(performance.now() - begin)
      child.kill('SIGKILL')
    })
  })
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  await work()
  return performance.now() - begin
}
const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

const bare: number[] = []
for (let round = 0; round < 12; round++) bare.push(await bareQemu())
const ours = await benchmark('virtbus')
const withPeer = existsSync('/usr/sbin/libvirtd') && existsSync('/usr/sbin/libvirt-dbus')
const peer = withPeer ? await benchmark('libvirt') : new Map<string, number>()
const show = (value: number | undefined) => (value === undefined ? 'not installed' : value.toFixed(value < 10 ? 2 : 0))
process.stdout.write(`bare QEMU until it runs: ${median(bare).toFixed(0)} ms\n\n`)
process.stdout.write('| | virtbus | libvirt and libvirt-dbus | ratio |\n| --- | --- | --- | --- |\n')
for (const [name, value] of ours) {
  const other = peer.get(name)
  const ratio = other === undefined ? '' : (value / other).toFixed(2)
  process.stdout.write(`| ${name} | ${show(value)} | ${show(other)} | ${ratio} |\n`)
}

const misses = [...ours].flatMap(([name, value]) => missed(name, value, peer.get(name)) ?? [])
process.stdout.write(misses.length === 0 ? '\nEvery target is met.\n' : `\nTargets missed:\n- ${misses.join('\n- ')}\n`)
