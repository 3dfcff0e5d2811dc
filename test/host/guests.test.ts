// Guests on a real host: they outlive the daemon however it ends, systemd knows them, and the journal tells their story.
import t from 'tap'
import { bootHost } from './bootHost.js'
import { hostSkip } from './hostSkip.js'
import type { TestHost } from './TestHost.js'
import { virsh } from './virsh.js'

const connect = ['org.libvirt', '/org/libvirt/QEMU', 'org.libvirt.Connect']
const bootable = (name: string, cmdline = '') => `
<domain type='qemu'>
  <name>${name}</name><memory unit='MiB'>96</memory>
  <os><type machine='q35'>hvm</type><kernel>/srv/guest/vmlinux</kernel><initrd>/srv/guest/initramfs.gz</initrd>
    <cmdline>console=ttyS0 quiet ${cmdline}</cmdline></os>
  <features><acpi/></features>
  <devices><serial type='pty'/><memballoon model='none'/></devices>
</domain>`
/** A guest that does nothing and needs no booting. */
const idle = (name: string) =>
  `<domain type='qemu'><name>${name}</name><memory unit='MiB'>16</memory><os><type machine='q35'>hvm</type></os></domain>`

const pids = async (host: TestHost) =>
  (await host.run(['pgrep', '-x', 'qemu-system-x86'])).stdout.split('\n').filter(Boolean).sort()
const states = async (host: TestHost) => {
  const { stdout } = await virsh(host, 'root', 'list --all')
  return stdout
    .split('\n')
    .filter(Boolean)
    .map(line => line.trim().split(/ {2,}/).slice(1).join(' '))
    .sort()
}

t.test('guests and the daemon', hostSkip(), async t => {
  const host = await bootHost(t)
  const define = (xml: string) => host.succeed(['busctl', 'call', ...connect, 'DomainDefineXML', 's', xml])

  await t.test('three guests go on when the daemon is restarted or killed, and are known again', async t => {
    for (const name of ['one', 'two', 'three']) {
      await define(idle(name))
      t.match(await virsh(host, 'root', `start ${name}`), { status: 0 })
    }
    await virsh(host, 'root', 'suspend two')
    const before = await pids(host)
    t.equal(before.length, 3)
    const expected = ['one running', 'three running', 'two paused']
    t.same(await states(host), expected)

    await host.succeed(['systemctl', 'restart', 'libvirtd.service'])
    t.same(await pids(host), before)
    t.same(await states(host), expected)

    const pid = await host.succeed(['systemctl', 'show', '--property=MainPID', '--value', 'libvirtd.service'])
    await host.succeed(['kill', '-KILL', pid])
    t.same(await states(host), expected)
    t.same(await pids(host), before)
  })

  await t.test('machined lists them', async t => {
    const list = await host.succeed(['machinectl', 'list', '--no-legend'])
    for (const name of ['one', 'two', 'three']) t.match(list, new RegExp(`qemu-\\d+-${name} +vm +libvirt-qemu`))
  })

  await t.test('events flow after the daemon came back, and nothing of an ended guest is left', async t => {
    await using monitor = host.start([
      'busctl',
      'monitor',
      '--match',
      "type='signal',interface='org.libvirt.Connect'",
      'org.libvirt',
    ])
    await monitor.shown(/Monitoring bus message stream|^$/).catch(() => {})
    await new Promise(resolve => setTimeout(resolve, 300))
    for (const name of ['one', 'two', 'three']) t.match(await virsh(host, 'root', `destroy ${name}`), { status: 0 })
    await monitor.shown(/Member=DomainEvent[\s\S]*Member=DomainEvent[\s\S]*Member=DomainEvent/)
    t.same(await states(host), ['one shut off', 'three shut off', 'two shut off'])
    t.same(await pids(host), [])
    t.equal((await host.run(['sh', '-c', 'systemctl list-units --all --no-legend "machine-qemu*"'])).stdout, '')
    t.equal(
      await host.succeed([
        'sh',
        '-c',
        'ls /run/libvirt/qemu | grep -v -e channel -e driver.pid -e swtpm -e autostarted || true',
      ]),
      '',
    )
    t.equal(await host.succeed(['sh', '-c', 'ls -d /var/lib/libvirt/qemu/domain-* 2>/dev/null || true']), '')
  })

  await t.test('a guest that ends while the daemon is away is found off, and says so', async t => {
    t.match(await virsh(host, 'root', 'start one'), { status: 0 })
    await host.succeed(['systemctl', 'stop', 'libvirtd.socket', 'libvirtd-ro.socket', 'libvirtd.service'])
    t.equal((await pids(host)).length, 1)
    await host.succeed(['pkill', '-KILL', '-x', 'qemu-system-x86'])
    await host.succeed(['systemctl', 'start', 'libvirtd.socket', 'libvirtd-ro.socket'])
    t.same((await states(host))[0], 'one shut off')
    t.match((await virsh(host, 'root', 'domstate --reason one')).stdout, /shut off \((crashed|daemon)\)/)
  })

  await t.test('a guest boots, shows its console, powers off when asked, and the journal tells the story', async t => {
    await define(bootable('demo'))
    t.match(await virsh(host, 'root', 'start demo'), { status: 0 })
    await using console = host.start(['script', '-qec', 'virsh -c qemu:///system console demo --force', '/dev/null'])
    await console.shown(/guest/, 30_000)
    t.match(await virsh(host, 'root', 'shutdown demo'), { status: 0 })
    const deadline = Date.now() + 30_000
    while (!(await states(host)).includes('demo shut off')) {
      if (Date.now() > deadline) throw new Error('the guest did not power off')
      await new Promise(resolve => setTimeout(resolve, 200))
    }
    t.match((await virsh(host, 'root', 'domstate --reason demo')).stdout, 'shut off (shutdown)')
    const story = (await host.journal('DOMAIN_NAME=demo')).map(({ MESSAGE }) => MESSAGE)
    t.ok(
      story.some(line => /defined/i.test(line ?? '')),
      'defined',
    )
    t.ok(
      story.some(line => /started/i.test(line ?? '')),
      'started',
    )
    t.ok(
      story.some(line => /(shut down|ended|stopped|powered off)/i.test(line ?? '')),
      'ended',
    )
  })

  await t.test('users find their way with busctl and gdbus', async t => {
    t.match(await host.succeed(['busctl', 'tree', 'org.libvirt']), /\/org\/libvirt\/QEMU\/domain\/_/)
    t.match(
      await host.succeed(['busctl', 'introspect', 'org.libvirt', '/org/libvirt/QEMU', 'org.libvirt.Connect']),
      /\.DomainDefineXML +method +s +o/,
    )
    const gdbus = 'gdbus call --system --dest org.libvirt --object-path /org/libvirt/QEMU --method org.libvirt.Connect.'
    t.match(
      await host.succeed(['sh', '-c', `${gdbus}DomainLookupByName demo`]),
      /objectpath '\/org\/libvirt\/QEMU\/domain\/_/,
    )
  })

  await t.test('every guest can be undefined, and then no file of it is left', async t => {
    for (const name of ['one', 'two', 'three', 'demo'])
      t.match(await virsh(host, 'root', `undefine ${name}`), { status: 0 })
    t.same(await states(host), [])
    t.equal(await host.succeed(['sh', '-c', 'ls /etc/libvirt/qemu/*.xml 2>/dev/null || true']), '')
  })
})
