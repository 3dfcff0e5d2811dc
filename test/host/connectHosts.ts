import { execFileSync } from 'node:child_process'
import type { TestHost } from './TestHost.js'

/** Where each of two connected hosts is for the other. */
export const addresses = ['10.77.0.1', '10.77.0.2'] as const

let cables = 0

/** Lays a cable between two hosts, whose only other interface is `lo`. It goes with either of them. */
export async function connectHosts(one: TestHost, two: TestHost): Promise<void> {
  const ends = ['a', 'b'].map(end => `vb${process.pid % 100_000}x${cables}${end}`)
  cables++
  const [first = '', second = ''] = ends
  execFileSync('ip', ['link', 'add', first, 'type', 'veth', 'peer', 'name', second])
  for (const [index, host] of [one, two].entries()) {
    const end = ends[index] ?? ''
    execFileSync('ip', ['link', 'set', end, 'netns', String(host.leader)])
    await host.succeed(['ip', 'address', 'add', `${addresses[index]}/24`, 'dev', end])
    await host.succeed(['ip', 'link', 'set', end, 'up'])
  }
}
