// The scope of a guest: what stands in it, and what it stands on.
import t from 'tap'
import { guestImage } from '../guest/guestImage.js'
import { bootHost } from './bootHost.js'
import { HostGuest } from './HostGuest.js'
import { hostSkip } from './hostSkip.js'
import type { TestHost } from './TestHost.js'

t.setTimeout(120_000)
guestImage()

const devices = `
  <disk type='file'><source file='/srv/disks/web.img'/><target dev='vda' bus='virtio'/></disk>
  <interface type='bridge'><source bridge='br0'/></interface>
  <tpm model='tpm-tis'><backend type='emulator' version='2.0'/></tpm>`

/** Value of a property of a unit, in words. */
async function property(host: TestHost, unit: string, name: string): Promise<string[]> {
  return (await host.succeed(['systemctl', 'show', '--value', `--property=${name}`, unit])).split(' ')
}

t.test('a guest in systemd’s order', hostSkip(), async t => {
  const host = await bootHost(t)
  await host.write('/etc/systemd/system/srv-disks.mount', '[Mount]\nWhat=tmpfs\nWhere=/srv/disks\nType=tmpfs\n')
  await host.succeed([
    'sh',
    '-c',
    'systemctl daemon-reload; systemctl start srv-disks.mount; truncate -s 1M /srv/disks/web.img',
  ])
  await host.succeed(['ip', 'link', 'add', 'br0', 'type', 'bridge'])
  const guest = await HostGuest.define(host, { name: 'web', devices })
  await guest.do('Create', 'u', '1')
  const qemu = await guest.qemu()
  const [scope = ''] = (
    await host.succeed(['systemctl', 'list-units', '--plain', '--no-legend', 'machine-qemu*'])
  ).split(' ')

  await t.test('is ordered after its daemon, its network and the mounts that its files lie on', async t => {
    const after = await property(host, scope, 'After')
    for (const unit of ['virtqemud.service', 'network.target', 'srv-disks.mount']) t.ok(after.includes(unit), unit)
    t.ok((await property(host, scope, 'Before')).includes('virt-guest-shutdown.target'))
    t.ok((await property(host, scope, 'Requires')).includes('srv-disks.mount'))
    const mounts = await property(host, scope, 'RequiresMountsFor')
    t.ok(mounts.includes('/srv/disks/web.img'), mounts.join(' '))
  })

  await t.test('has its TPM in its scope, and the daemon has its service to itself', async t => {
    const groupOf = async (pid: string) =>
      (await host.read(`/proc/${pid}/cgroup`)).match(/^(?:0|1:name=systemd):.*/m)?.[0]
    const tpm = await host.succeed(['pgrep', '--exact', 'swtpm'])
    t.match(await groupOf(String(qemu)), scope)
    t.equal(await groupOf(tpm), await groupOf(String(qemu)))
    const [daemon = ''] = await property(host, 'virtqemud.service', 'MainPID')
    const inService = `for p in $(pgrep .); do grep -q virtqemud.service /proc/$p/cgroup && echo $p; done 2> /dev/null; :`
    t.equal(await host.succeed(['sh', '-c', inService]), daemon)
  })

  await t.test('goes on with its TPM when the daemon is restarted, and loses it with its end', async t => {
    const tpm = await host.succeed(['pgrep', '--exact', 'swtpm'])
    await host.succeed(['systemctl', 'restart', 'virtqemud.service'])
    t.match(await guest.state(), [3])
    t.equal(await host.succeed(['pgrep', '--exact', 'swtpm']), tpm)
    const left = await host.journal('UNIT=virtqemud.service')
    t.notOk(left.some(({ MESSAGE }) => /left-over process|remains running/.test(MESSAGE ?? '')))
  })

  await t.test('is taken down before what it stands on', async t => {
    await host.succeed(['systemctl', 'stop', 'srv-disks.mount'])
    t.match(await guest.state(), [5])
    t.equal((await host.run(['pgrep', 'swtpm|qemu-system'])).stdout, '')
  })
})
