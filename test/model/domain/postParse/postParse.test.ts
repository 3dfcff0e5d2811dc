import t from 'tap'
import { emulator, linesOf, qemuContext, readGuest } from '../qemuDomain.js'

t.test('a guest gets the machine behind an alias, the CPU behind the machine, and boots from disk', async t => {
  const guest = readGuest('')
  t.equal(guest.os.machine, 'pc-i440fx-9.2')
  t.match(guest.cpu, { model: 'qemu64', check: 'none', fallback: 'forbid' })
  t.same(guest.os.boot, ['hd'])
  t.equal(guest.emulator, '/usr/bin/qemu-system-x86_64')
})

t.test('a PC has a mouse, a keyboard, a balloon and a silent sound system', async t => {
  t.same(linesOf(readGuest(''), /^<(?:input|memballoon|audio)/), [
    "<input type='mouse' bus='ps2'/>",
    "<input type='keyboard' bus='ps2'/>",
    "<audio id='1' type='none'/>",
    "<memballoon model='virtio'>",
  ])
})

t.test('without the PS/2 controller there is no mouse', async t => {
  const guest = readGuest('', { fragment: "<features><ps2 state='off'/></features>" })
  t.same(linesOf(guest, /^<input/), [])
})

const usbModels = [
  ['pc', [], 'piix3-uhci'],
  ['q35', [], 'qemu-xhci'],
  ['q35', ['qemu-xhci'], undefined],
] as const
for (const [machine, missing, model] of usbModels) {
  t.test(`a ${machine} without ${missing.join() || 'anything missing'} has USB of model ${model}`, async t => {
    const guest = readGuest('', { machine, context: qemuContext(emulator(...missing)) })
    t.equal(guest.devices.controller.find(({ type }) => type === 'usb')?.model, model)
  })
}

t.test('a console alone brings its serial port', async t => {
  const guest = readGuest("<console type='pty'/>")
  t.match(guest.devices.serial, [{ targetType: 'isa-serial', targetModel: 'isa-serial', port: 0 }])
  t.match(guest.devices.console, [{ targetType: 'serial', port: 0 }])
})

t.test('a serial port brings its console, before those of other kinds', async t => {
  const guest = readGuest("<serial type='pty'/><console type='pty'><target type='virtio'/></console>")
  t.same(
    guest.devices.console.map(({ targetType, port }) => [targetType, port]),
    [
      ['serial', 0],
      ['virtio', 1],
    ],
  )
})

t.test('a display brings an adapter, the first of which is primary', async t => {
  const [video] = readGuest("<graphics type='vnc'/>").devices.video
  t.match(video, { type: 'cirrus', vram: 16384, heads: 1, primary: true })
})

t.test('vCPUs no cell claims belong to the first', async t => {
  const cells = "<cpu><numa><cell cpus='0' memory='1' unit='GiB'/><cell cpus='2' memory='1' unit='GiB'/></numa></cpu>"
  t.same(
    readGuest('', { fragment: cells }).numa.cells.map(({ cpus }) => cpus),
    [[0, 1, 3], [2]],
  )
})

t.test('memory placed by numad takes the vCPUs along, unless one is pinned', async t => {
  const auto = "<memory unit='GiB'>1</memory><numatune><memory placement='auto'/></numatune>"
  t.equal(readGuest('', { fragment: auto }).vcpus.placement, 'auto')
  const pinned = `${auto}<cputune><vcpupin vcpu='0' cpuset='0'/></cputune>`
  t.equal(readGuest('', { fragment: pinned }).vcpus.placement, 'static')
})

t.test("a socket the daemon made for an earlier run is forgotten, the user's own is not", async t => {
  const channel = (path: string) =>
    `<channel type='unix'><source mode='bind' path='${path}'/><target type='virtio' name='agent'/></channel>`
  const guest = readGuest(channel('/run/libvirt/qemu/channel/1-web1/agent') + channel('/srv/1-web1/agent'))
  t.same(linesOf(guest, /mode='bind'/), ["<source mode='bind' path='/srv/1-web1/agent'/>"])
})

t.test('a definition whose firmware was uninstalled is kept, a new one is refused', async t => {
  const os = "<os firmware='efi'><type arch='x86_64' machine='q35'>hvm</type></os><features><acpi/></features>"
  const read = (abiUpdate: boolean) => readGuest('', { machine: 'q35', fragment: os, options: { abiUpdate } })
  t.equal(read(false).os.firmware, 'efi')
  t.throws(() => read(true), { message: /Unable to find 'efi' firmware/ })
})

t.test('more vCPUs than an APIC has ids for make a new guest remap interrupts', async t => {
  const vcpus = '<vcpu>300</vcpu><features><acpi/></features>'
  const guest = readGuest('', { machine: 'q35', fragment: vcpus, options: { abiUpdate: true } })
  t.match(guest.devices.iommu, [{ model: 'intel', driver: { eim: true, intremap: true } }])
  t.equal(guest.features.ioapic, 'qemu')
})

t.test('ports without a number get the next one, those without a target come behind all others', t => {
  const port = (target: string) => `<serial type='pty'>${target}</serial>`
  const guest = readGuest(port('') + port("<target port='1'/>") + port('<target/>'))
  t.same(
    guest.devices.serial.map(serial => serial.port),
    [3, 1, 2],
  )
  t.end()
})

t.test('an image on a server has the usual port of its protocol', t => {
  const image = (protocol: string) =>
    `<source protocol='${protocol}' name='a/b'><host name='h'/></source><target dev='${protocol === 'nbd' ? 'vda' : 'vdb'}' bus='virtio'/>`
  const guest = readGuest(['nbd', 'rbd'].map(protocol => `<disk type='network'>${image(protocol)}</disk>`).join(''))
  t.same(linesOf(guest, /^<host/), ["<host name='h' port='10809'/>", "<host name='h'/>"])
  t.end()
})

t.test('a port of Open vSwitch has an identity', t => {
  const guest = readGuest("<interface type='bridge'><source bridge='b'/><virtualport type='openvswitch'/></interface>")
  t.match(guest.devices.interface, [{ virtualPort: { interfaceId: /^[0-9a-f]{8}-/ } }])
  t.end()
})
