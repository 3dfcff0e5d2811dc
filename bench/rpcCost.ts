// What a daemon's threads have spent, by the kernel's own count in nanoseconds.
import { readdirSync, readFileSync } from 'node:fs'
import type { TestHost } from '../test/host/TestHost.js'

/** Milliseconds so far, or of a call. */
export interface Cost {
  /** On a processor: the thread that the process began with, and all others. */
  readonly main: number
  readonly others: number
  /** Ready to run, with every processor taken. */
  readonly waited: number
  /** On a processor: this process, the client. */
  readonly client: number
}

/** @param pid as the host counts; 0 for nobody */
export function costOf(host: TestHost, pid: number): Cost {
  let [main, others, waited] = [0, 0, 0]
  const tasks = host.path(`/proc/${pid}/task`)
  for (const task of pid === 0 ? [] : readdirSync(tasks)) {
    const [ran = 0, queued = 0] = readFileSync(`${tasks}/${task}/schedstat`, 'latin1').split(' ').map(Number)
    if (task === String(pid)) main += ran / 1e6
    else others += ran / 1e6
    waited += queued / 1e6
  }
  const { user, system } = process.cpuUsage()
  return { main, others, waited, client: (user + system) / 1000 }
}

/** The difference of two, for each of so many calls. */
export function costPerCall(before: Cost, after: Cost, calls: number): Cost {
  const each = (key: keyof Cost) => (after[key] - before[key]) / calls
  return { main: each('main'), others: each('others'), waited: each('waited'), client: each('client') }
}

/** Both in words, in the unit that suits them. */
export function describeCost(ours: Cost, peer: Cost): string {
  const small = ours.main + ours.others + ours.client < 1
  const show = (value: number) => (small ? (value * 1000).toFixed(0) : value.toFixed(2))
  const unit = small ? 'µs' : 'ms'
  return (
    `for each, our daemon computes ${show(ours.main)} ${unit} and its other threads ${show(ours.others)} ` +
    `(libvirt's all together ${show(peer.main + peer.others)}), they wait ${show(ours.waited)} (${show(peer.waited)}) for a ` +
    `processor, the client computes ${show(ours.client)} (${show(peer.client)})`
  )
}
