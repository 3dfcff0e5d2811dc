import t from 'tap'
import { linesOf, readGuest } from '../qemuDomain.js'

const disk = (target: string, bus: string) =>
  `<disk type='file'><source file='/${target}'/><target dev='${target}' bus='${bus}'/></disk>`
const letters = 'abcdefghijklmnopqrstuvwxyz'.split('')

t.test('a PC keeps slot 1 for its chipset and slot 2 for the display', async t => {
  const guest = readGuest(`<graphics type='vnc'/>${disk('vda', 'virtio')}${disk('hda', 'ide')}`)
  t.same(linesOf(guest, /^<address type='pci'/), [
    "<address type='pci' domain='0x0000' bus='0x00' slot='0x03' function='0x0'/>",
    "<address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x2'/>",
    "<address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x1'/>",
    "<address type='pci' domain='0x0000' bus='0x00' slot='0x02' function='0x0'/>",
    "<address type='pci' domain='0x0000' bus='0x00' slot='0x04' function='0x0'/>",
  ])
})

t.test('a Q35 gets a port for each device and one to spare', async t => {
  const guest = readGuest(disk('vda', 'virtio'), { machine: 'q35' })
  t.same(linesOf(guest, /^<target chassis/), [
    "<target chassis='1' port='0x8'/>",
    "<target chassis='2' port='0x9'/>",
    "<target chassis='3' port='0xa'/>",
    "<target chassis='4' port='0xb'/>",
  ])
})

t.test('more devices than a root has slots make a bridge', async t => {
  const guest = readGuest(
    [...letters, ...letters.map(one => `a${one}`)].map(one => disk(`vd${one}`, 'virtio')).join(''),
  )
  t.same(linesOf(guest, /model='pci-bridge'/), ["<controller type='pci' index='1' model='pci-bridge'>"])
})

t.test('a narrow SCSI bus has seven places, and further controllers are added', async t => {
  const guest = readGuest(
    letters
      .slice(0, 8)
      .map(one => disk(`sd${one}`, 'scsi'))
      .join(''),
  )
  t.equal(
    linesOf(guest, /^<address type='drive'/)[7],
    "<address type='drive' controller='1' bus='0' target='0' unit='0'/>",
  )
  t.equal(linesOf(guest, /^<controller type='scsi'/).length, 2)
})

t.test('channels get ports from 1 on, port 0 being the console', async t => {
  const channel = "<channel type='pty'><target type='virtio'/></channel>"
  const guest = readGuest(channel + channel)
  t.same(linesOf(guest, /virtio-serial.*port/), [
    "<address type='virtio-serial' controller='0' bus='0' port='1'/>",
    "<address type='virtio-serial' controller='0' bus='0' port='2'/>",
  ])
})

t.test('USB ports are chosen for a new guest only', async t => {
  const tablet = "<input type='tablet' bus='usb'/>"
  t.same(linesOf(readGuest(tablet), /type='usb' bus/), [])
  const fresh = readGuest(tablet, { options: { abiUpdate: true } })
  t.same(linesOf(fresh, /address type='usb'/), ["<address type='usb' bus='0' port='1'/>"])
})

t.test('a hub is added where ports do not suffice', async t => {
  const guest = readGuest("<input type='tablet' bus='usb'/>".repeat(4), { options: { abiUpdate: true } })
  t.same(linesOf(guest, /^<hub/), ["<hub type='usb'>"])
})

t.test('memory modules get slots in order around those that are named', async t => {
  const dimm = (address = '') =>
    `<memory model='dimm'><target><size unit='KiB'>524288</size><node>0</node></target>${address}</memory>`
  const guest = readGuest(dimm() + dimm("<address type='dimm' slot='0'/>"), {
    fragment:
      "<maxMemory slots='4' unit='GiB'>8</maxMemory><cpu><numa><cell cpus='0-3' memory='512' unit='MiB'/></numa></cpu>",
    options: { abiUpdate: true },
  })
  t.same(linesOf(guest, /type='dimm'/), ["<address type='dimm' slot='1'/>", "<address type='dimm' slot='0'/>"])
})

t.test('a second reading of what was written changes nothing', async t => {
  const first = readGuest(`<graphics type='vnc'/>${disk('vda', 'virtio')}${disk('sda', 'scsi')}`, { machine: 'q35' })
  const devices = linesOf(first, /./).join('\n')
  const again = readGuest(/<devices>(.*)<\/devices>/s.exec(devices)?.[1] ?? '', { machine: 'q35' })
  t.same(linesOf(again, /./), linesOf(first, /./))
})
