// The RPM packages: made of the payload, and installed, upgraded and removed on a host.
import { existsSync } from 'node:fs'
import t from 'tap'
import { guestImage } from '../guest/guestImage.js'
import { bootHost } from './bootHost.js'
import { builtPackages, byCharacter, output, payloadFiles } from './builtPackages.js'
import { HostGuest } from './HostGuest.js'
import { hostSkip } from './hostSkip.js'
import { virsh } from './virsh.js'

t.setTimeout(300_000)

const skip = { skip: existsSync('/usr/bin/rpmbuild') ? false : 'rpmbuild is not on this machine' }
/** rpmbuild compresses manual pages where the distribution does. */
const plain = (path: string): string => path.replace(/(\/man\d\/.*)\.gz$/, '$1')

t.test('RPM packages', skip, async t => {
  const packages = builtPackages('rpm')

  await t.test('together hold the payload, each file once', async t => {
    const files = packages.flatMap(file => output('rpm', '-qpl', file).trim().split('\n'))
    const paths = files.filter(path => path.startsWith('/')).map(plain)
    t.strictSame(paths.toSorted(byCharacter), payloadFiles())
  })

  await t.test('stand for the packages of libvirt and cannot be beside them', async t => {
    const [qemu = ''] = packages.filter(file => file.includes('daemon-qemu'))
    t.match(output('rpm', '-qp', '--provides', qemu), /^libvirt-daemon-driver-qemu = /m)
    t.match(output('rpm', '-qp', '--conflicts', qemu), /^libvirt-daemon-driver-qemu$/m)
  })

  await t.test('on a host', hostSkip(), async t => {
    guestImage()
    const host = await bootHost(t)
    const rpm = (...words: readonly string[]) => host.succeed(['rpm', '--nodeps', ...words], { timeout: 120_000 })
    const enabled = async (unit: string) => (await host.run(['systemctl', 'is-enabled', unit])).stdout.trim()
    // The host is made of Debian's packages, so that rpm knows of nothing there.
    await rpm('--install', '--replacefiles', ...packages)

    await t.test('virsh is answered with nothing else typed, and one daemon per driver is enabled', async t => {
      t.match(await virsh(host, 'root', 'list', 'qemu+unix:///system?socket=/run/libvirt/virtqemud-sock'), {
        status: 0,
      })
      t.equal(await enabled('virtqemud.socket'), 'enabled')
      t.equal(await enabled('libvirt-guests.service'), 'enabled')
      t.equal(await enabled('libvirtd.socket'), 'disabled')
    })

    await t.test('an upgrade and a removal leave guests alone', async t => {
      const guest = await HostGuest.define(host, { name: 'stays' })
      await guest.do('Create', 'u', '0')
      const qemu = await guest.qemu()
      const daemon = await host.succeed(['systemctl', 'show', '--property=MainPID', 'virtqemud.service'])
      await rpm('--upgrade', '--force', ...packages)
      t.not(await host.succeed(['systemctl', 'show', '--property=MainPID', 'virtqemud.service']), daemon)
      t.match(await guest.state(), [1])
      t.equal(await guest.qemu(), qemu)

      const names = packages.map(file => output('rpm', '-qp', '--queryformat', '%{NAME}', file))
      await rpm('--erase', ...names)
      t.match(await host.succeed(['pgrep', 'qemu-system']), String(qemu))
      t.match(await host.run(['systemctl', 'is-active', 'virtqemud.service']), { stdout: /inactive/ })
      t.equal((await host.run(['test', '-e', '/usr/sbin/virtqemud'])).status, 1)
    })
  })
})
