import t from 'tap'
import { readDomain } from './minimalDomain.js'

t.test('the devices of several <devices> count, and the first emulator', async t => {
  const { emulator, devices } = readDomain(
    `<devices><input type='tablet' bus='usb'/></devices>
     <devices><emulator>/usr/bin/qemu</emulator><sound model='ich9'/></devices>
     <devices><emulator>/usr/bin/other</emulator><sound model='ac97'/></devices>`,
  )
  t.equal(emulator, '/usr/bin/qemu')
  t.match(devices.sound, [{ model: 'ich9' }, { model: 'ac97' }])
  t.ok(devices.input.some(({ type }) => type === 'tablet'))
})
