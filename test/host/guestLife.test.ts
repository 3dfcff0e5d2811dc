// A guest's life on a real host, from definition to nothing left, with a daemon that comes and goes meanwhile.
import t from 'tap'
import { domainShutoffReason, domainState } from '../../src/api/enums/domain.js'
import { guestImage } from '../guest/guestImage.js'
import { bootHost } from './bootHost.js'
import { HostGuest } from './HostGuest.js'
import { hostSkip } from './hostSkip.js'
import { virsh } from './virsh.js'

t.setTimeout(600_000)
guestImage()

/** Until the process is gone the bus has its name, and a call would be lost with it. */
const killAndWait = `pid=$(systemctl show --property=MainPID --value virtqemud.service)
kill -KILL "$pid"
while test -e "/proc/$pid"; do sleep 0.05; done`

t.test('a guest that counts on its console', hostSkip(), async t => {
  const host = await bootHost(t)
  const guest = await HostGuest.define(host, { name: 'counter', words: 'virtbus.count' })
  const runs = domainState.RUNNING

  await t.test('is known by both doors once it is defined', async t => {
    t.match(await guest.state(), [domainState.SHUTOFF])
    t.match(
      (await virsh(host, 'root', 'list --all', 'qemu+unix:///system?socket=/run/libvirt/virtqemud-sock')).stdout,
      /counter +shut off/,
    )
    t.match(await host.read('/etc/libvirt/qemu/counter.xml'), /<name>counter<\/name>/)
  })

  await t.test('boots, and its console comes as a descriptor', async t => {
    await guest.do('Create', 'u', '0')
    t.match(await guest.state(), [runs])
    await using console = guest.openConsole()
    await console.shown(/virtbus count 3\b/)
  })

  const qemu = await guest.qemu()

  await t.test('is confined: a user of its own, a sandbox, and a scope below machine.slice', async t => {
    t.match(await host.succeed(['ps', '-o', 'user=', '-p', String(qemu)]), /^(libvirt-)?qemu/)
    t.match(await host.read(`/proc/${qemu}/status`), /^Seccomp:\t2$/m)
    t.match(await host.read(`/proc/${qemu}/cgroup`), /machine\.slice\/machine-qemu.*counter\.scope/)
    t.match(await host.succeed(['machinectl', 'list', '--no-legend']), /^qemu-1-counter +vm +libvirt-qemu/)
  })

  for (const [how, command] of [
    ['killed', ['sh', '-c', killAndWait]],
    ['restarted', ['systemctl', 'restart', 'virtqemud.service']],
    ['reloaded', ['systemctl', 'reload', 'virtqemud.service']],
    ['stopped', ['systemctl', 'stop', 'virtqemud.service']],
  ] as const) {
    await t.test(`does not notice that the daemon is ${how}, and is found again`, async t => {
      await host.succeed(command)
      t.match(await guest.state(), [runs])
      t.equal(await guest.qemu(), qemu)
      await using console = guest.openConsole()
      const [, first] = await console.shown(/virtbus count (\d+)\r/)
      await console.shown(new RegExp(`virtbus count ${Number(first) + 2}\\b`))
    })
  }

  await t.test('shuts down at the power button, and everybody is told', async t => {
    await using events = host.start(['gdbus', 'monitor', '--system', '--dest', 'org.libvirt.virtqemud'])
    await events.shown(/is owned by/)
    await guest.do('Shutdown', 'u', '0')
    await guest.becomes('SHUTOFF')
    t.match(await guest.state(), [domainState.SHUTOFF, domainShutoffReason.SHUTDOWN])
    await events.shown(/DomainEvent \(objectpath '.*', 5, 0\)/)
    await events.shown(/PropertiesChanged \('org\.libvirt\.Domain', .*'Active': <false>/)
  })

  await t.test('leaves no process, no scope, and no file but its definition and its log', async t => {
    t.equal((await host.run(['test', '-e', `/proc/${qemu}`])).status, 1)
    t.equal(await host.succeed(['systemctl', 'list-units', '--all', '--no-legend', 'machine-qemu*']), '')
    const places = ['/etc/libvirt', '/run/libvirt', '/var/lib/libvirt', '/var/log/libvirt']
    const left = await host.succeed(['find', ...places, '-name', '*counter*'])
    t.strictSame(left.split('\n').toSorted(), ['/etc/libvirt/qemu/counter.xml', '/var/log/libvirt/qemu/counter.log'])
    await guest.do('Undefine', 'u', '0')
    t.equal((await host.run(['test', '-e', '/etc/libvirt/qemu/counter.xml'])).status, 1)
  })
})

t.test('a guest whose QEMU is killed is off, with the reason, and can be started again', hostSkip(), async t => {
  const host = await bootHost(t)
  const guest = await HostGuest.define(host, { name: 'victim' })
  await guest.do('Create', 'u', '0')
  await host.succeed(['kill', '-KILL', String(await guest.qemu())])
  await guest.becomes('SHUTOFF')
  t.match(await guest.state(), [domainState.SHUTOFF, domainShutoffReason.CRASHED])
  await guest.do('Create', 'u', '0')
  t.match(await guest.state(), [domainState.RUNNING])
  await guest.do('Destroy', 'u', '0')
  t.match(await guest.state(), [domainState.SHUTOFF, domainShutoffReason.DESTROYED])
})

t.test('a guest marked autostart runs after a reboot, with nobody calling; others stay off', hostSkip(), async t => {
  const host = await bootHost(t)
  const early = await HostGuest.define(host, { name: 'early' })
  const late = await HostGuest.define(host, { name: 'late' })
  const autostart = ['org.libvirt.virtqemud', early.path, 'org.libvirt.Domain', 'Autostart']
  await host.succeed(['busctl', 'set-property', ...autostart, 'b', 'true'])
  await host.succeed(['systemctl', 'enable', 'virtqemud.service'])
  await host.reboot()
  await early.becomes('RUNNING')
  t.match(await late.state(), [domainState.SHUTOFF])
})
