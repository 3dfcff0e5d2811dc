// Numbers that a document may name and nobody can count up to: each is answered at once, with libvirt's words or a limit of ours.
import t from 'tap'
import { readGuest } from './qemuDomain.js'

const disk = (target: string, address = '') =>
  `<disk type='file'><source file='/a'/><target dev='${target}' bus='scsi'/>${address}</disk>`

const refused = [
  ['a name of a disk that is too long to number', disk('sdzzzzzzzzzzzzzz'), /Unknown disk name 'sdzzzzzzzzzzzzzz'/],
  ['a name of a disk far behind', disk('sdzzzzzz'), /scsi controller index \d+ is too high, at most 4095 can be added/],
  [
    'a drive on a controller of 32 bits',
    disk('sda', "<address type='drive' controller='4294967295'/>"),
    /scsi controller index 4294967295 is too high/,
  ],
  [
    'a host device on a controller of 31 bits',
    `<hostdev mode='subsystem' type='scsi'><source><adapter name='scsi_host0'/>
      <address bus='0' target='0' unit='0'/></source><address type='drive' controller='2147483647'/></hostdev>`,
    /scsi controller index 2147483647 is too high/,
  ],
  [
    'a USB controller of two thousand million ports',
    "<controller type='usb' model='nec-xhci' ports='2147483647'/>",
    /controller only supports up to '15' ports/,
  ],
] as const

for (const [what, fragment, words] of refused) {
  t.test(`${what} is refused`, async t => {
    t.throws(() => readGuest(fragment), { message: words })
  })
}

t.test('channels find ports on a controller that claims two thousand million', async t => {
  const channel = (name: string) => `<channel type='pty'><target type='virtio' name='${name}'/></channel>`
  const controller = "<controller type='virtio-serial' index='0' ports='2147483647'/>"
  const guest = readGuest(`${controller}${channel('a')}${channel('b')}`)
  t.match(
    guest.devices.channel.map(({ info }) => info.address),
    [{ port: 1 }, { port: 2 }],
  )
})
