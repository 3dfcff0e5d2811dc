// A host whose libvirt makes way for us, and we for it, while guests run: daemons of both take over each other's guests, and a
// guest cannot tell who started it. The other daemon is the one of the machine's distribution.
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { guestImage } from '../guest/guestImage.js'
import { guestXml } from '../guest/guestXml.js'
import { bootHost } from './bootHost.js'
import { guestOnHost } from './HostGuest.js'
import { hostSkip } from './hostSkip.js'
import type { TestHost } from './TestHost.js'

t.setTimeout(300_000)
guestImage()

/** This machine's /usr/sbin: a test host has blanked libvirt's daemons out of its own. */
const sbin = '/srv/sbin'
const ourUnits = ['virtqemud.service', ...['', '-ro', '-admin'].map(kind => `virtqemud${kind}.socket`)]

/** Whose daemon is in charge, and how virsh gets to it. */
interface Reign {
  readonly socket: string
  readonly begin: (host: TestHost) => Promise<void>
  readonly end: (host: TestHost) => Promise<void>
}

const libvirt: Reign = {
  socket: 'libvirt-sock',
  async begin(host) {
    // As the unit of the distribution has it: guests outlive their daemon.
    const command = ['systemd-run', '--quiet', '--unit=old-libvirtd', '--property=KillMode=process', `${sbin}/libvirtd`]
    await host.succeed(command)
  },
  async end(host) {
    await host.succeed(['systemctl', 'stop', 'old-libvirtd'])
    await host.run(['sh', '-c', 'rm -f /run/libvirt/libvirt-*sock*'])
  },
}
const virtbus: Reign = {
  socket: 'virtqemud-sock',
  begin: async host => void (await host.succeed(['systemctl', 'start', 'virtqemud.socket'])),
  end: async host => void (await host.succeed(['systemctl', 'stop', ...ourUnits])),
}

class Client {
  constructor(
    readonly host: TestHost,
    readonly reign: Reign,
  ) {}

  /** What virsh prints; the daemon may take a moment to be up. */
  async virsh(...words: readonly string[]): Promise<string> {
    const uri = `qemu+unix:///system?socket=/run/libvirt/${this.reign.socket}`
    for (let attempt = 0; ; attempt++) {
      const { status, stdout, stderr } = await this.host.run(['virsh', '--quiet', '--connect', uri, ...words])
      if (status === 0) return stdout.trim()
      if (attempt > 50 || !/Failed to connect socket/.test(stderr))
        throw new Error(`virsh ${words.join(' ')}: ${stderr}`)
      await sleep(200)
    }
  }

  /** Waits until the guest shows a text on its serial console, after something was typed there. */
  async type(line: string, shown: RegExp): Promise<string> {
    const tty = await this.virsh('ttyconsole', 'web1')
    const script = `stty -F ${tty} raw -echo; printf '\\n%s\\n' "$1" > ${tty}; timeout 3 cat ${tty}; true`
    for (let attempt = 0; attempt < 30; attempt++) {
      const text = await this.host.succeed(['sh', '-c', script, 'sh', line])
      if (shown.test(text)) return text
    }
    throw new Error(`the guest never showed ${shown}`)
  }

  /** Its machine: what QEMU has plugged where, and what the guest finds. */
  async machine(): Promise<unknown> {
    const ask = async (execute: string, args: object = {}): Promise<unknown> =>
      JSON.parse(await this.virsh('qemu-monitor-command', 'web1', JSON.stringify({ execute, arguments: args })))
    // Drivers that are loaded late take their ranges late.
    const settled = 'until [ -e /run/settled ]; do usleep 100000; done'
    const device = 'echo ${d##*/} $(cat $d/class $d/vendor $d/device $d/resource)'
    const listing = await this.type(
      `${settled}; echo [; for d in /sys/bus/pci/devices/*; do ${device}; done; cat /proc/ioports; echo ]; echo done-$((6*7))`,
      /\r?\n\[[^]*\][^]*done-42/,
    )
    const [, seen = ''] = /\r?\n\[([^]*?)\r?\n\]/.exec(listing) ?? []
    const answer = (reply: unknown) =>
      typeof reply === 'object' && reply && 'return' in reply ? reply.return : undefined
    return {
      pci: answer(await ask('query-pci')),
      peripherals: answer(await ask('qom-list', { path: '/machine/peripheral' })),
      unnamed: answer(await ask('qom-list', { path: '/machine/unattached' })),
      cpus: answer(await ask('query-hotpluggable-cpus')),
      seen: seen.split(/\r?\n/),
    }
  }

  async becomes(state: string): Promise<void> {
    for (let attempt = 0; attempt < 300; attempt++) {
      if ((await this.virsh('domstate', 'web1')) === state) return
      await sleep(200)
    }
    throw new Error(`the guest is still ${await this.virsh('domstate', 'web1')}`)
  }
}

/** PIDs of QEMUs on the host. */
async function qemus(host: TestHost): Promise<string[]> {
  const { stdout } = await host.run(['pgrep', 'qemu-system'])
  return stdout.split('\n').filter(line => line !== '')
}

const extra = "<disk type='file'><source file='/srv/extra.img'/><target dev='vdz' bus='virtio'/></disk>"

t.test('a guest outlives a change of daemons, both ways', hostSkip(), async t => {
  const host = await bootHost(t, { binds: { [sbin]: '/usr/sbin' } })
  await host.succeed(['systemctl', 'stop', ...ourUnits])
  await host.succeed(['systemd-run', '--quiet', '--unit=old-virtlogd', `${sbin}/virtlogd`])
  await host.succeed(['truncate', '--size=1M', '/srv/extra.img'])
  const devices =
    "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel><video><model type='vga'/></video>"
  await host.write('/srv/web1.xml', guestXml(guestOnHost, { name: 'web1', devices }))
  await host.write('/srv/extra.xml', extra)
  const theirs = new Client(host, libvirt)
  const ours = new Client(host, virtbus)

  await libvirt.begin(host)
  await theirs.virsh('define', '/srv/web1.xml')
  await theirs.virsh('start', 'web1')
  const [pid] = await qemus(host)
  const underTheirs = await theirs.machine()
  t.match(JSON.stringify(underTheirs), /0000:00:00\.0 0x060000 0x8086 0x29c0/, 'the guest tells what it finds')

  await t.test("libvirt's guest runs on under us: listed, paused, given a disk, and shut down", async t => {
    await libvirt.end(host)
    await virtbus.begin(host)
    t.match(await ours.virsh('list'), /web1 +running/)
    t.strictSame(await qemus(host), [pid])
    await ours.virsh('suspend', 'web1')
    t.equal(await ours.virsh('domstate', 'web1', '--reason'), 'paused (user)')
    await ours.virsh('resume', 'web1')
    await ours.virsh('attach-device', 'web1', '/srv/extra.xml', '--live')
    t.match(await ours.virsh('domblklist', 'web1'), /vdz +\/srv\/extra\.img/)
    await ours.type('ls /sys/block', /vd[a-z]/)
    await ours.virsh('shutdown', 'web1')
    await ours.becomes('shut off')
    t.strictSame(await qemus(host), [])
  })

  await ours.virsh('start', 'web1')
  const [second] = await qemus(host)
  t.strictSame(await ours.machine(), underTheirs, 'the guest finds the same machine when we start it')

  await t.test('our guest runs on under libvirt: listed, paused, given a disk, and shut down', async t => {
    await ours.virsh('suspend', 'web1')
    await virtbus.end(host)
    await libvirt.begin(host)
    t.match(await theirs.virsh('list'), /web1 +paused/)
    t.strictSame(await qemus(host), [second])
    await theirs.virsh('resume', 'web1')
    t.equal(await theirs.virsh('domstate', 'web1'), 'running')
    await theirs.virsh('attach-device', 'web1', '/srv/extra.xml', '--live')
    t.match(await theirs.virsh('domblklist', 'web1'), /vdz +\/srv\/extra\.img/)
    await theirs.virsh('shutdown', 'web1')
    await theirs.becomes('shut off')
    t.strictSame(await qemus(host), [])
  })
})
