// What a host pays for the daemon: time to its first answer, a client's round trip, idle memory; beside this machine's libvirt.
import { existsSync } from 'node:fs'
import { bootHost } from '../test/host/bootHost.js'
import { hostObstacle } from '../test/host/hostObstacle.js'
import type { TestHost } from '../test/host/TestHost.js'
import { measure } from './measure.js'

const obstacle = hostObstacle()
if (obstacle !== undefined) {
  process.stderr.write(`bench: cannot boot a host: ${obstacle}\n`)
  process.exit(1)
}

// The test driver behind the daemon's socket: no hypervisor's speed is in the figures.
const list = ['virsh', '--quiet', '--connect', 'test+unix:///default', 'list', '--all']
const startAnew = [
  'sh',
  '-c',
  `systemctl --quiet stop libvirtd.service 2>/dev/null; systemctl reset-failed; ${list.join(' ')}`,
]
const pss = ['sh', '-c', "awk '/^Pss:/ { print $2 }' /proc/$(systemctl show -P MainPID libvirtd.service)/smaps_rollup"]

const figures: readonly [name: string, unit: string, take: (host: TestHost) => Promise<number>][] = [
  [
    'stop, start by socket, first answer',
    'ms',
    async host => (await measure(10, () => host.succeed(startAnew))).median,
  ],
  ['virsh list', 'ms', async host => (await measure(30, () => host.succeed(list))).median],
  ['running a command (part of both)', 'ms', async host => (await measure(30, () => host.succeed(['true']))).median],
  ['idle memory (PSS)', 'KiB', async host => Number(await host.succeed(pss))],
]

async function takeAll(installed: 'virtbus' | 'libvirt'): Promise<number[]> {
  const ends: (() => Promise<void>)[] = []
  const host = await bootHost(
    { passing: () => true, comment: () => {}, teardown: end => void ends.push(end) },
    { installed },
  )
  try {
    await host.succeed(['systemctl', 'start', 'libvirtd.socket'])
    const taken: number[] = []
    for (const [, , take] of figures) taken.push(await take(host))
    return taken
  } finally {
    for (const end of ends) await end()
  }
}

const ours = await takeAll('virtbus')
const peers = existsSync('/usr/sbin/libvirtd') ? await takeAll('libvirt') : []
process.stdout.write(`| Node ${process.version} | virtbus | libvirt of this machine |\n| --- | --- | --- |\n`)
figures.forEach(([name, unit], row) => {
  const cell = (value: number | undefined): string =>
    value === undefined ? 'not installed' : `${Math.round(value)} ${unit}`
  process.stdout.write(`| ${name} | ${cell(ours[row])} | ${cell(peers[row])} |\n`)
})
