// One daemon per driver or one for all: systemd keeps them apart, virtbus-mode changes between them, guests do not notice.
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { guestImage } from '../guest/guestImage.js'
import { bootHost } from './bootHost.js'
import { HostGuest } from './HostGuest.js'
import { hostSkip } from './hostSkip.js'
import type { TestHost } from './TestHost.js'
import { virsh } from './virsh.js'

t.setTimeout(300_000)
guestImage()

/** Names of the units of daemons that are up. */
async function up(host: TestHost): Promise<string[]> {
  const list = [
    'systemctl',
    'list-units',
    '--state=active',
    '--no-legend',
    '--plain',
    'virt*d*.service',
    'virt*d*.socket',
  ]
  const text = await host.succeed([...list, 'libvirtd*'])
  return text.split('\n').flatMap(line => line.split(' ').slice(0, 1))
}

/** Lines of `systemctl` about units that failed. */
const failed = (host: TestHost) => host.succeed(['systemctl', '--failed', '--no-legend', '--plain'])
const classic = 'qemu+unix:///system?socket=/run/libvirt/libvirt-sock'
const modular = 'qemu+unix:///system?socket=/run/libvirt/virtqemud-sock'

t.test('units of both kinds', hostSkip(), async t => {
  const host = await bootHost(t)

  await t.test('are not found fault with', async t => {
    const units = await host.succeed(['sh', '-c', 'ls /usr/lib/systemd/system/*virt*'])
    t.match(await host.run(['systemd-analyze', 'verify', ...units.split('\n')]), { status: 0, stdout: '', stderr: '' })
  })

  await t.test(
    'an idle daemon ends and comes back with the next call, nothing lost; with a guest it stays',
    async t => {
      const service = async () => (await host.run(['systemctl', 'is-active', 'virtqemud.service'])).stdout.trim()
      const idle = async () => {
        for (let attempt = 0; attempt < 100 && (await service()) === 'active'; attempt++) await sleep(50)
        return service()
      }
      await host.write('/etc/default/virtqemud', 'VIRTQEMUD_ARGS="--timeout 1"\n')
      await host.succeed(['systemctl', 'start', 'virtqemud.socket'])
      const guest = await HostGuest.define(host, { name: 'kept' })
      t.equal(await idle(), 'inactive')
      t.match(await host.succeed(['systemctl', 'show', '--property=Result', 'virtqemud.service']), 'Result=success')
      t.match((await virsh(host, 'root', 'list --all', modular)).stdout, /kept +shut off/)

      await guest.do('Create', 'u', '1')
      await sleep(2_500)
      t.equal(await service(), 'active')
      await guest.do('Destroy', 'u', '0')
      t.equal(await idle(), 'inactive')
      t.match(await guest.state(), [5])
      await guest.do('Undefine', 'u', '0')
      await host.succeed(['rm', '/etc/default/virtqemud'])
      await host.succeed(['systemctl', 'stop', 'virtqemud.socket'])
    },
  )

  await t.test('both enabled: the modular ones win at boot, and nothing fails', async t => {
    await host.succeed(['systemctl', 'enable', 'virtqemud.service', 'libvirtd.service', 'libvirt-guests.service'])
    await host.reboot()
    const units = await up(host)
    t.ok(units.includes('virtqemud.service') && units.includes('virtqemud.socket'), units.join(' '))
    t.notOk(
      units.some(unit => unit.startsWith('libvirtd')),
      units.join(' '),
    )
    t.equal(await failed(host), '')
  })

  const guest = await HostGuest.define(host, { name: 'steady' })
  await guest.do('Create', 'u', '0')
  const qemu = await guest.qemu()

  await t.test('starting libvirtd stops the modular ones cleanly, and the guest is its guest', async t => {
    await host.succeed(['systemctl', 'start', 'libvirtd.service'])
    const units = await up(host)
    t.ok(units.includes('libvirtd.service') && units.includes('libvirtd.socket'), units.join(' '))
    t.notOk(
      units.some(unit => unit.startsWith('virtqemud')),
      units.join(' '),
    )
    t.match((await virsh(host, 'root', 'list', classic)).stdout, /steady +running/)
    const [last] = await host
      .succeed(['journalctl', '-u', 'virtqemud', '-o', 'cat', '-n', '1'])
      .then(s => s.split('\n'))
    t.match(last, /Stopped virtqemud\.service/)
    t.equal(await failed(host), '')
  })

  await t.test('virtbus-mode tells who serves', async t => {
    const status = await host.succeed(['virtbus-mode', 'status'])
    t.match(status, /^Mode: monolithic; 1 guest runs/)
    t.match(status, /^libvirtd +active \(pid \d+\) +enabled +main:up ro:up .*org\.libvirt +libvirtd \(pid \d+\)$/m)
    t.match(status, /^virtqemud +inactive +.*org\.libvirt\.virtqemud +-$/m)
  })

  await t.test('virtbus-mode switches twenty times, and the guest does not notice', async t => {
    for (let turn = 0; turn < 10; turn++) {
      await host.succeed(['virtbus-mode', 'modular'])
      t.match((await virsh(host, 'root', 'list', modular)).stdout, /steady +running/)
      await host.succeed(['virtbus-mode', 'monolithic'])
      t.match((await virsh(host, 'root', 'list', classic)).stdout, /steady +running/)
    }
    t.equal(await guest.qemu(), qemu)
    t.equal(await failed(host), '')
    t.strictSame((await up(host)).toSorted(), [
      'libvirtd-admin.socket',
      'libvirtd-ro.socket',
      'libvirtd.service',
      'libvirtd.socket',
    ])
  })

  await t.test('with masked sockets the daemon opens its own, and libvirt-guests goes by the service', async t => {
    const sockets = ['virtqemud.socket', 'virtqemud-ro.socket', 'virtqemud-admin.socket']
    await host.succeed(['systemctl', 'mask', ...sockets])
    const said = await host.succeed(['virtbus-mode', 'modular'])
    t.match(said, /libvirt-guests is ordered after the services of virtqemud/)
    t.match((await virsh(host, 'root', 'list', modular)).stdout, /steady +running/)
    const after = async () =>
      (await host.succeed(['systemctl', 'show', '-p', 'After', 'libvirt-guests.service'])).split(/[ =]/)
    t.ok((await after()).includes('virtqemud.service'))
    t.notOk((await after()).includes('virtqemud.socket'))
    const verified = await host.run(['systemd-analyze', 'verify', 'virtqemud.service', 'libvirt-guests.service'])
    t.match(verified, { status: 0, stdout: '', stderr: '' })
    t.equal(await guest.qemu(), qemu)

    await host.succeed(['systemctl', 'unmask', ...sockets])
    t.match(await host.succeed(['virtbus-mode', 'modular']), /libvirt-guests is ordered after the sockets/)
    t.ok((await after()).includes('virtqemud.socket'))
    t.match(await host.succeed(['virtbus-mode', 'status']), /^virtqemud .*main:up ro:up/m)
    t.equal(await guest.qemu(), qemu)
  })

  await t.test('only root may switch, and everybody may look', async t => {
    t.match(await host.run(['virtbus-mode', 'monolithic'], { user: 'ann' }), { status: 1, stderr: /only root/ })
    t.match(await host.run(['virtbus-mode', 'status'], { user: 'ann' }), { status: 0, stdout: /Mode: modular/ })
    t.equal((await host.run(['virtbus-mode', 'both'])).status, 2)
  })
})
