// What a host pays at its start: daemons until they are ready and until their first answer, memory of all that idle, and a guest
// without a daemon over a bare QEMU; beside this machine's libvirt.
import { existsSync } from 'node:fs'
import { bootHost } from '../test/host/bootHost.js'
import { hostObstacle } from '../test/host/hostObstacle.js'
import type { TestHost } from '../test/host/TestHost.js'
import { type Contestant, firstReply, stop } from './firstReply.js'

const obstacle = hostObstacle()
if (obstacle !== undefined) {
  process.stderr.write(`bench: cannot boot a host: ${obstacle}\n`)
  process.exit(1)
}

const rounds = 7
const definitions = 1000

const guest = (name: string) => `<domain type='qemu'><name>${name}</name><memory unit='MiB'>16</memory>
<os><type arch='x86_64' machine='q35'>hvm</type></os>
<devices><emulator>/usr/bin/qemu-system-x86_64</emulator><controller type='usb' model='none'/><memballoon model='none'/></devices></domain>`

/** Microseconds that a shell measures itself, so that the way into the host does not count. */
async function timed(host: TestHost, script: string): Promise<number> {
  const text = await host.succeed([
    'sh',
    '-c',
    `began=$(date +%s%N); ${script}; echo $((($(date +%s%N) - began) / 1000))`,
  ])
  return Number(text.split('\n').at(-1)) / 1000
}

async function median(work: () => Promise<number>): Promise<number> {
  const taken: number[] = []
  for (let round = 0; round <= rounds; round++) taken.push(await work())
  return taken.slice(1).toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0
}

/** From the stop to the service manager's word that it is ready. */
const ready = (host: TestHost, contestant: Contestant) =>
  median(async () => {
    await stop(host, contestant)
    return timed(host, `systemctl start ${contestant.daemon}.service`)
  })

async function defineMany(host: TestHost, { socket }: Contestant): Promise<void> {
  const lines = Array.from({ length: definitions }, (_, index) => `define /srv/many/${index}.xml`)
  await host.succeed(['mkdir', '-p', '/srv/many'])
  for (const index of lines.keys()) await host.write(`/srv/many/${index}.xml`, guest(`many${index}`))
  const virsh = ['virsh', '--quiet', '--connect', `qemu+unix:///system?socket=${socket}`]
  await host.succeed(virsh, { input: `${lines.join('\n')}\n`, timeout: 300_000 })
}

/** KiB of everything that idles for guests' sake, and who that is. */
async function idle(
  host: TestHost,
  { installed }: Contestant,
): Promise<{ readonly sum: number; readonly who: string }> {
  const units =
    installed === 'virtbus' ? '$(cd /usr/lib/systemd/system; ls virt*d.service)' : 'libvirtd.service virtlogd.service'
  const text = await host.succeed([
    'sh',
    '-c',
    `systemctl start ${units}; sleep 2
     for unit in ${units}; do
       echo "$unit $(awk '/^Pss:/ { print $2 }' /proc/$(systemctl show -P MainPID $unit)/smaps_rollup)"
     done`,
  ])
  const rows = text.split('\n').map(line => line.split(' '))
  return {
    sum: rows.reduce((sum, [, size]) => sum + Number(size), 0),
    who: rows.map(([unit, size]) => `${unit?.replace('.service', '')} ${(Number(size) / 1024).toFixed(1)}`).join(', '),
  }
}

/** Until the program says that its guest runs. */
async function qemuRun(host: TestHost): Promise<number> {
  await host.write('/srv/alone.xml', guest('alone'))
  const untilRunning = `virt-qemu-run --verbose --root=/srv/alone /srv/alone.xml > /srv/alone.out 2>&1 &
    until grep -qsE ' runs$|uest running' /srv/alone.out; do sleep 0.004; done`
  return median(async () => {
    // What a command leaves running ends with its unit.
    const taken = await timed(host, `rm -f /srv/alone.out; ${untilRunning}`)
    await host.succeed(['sh', '-c', 'while pgrep -x "qemu-system-x86|virt-qemu-run" > /dev/null; do sleep 0.02; done'])
    return taken
  })
}

/** Until the monitor greets, with what the daemons give it. */
const bareQemu = (host: TestHost) =>
  median(() =>
    timed(
      host,
      'echo \'{"execute":"qmp_capabilities"}{"execute":"quit"}\' | qemu-system-x86_64 -machine q35,accel=tcg -m 16 -nodefaults -no-user-config -display none -S -qmp stdio -sandbox on | head -n 1 > /dev/null',
    ),
  )

type Figures = Readonly<Record<string, string>>

async function figuresOf(
  contestant: Contestant,
  also: (host: TestHost) => Promise<Figures> = async () => ({}),
): Promise<Figures> {
  const ends: (() => Promise<void>)[] = []
  const owner = { passing: () => true, comment: () => {}, teardown: (end: () => Promise<void>) => void ends.push(end) }
  const host = await bootHost(owner, { installed: contestant.installed })
  const ms = (value: number) => `${value.toFixed(0)} ms`
  try {
    await host.run(['systemctl', 'start', 'virtlogd.socket'])
    const none = { ready: await ready(host, contestant), reply: await median(() => firstReply(host, contestant)) }
    const memory = await idle(host, contestant)
    const more = await also(host)
    await defineMany(host, contestant)
    const many = { ready: await ready(host, contestant), reply: await median(() => firstReply(host, contestant)) }
    return {
      'start to ready, no definitions': ms(none.ready),
      [`start to ready, ${definitions} definitions`]: ms(many.ready),
      'first reply by socket activation, no definitions': ms(none.reply),
      [`first reply by socket activation, ${definitions} definitions`]: ms(many.reply),
      'idle memory of the set (PSS)': `${(memory.sum / 1024).toFixed(1)} MiB: ${memory.who}`,
      ...more,
    }
  } finally {
    for (const end of ends) await end()
  }
}

const alone = async (host: TestHost): Promise<Figures> => {
  const [bare, run] = [await bareQemu(host), await qemuRun(host)]
  return {
    'virt-qemu-run until its guest runs': `${run.toFixed(0)} ms, ${(run - bare).toFixed(0)} over a bare QEMU (${bare.toFixed(0)})`,
  }
}
const columns: [name: string, figures: Figures][] = [
  [
    'virtqemud',
    await figuresOf({ installed: 'virtbus', daemon: 'virtqemud', socket: '/run/libvirt/virtqemud-sock' }, alone),
  ],
]
if (existsSync('/usr/sbin/libvirtd')) {
  const peer = { installed: 'libvirt', daemon: 'libvirtd', socket: '/run/libvirt/libvirt-sock' } as const
  const ran = existsSync('/usr/bin/virt-qemu-run') ? alone : undefined
  columns.push(['libvirtd of this machine', await figuresOf(peer, ran)])
}
const lines = [
  ['', ...columns.map(([name]) => name)],
  ['---', ...columns.map(() => '---')],
]
for (const name of Object.keys(columns[0]?.[1] ?? {}))
  lines.push([name, ...columns.map(([, figures]) => figures[name] ?? '-')])
process.stdout.write(`Node ${process.version}\n\n${lines.map(cells => `| ${cells.join(' | ')} |`).join('\n')}\n`)
