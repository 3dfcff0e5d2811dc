// The actions of libvirt-guests that are no boot and no shutdown, on a host with a guest that counts.
import t from 'tap'
import { domainState } from '../../src/api/enums/domain.js'
import { agentImage } from '../guest/agentImage.js'
import { guestImage } from '../guest/guestImage.js'
import { bootHost } from './bootHost.js'
import { guestOnHost, HostGuest } from './HostGuest.js'
import { hostSkip } from './hostSkip.js'

t.setTimeout(180_000)
guestImage()
agentImage()

const program = '/usr/libexec/libvirt-guests.sh'

t.test('actions on guests that run', hostSkip(), async t => {
  const host = await bootHost(t)
  const one = await HostGuest.define(host, { name: 'one' })
  const two = await HostGuest.define(host, { name: 'two', words: 'virtbus.deaf' })
  for (const guest of [one, two]) await guest.do('Create', 'u', '0')

  await t.test('pause stops those that run, and resume lets go on only those it stopped', async t => {
    await two.do('Suspend')
    await host.succeed(['systemctl', 'enable', 'libvirt-guests-sleep.service'])
    // What systemd-suspend.service is to sleep.target; a container cannot sleep itself.
    const look = `busctl call org.libvirt.virtqemud ${one.path} org.libvirt.Domain GetState u 0 > /run/asleep`
    const sleeping = `Requires=sleep.target\nAfter=sleep.target\n[Service]\nType=oneshot\nExecStart=/bin/sh -c '${look}'\n`
    await host.write('/etc/systemd/system/asleep.service', `[Unit]\n${sleeping}`)
    await host.succeed(['systemctl', 'daemon-reload'])
    await host.succeed(['systemctl', 'start', 'asleep.service'])
    t.match(await host.read('/run/asleep'), ` ${domainState.PAUSED} `)
    await one.becomes('RUNNING')
    t.match(await two.state(), [domainState.PAUSED])
    await two.do('Resume')
  })

  await t.test('the host cannot be shut down behind the back of a stop, and people are told why', async t => {
    await host.write('/etc/default/libvirt-guests', 'ON_SHUTDOWN=shutdown\nSHUTDOWN_TIMEOUT=8\n')
    await host.succeed(['systemctl', 'start', 'systemd-logind.service'])
    await using stopping = host.start([program, 'stop'])
    await stopping.shown(/two is shutting down/)
    t.match(
      await host.succeed(['systemd-inhibit', '--list']),
      /libvirt-guests .*Guests of this host are being stopped +block/,
    )
    t.equal((await stopping.finished).status, 0)
    t.notMatch(await host.succeed(['systemd-inhibit', '--list']), /libvirt-guests/)
    t.match(await two.state(), [domainState.SHUTOFF])
  })

  await t.test('a second stop keeps the list of the first, and start brings the guests back', async t => {
    t.match(await host.run([program, 'status']), { status: 3, stdout: /with guests to be started/ })
    const list = await host.read('/var/lib/libvirt/libvirt-guests')
    t.match(list, /^default [0-9a-f-]{36} [0-9a-f-]{36}\n$/)
    await host.succeed([program, 'stop'])
    t.equal(await host.read('/var/lib/libvirt/libvirt-guests'), list)
    await host.succeed([program, 'start'])
    t.match(await one.state(), [domainState.RUNNING])
    t.match(await host.run([program, 'status']), { status: 0 })
  })

  for (const [words, settings, expected] of [
    [['hibernate'], '', { status: 2, stderr: /Usage: libvirt-guests ACTION/ }],
    [[], '', { status: 2 }],
    [['--help'], '', { status: 0, stdout: /gueststatus/ }],
    [['stop'], 'SHUTDOWN_TIMEOUT=-1\n', { status: 6, stdout: /SHUTDOWN_TIMEOUT: '-1' cannot be used/ }],
    [['stop'], 'URIS=qemu+ssh://far/system\n', { status: 1, stdout: /no connection to the guests of this host/ }],
  ] as const) {
    await t.test(`'${words.join(' ')}' with settings '${settings.trim()}' ends as libvirt's script does`, async t => {
      await host.write('/etc/default/libvirt-guests', settings)
      t.match(await host.run([program, ...words]), expected)
      t.match(await one.state(), [domainState.RUNNING])
    })
  }

  await t.test('an ordinary user may look, and is told who may do more', async t => {
    await host.write('/etc/default/libvirt-guests', '')
    t.match(await host.run([program, 'gueststatus'], { user: 'ann' }), { status: 0, stdout: /one/ })
    t.match(await host.run([program, 'stop'], { user: 'ann' }), { status: 4, stderr: /stop: only root can do this/ })
  })

  await t.test('one that is to be waited for is up, by the word of its agent, before those after it start', async t => {
    const image = { ...guestOnHost, initramfs: '/srv/guest/initramfs-agent.gz' }
    const channel = "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>"
    const first = await HostGuest.define(host, { name: 'first', words: 'virtbus.agent', devices: channel }, image)
    const last = await HostGuest.define(host, { name: 'last' })
    const plan =
      "<lifecycle xmlns='urn:virtbus:lifecycle:1'><boot priority='5' ready='agent' timeout='100'/></lifecycle>"
    await first.do('SetMetadata', 'isssu', '2', plan, 'lifecycle', 'urn:virtbus:lifecycle:1', '0')
    const uuids = [last, first].map(({ path }) =>
      path.replace(/^.*_([0-9a-f]{8})_(\w+)$/, '$1-$2').replaceAll('_', '-'),
    )
    await host.write('/etc/default/libvirt-guests', '')
    await host.write('/var/lib/libvirt/libvirt-guests', `default ${uuids.join(' ')}\n`)
    await using starting = host.start([program, 'start'])
    await starting.shown(/^first is starting[^]*^last is starting/m, 110_000)
    t.match(await first.do('InterfaceAddresses', 'uu', '1', '0'), /127\.0\.0\.1/)
    t.equal((await starting.finished).status, 0)
  })
})
