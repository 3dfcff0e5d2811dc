// A host that goes down with guests, which the daemon itself puts away as qemu.conf says, without libvirt-guests.
import t from 'tap'
import { domainState } from '../../src/api/enums/domain.js'
import { guestImage } from '../guest/guestImage.js'
import { bootHost } from './bootHost.js'
import { HostGuest } from './HostGuest.js'
import { hostSkip } from './hostSkip.js'

t.setTimeout(180_000)
guestImage()

t.test('guests are saved when the host is rebooted, and go on afterwards', hostSkip(), async t => {
  const host = await bootHost(t)
  await host.write('/etc/libvirt/qemu.conf', 'auto_shutdown_try_save = "persistent"\n')
  // Nobody has to ask for the daemon: it starts with the host.
  await host.succeed(['systemctl', 'enable', '--now', 'virtqemud.service', 'systemd-logind.service'])
  const guest = await HostGuest.define(host, { name: 'web1' })
  await guest.do('Create', 'u', '0')

  await t.test('logind waits for the daemon, and the scope for its end', async t => {
    t.match(await host.succeed(['systemd-inhibit', '--list']), /Virtbus +0 +root .*Guests are to be put away +delay/)
    const scope = await host.succeed([
      'sh',
      '-c',
      "systemctl list-units --plain --no-legend 'machine-qemu*' | cut -d' ' -f1",
    ])
    t.match(await host.succeed(['systemctl', 'show', '-p', 'Before', scope.trim()]), /virtqemud\.service/)
  })

  await host.reboot()

  await t.test('the guest runs again', async t => {
    await guest.becomes('RUNNING')
    const [state] = await guest.state()
    t.equal(state, domainState.RUNNING)
    const told = await host.succeed(['journalctl', '--no-pager', '-o', 'cat', '-u', 'virtqemud'])
    t.match(told, /'web1' was started \(restored\)/)
  })
})
