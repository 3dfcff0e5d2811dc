import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { bareQemu } from './bareQemu.js'
import { buildGuest } from './buildGuest.js'
import { guestImage, guestParts } from './guestImage.js'

t.setTimeout(600_000)
const image = guestImage()

t.test('the guest boots to its ready line and has a shell on its serial console', async t => {
  await using guest = bareQemu(image)
  await guest.shown('virtbus guest ready')
  await guest.shown('guest# ')
  guest.type('echo sum $((40 + 2))\n')
  await guest.shown('sum 42')
  t.pass('the shell answered')
})

t.test('the power button makes the guest power itself off', async t => {
  await using guest = bareQemu(image)
  await guest.shown('guest# ')
  guest.monitor('system_powerdown')
  t.equal(await guest.exited, 0)
})

t.test('a guest started deaf ignores the power button', async t => {
  await using guest = bareQemu(image, 'virtbus.deaf')
  await guest.shown('guest# ')
  guest.monitor('system_powerdown')
  guest.type('sleep 1; echo still $((1 + 1)) here\n')
  await guest.shown('still 2 here')
  t.pass('it went on')
})

t.test('the guest can restart itself', async t => {
  await using guest = bareQemu(image)
  await guest.shown('guest# ')
  guest.type('reboot\n')
  await guest.shown('virtbus guest ready', 2)
  t.pass('it came back')
})

t.test('the guest sees virtio disks and gets an address when told to ask for one', async t => {
  await using guest = bareQemu(image, 'virtbus.dhcp', [
    '-netdev',
    'user,id=n,net=10.77.0.0/24',
    '-device',
    'virtio-net-pci,netdev=n',
    '-blockdev',
    'driver=null-co,node-name=d,size=1048576',
    '-device',
    'virtio-blk-pci,drive=d',
  ])
  await guest.shown('virtbus guest has 10.77.0.15')
  guest.type('cat /sys/block/vda/size\n')
  await guest.shown('2048')
  t.pass('it has both')
})

t.test('equal parts give an equal initramfs', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'virtbus-guest-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const { kernel, busybox } = guestParts()
  buildGuest(join(folder, 'a'), kernel, busybox)
  buildGuest(join(folder, 'b'), kernel, busybox)
  t.ok(readFileSync(join(folder, 'a/initramfs.gz')).equals(readFileSync(join(folder, 'b/initramfs.gz'))))
})
