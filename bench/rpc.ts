// libvirt's protocol: what a call costs by the socket of a real host's libvirtd, with few and with many guests, beside the libvirtd
// of this machine. One client for both: ours. Closes with what is worse than libvirtd's, and where the time goes: the kernel's
// count of each daemon's threads, and a profile of ours in a second run of the same.
// Usage: BENCH_GUESTS=10,1000,5000 node build/bench/rpc.js [calls per series]
import { existsSync } from 'node:fs'
import { describeCost } from './rpcCost.js'
import { RpcContestant, type Series } from './rpcContestant.js'
import type { Profiles } from './rpcProfile.js'

const times = Number(process.argv[2] ?? 1000)
const sizes = (process.env['BENCH_GUESTS'] ?? '10,1000,5000').split(',').map(Number)
/** A difference that two runs of the same have as well. */
const noise = 1.05

const peer = existsSync('/usr/sbin/libvirtd') ? await RpcContestant.measure('libvirt', sizes, times) : undefined
const ours = await RpcContestant.measure('virtbus', sizes, times)

const show = (value: number | undefined) => (value === undefined ? '' : value.toFixed(value < 10 ? 2 : 0))
/** How many times as good the peer is. */
const shortfall = (unit: string, value: number, other: number) => (unit === 'calls/s' ? other / value : value / other)

process.stdout.write(
  `Node ${process.version}\n\n| | virtbus | libvirtd of this machine | times as good as ours |\n| --- | --- | --- | --- |\n`,
)
const worse: { readonly title: string; readonly text: string; readonly mine: Series; readonly theirs: Series }[] = []
for (const [title, mine] of ours) {
  const theirs = peer?.get(title)
  for (const [unit, value] of Object.entries(mine.figures)) {
    const other = theirs?.figures[unit]
    const factor = other === undefined ? undefined : shortfall(unit, value, other)
    process.stdout.write(`| ${title} [${unit}] | ${show(value)} | ${show(other)} | ${show(factor)} |\n`)
    if (!theirs || factor === undefined || factor <= noise) continue
    const text = `${title}: ${show(value)} ${unit} where libvirtd's is ${show(other)}, worse by a factor of ${show(factor)}`
    worse.push({ title, text, mine, theirs })
  }
}
const direct = ours.get(`domainGetInfo by virtqemud, ${sizes.at(-1)} guests`)
const hop = ours.get(`domainGetInfo through virtproxyd, ${sizes.at(-1)} guests`)
for (const [unit, value] of Object.entries(hop?.figures ?? {})) {
  const alone = direct?.figures[unit]
  if (alone !== undefined) process.stdout.write(`\nThe hop through virtproxyd: ${show(value / alone)} times [${unit}].`)
}

if (!peer) {
  process.stdout.write('\n\nNo libvirtd on this machine to compare with.\n')
} else if (worse.length === 0) {
  process.stdout.write('\n\nNothing is worse than libvirtd.\n')
} else {
  const largest = Math.max(...sizes.filter(size => worse.some(({ title }) => title.includes(`, ${size} guests`))), 0)
  let profiles: Profiles | undefined
  const again = await RpcContestant.measure(
    'virtbus',
    sizes.filter(size => size <= largest),
    times,
    all => (profiles = all),
  )
  process.stdout.write('\n\nWorse than libvirtd:\n')
  for (const { title, text, mine, theirs } of worse) {
    const span = again.get(title)?.span
    const profile = span ? profiles?.during(span) : undefined
    process.stdout.write(
      `- ${text}.\n  ${describeCost(mine.cost, theirs.cost)}.\n  Our daemon's time: ${profile ?? 'not profiled'}.\n`,
    )
  }
}
