import t from 'tap'
import { assignAliases } from '../../../../src/drivers/qemu/command/assignAliases.js'
import type { CommandContext } from '../../../../src/drivers/qemu/command/CommandContext.js'
import { attachDevice } from '../../../../src/drivers/qemu/hotplug/attachDevice.js'
import { DeletedDevices } from '../../../../src/drivers/qemu/hotplug/DeletedDevices.js'
import { detachDevice } from '../../../../src/drivers/qemu/hotplug/detachDevice.js'
import type { HotplugGuest } from '../../../../src/drivers/qemu/hotplug/HotplugGuest.js'
import { defineVcpuCount, setVcpuCount, setVcpuStates } from '../../../../src/drivers/qemu/hotplug/setVcpus.js'
import { updateDevice } from '../../../../src/drivers/qemu/hotplug/updateDevice.js'
import { JsonReader } from '../../../../src/drivers/qemu/monitor/JsonReader.js'
import { QmpError } from '../../../../src/drivers/qemu/monitor/QmpError.js'
import { systemRandom } from '../../../../src/host/systemRandom.js'
import type { QemuCapabilities } from '../../../../src/model/capabilities/QemuCapabilities.js'
import { parseDevice } from '../../../../src/model/domain/devices/parseDevice.js'
import type { DomainContext } from '../../../../src/model/domain/DomainContext.js'
import { formatDomain } from '../../../../src/model/domain/formatDomain.js'
import { parseDomain } from '../../../../src/model/domain/parseDomain.js'
import { parseXml } from '../../../../src/model/xml/parseXml.js'

const capabilities: QemuCapabilities = {
  emulator: '/usr/bin/qemu-system-x86_64',
  arch: 'x86_64',
  version: 10_000_000,
  flags: new Set(['device.json+hotplug', 'netdev.json', 'virtio-scsi-pci', 'piix3-usb-uhci', 'set-action', 'VGA']),
  tcg: {
    cpus: [],
    machines: [
      { name: 'pc', hotplugCpus: true, maxCpus: 255, isDefault: true, numaMemSupported: true, deprecated: false },
    ],
  },
  origin: { qemuCtime: 0, selfCtime: 0, selfVersion: 0, microcodeVersion: 0 },
}
const reading: DomainContext = {
  random: systemRandom,
  hostArch: 'x86_64',
  qemu: {
    defaultEmulator: () => capabilities.emulator,
    capabilities: () => capabilities,
    firmwares: [],
    nvramDirectory: '/nvram',
    libDirectory: '/lib',
    channelTargetDirectory: '/channel',
    audio: { vncAllowHostAudio: false, nographicsAllowHostAudio: false, hostDriver: undefined },
    host: { isPcie: () => undefined, isHostdevNetwork: () => undefined },
  },
}
const document = `<domain type='qemu' id='7'><name>guest</name><memory>65536</memory><vcpu current='1'>3</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices>
    <disk type='file' device='cdrom'><source file='/old.iso'/><target dev='hdc' bus='ide'/></disk>
    <graphics type='vnc' port='5900' autoport='no'/>
    <memballoon model='none'/>
  </devices></domain>`

type Answers = (command: string, args: Readonly<Record<string, unknown>>) => unknown

const tls = { directory: '/pki', verify: true }
const plainContext: CommandContext = {
  capabilities,
  settings: {
    tls: { vnc: tls, spice: tls, chardev: tls, nbd: tls, vxhs: tls, rdp: tls },
    vncTls: false,
    vncSasl: false,
    spiceTls: false,
    spiceSasl: false,
    vncAllowHostAudio: false,
    nographicsAllowHostAudio: false,
    dumpGuestCore: false,
    seccompSandbox: true,
    setProcessName: false,
    hugetlbfs: [],
    pageSize: 4,
    memoryBackingDirectory: '/ram',
    passtDirectory: '/passt',
    dbusDirectory: '/dbus',
    numaNodes: [0],
    fips: false,
    privileged: false,
  },
  privateDirectory: '/private',
  shortName: '7-guest',
  monitor: { path: '/monitor' },
  descriptors: { fds: new Map(), sets: new Map() },
  secrets: {
    encrypted: () => ({ data: '', iv: '' }),
    encryptText: () => ({ data: '', iv: '' }),
  },
  now: 0,
  tpmSockets: new Map(),
  scsiGenericName: () => 'sg0',
  environment: {},
}

/** A guest whose QEMU does as `answer` says, which may refuse by throwing, and lets go of every device at once. */
function runningGuest(answer: Answers = () => ({})) {
  const told: string[] = []
  const deleted = new DeletedDevices()
  const domain = parseDomain(document, reading, { inactive: false })
  assignAliases(domain)
  const context = plainContext
  const guest: HotplugGuest = {
    domain,
    deleted,
    reading,
    unplugTimeout: 5,
    now: () => 0,
    defaultPassword: {},
    commandContext: () => context,
    async limitInterface(net, bandwidth) {
      told.push(`limit ${net.mac} ${bandwidth?.inbound?.average ?? 'none'}`)
    },
    monitor: {
      async execute(command, args = {}) {
        const id = args['node-name'] ?? args['id'] ?? args['path'] ?? args['protocol']
        told.push(typeof id === 'string' ? `${command} ${id}` : command)
        const reply = answer(command, args)
        if (command === 'device_del' && typeof args['id'] === 'string') deleted.deleted(args['id'])
        return new JsonReader(reply, command)
      },
    },
  }
  return { guest, told }
}

const refusing =
  (refused: string): Answers =>
  command => {
    if (command === refused) throw new QmpError(command, 'GenericError', 'no')
    return command === 'query-block' ? [] : {}
  }
const device = (xml: string) => parseDevice(parseXml(xml), { inactive: false })
const disk = device("<disk type='file'><source file='/a.img'/><target dev='vda' bus='virtio'/></disk>")
const documentOf = ({ domain }: HotplugGuest) => formatDomain(domain, { secure: true })

t.test('a plugged in disk has a node, an address and an alias, and leaves nothing behind when it goes', async t => {
  const { guest, told } = runningGuest(refusing('nothing'))
  const before = documentOf(guest)
  await attachDevice(guest, structuredClone(disk))
  t.match(guest.domain.devices.disk[1], { info: { alias: 'virtio-disk0', address: { type: 'pci' } } })
  await detachDevice(guest, device("<disk type='file'><source file='/a.img'/><target dev='vda' bus='virtio'/></disk>"))
  t.equal(documentOf(guest), before)
  t.same(told, [
    'blockdev-add libvirt-1-storage',
    'device_add virtio-disk0',
    'query-block',
    'qom-list /machine/peripheral',
    'device_del virtio-disk0',
    'blockdev-del libvirt-1-storage',
  ])
})

t.test('when QEMU refuses the device, its back end is taken back and the definition is as before', async t => {
  const { guest, told } = runningGuest(refusing('device_add'))
  const before = documentOf(guest)
  await t.rejects(attachDevice(guest, structuredClone(disk)), {
    message: /unable to execute QEMU command 'device_add'/,
  })
  t.equal(documentOf(guest), before)
  t.same(told, ['blockdev-add libvirt-1-storage', 'device_add virtio-disk0', 'blockdev-del libvirt-1-storage'])
})

t.test('a controller the device needs is plugged in before it', async t => {
  const { guest, told } = runningGuest(refusing('nothing'))
  await attachDevice(guest, device("<disk type='file'><source file='/a.img'/><target dev='sda' bus='scsi'/></disk>"))
  t.same(told.slice(0, 3), ['device_add scsi0', 'blockdev-add libvirt-1-storage', 'device_add scsi0-0-0-0'])
})

t.test('a guest that keeps its device keeps it in the definition, too', async t => {
  const { guest } = runningGuest(refusing('nothing'))
  await attachDevice(guest, structuredClone(disk))
  const stubborn = { ...guest, deleted: new DeletedDevices() }
  await t.rejects(detachDevice(stubborn, structuredClone(disk)), { code: 'OPERATION_TIMEOUT' })
  t.equal(guest.domain.devices.disk.length, 2)
})

t.test('a device that is not there is named', async t => {
  const { guest } = runningGuest()
  await t.rejects(detachDevice(guest, structuredClone(disk)), { code: 'DEVICE_MISSING', message: /disk vda not found/ })
  const absent = device("<interface type='user'><mac address='52:54:00:00:00:01'/></interface>")
  await t.rejects(detachDevice(guest, absent), { message: /no device matching MAC address 52:54:00:00:00:01 found/ })
})

t.test('a target that is taken is refused before QEMU hears of it', async t => {
  const { guest, told } = runningGuest()
  const taken = device("<disk type='file'><source file='/a.img'/><target dev='hdc' bus='ide'/></disk>")
  await t.rejects(attachDevice(guest, taken), { message: /target hdc already exists/ })
  t.same(told, [])
})

const cdrom = (file: string) =>
  device(`<disk type='file' device='cdrom'><source file='${file}'/><target dev='hdc' bus='ide'/></disk>`)

t.test('another medium is opened before the old one is taken out', async t => {
  const { guest, told } = runningGuest()
  await updateDevice(guest, cdrom('/old.iso'))
  t.same(told, [])
  for (const { source } of guest.domain.devices.disk) source.node = 'libvirt-1'
  await updateDevice(guest, cdrom('/new.iso'))
  t.same(told, [
    'blockdev-add libvirt-2-storage',
    'blockdev-open-tray ide0-1-0',
    'blockdev-remove-medium ide0-1-0',
    'blockdev-insert-medium libvirt-2-storage',
    'blockdev-close-tray ide0-1-0',
    'blockdev-del libvirt-1-storage',
  ])
  t.match(documentOf(guest), /new\.iso/)
})

t.test('a medium that cannot be opened leaves the old one where it is', async t => {
  const { guest, told } = runningGuest(refusing('blockdev-add'))
  for (const { source } of guest.domain.devices.disk) source.node = 'libvirt-1'
  await t.rejects(updateDevice(guest, cdrom('/new.iso')), { message: /blockdev-add/ })
  t.same(told, ['blockdev-add libvirt-2-storage'])
  t.match(documentOf(guest), /old\.iso/)
})

t.test('an interface takes other limits and another state of its link, and nothing else', async t => {
  const { guest, told } = runningGuest()
  const card = (inside: string, model = 'virtio') =>
    device(`<interface type='ethernet'><mac address='52:54:00:00:00:01'/><model type='${model}'/>${inside}</interface>`)
  const plugged = card('')
  if (plugged.kind !== 'interface') throw new TypeError('another device was read')
  plugged.info.alias = 'net0'
  guest.domain.devices.interface.push(plugged)
  await updateDevice(guest, card("<bandwidth><inbound average='10'/></bandwidth>"))
  await updateDevice(guest, card("<bandwidth><inbound average='10'/></bandwidth><link state='down'/>"))
  await updateDevice(guest, card("<link state='down'/>"))
  t.same(told, ['limit 52:54:00:00:00:01 10', 'set_link', 'limit 52:54:00:00:00:01 none'])
  t.match(plugged, { link: 'down', bandwidth: undefined })
  await t.rejects(updateDevice(guest, card('', 'e1000')), { code: 'OPERATION_UNSUPPORTED' })
})

t.test('a display takes another password, but no other port', async t => {
  const { guest, told } = runningGuest()
  await updateDevice(guest, device("<graphics type='vnc' port='5900' autoport='no' passwd='secret'/>"))
  t.same(told, ['set_password vnc', 'expire_password vnc'])
  await t.rejects(updateDevice(guest, device("<graphics type='vnc' port='5999' autoport='no'/>")), {
    code: 'OPERATION_UNSUPPORTED',
    message: /cannot change port settings on vnc graphics/,
  })
})

/** Places of three vCPUs, the first built in, others present as told. */
function vcpuAnswers(): Answers {
  const present = new Map([[0, '/machine/unattached/device[0]']])
  return (command, args) => {
    const number = Number(/\d+$/.exec(String(args['id']))?.[0])
    if (command === 'device_add') present.set(number, `/machine/peripheral/vcpu${number}`)
    if (command === 'device_del') present.delete(number)
    const places = [0, 1, 2].map(socket => ({
      type: 'cpu',
      'vcpus-count': 1,
      props: { 'socket-id': socket },
      'qom-path': present.get(socket),
    }))
    const threads = [...present].map(([index, path]) => ({
      'cpu-index': index,
      'thread-id': index + 1,
      'qom-path': path,
    }))
    return command === 'query-hotpluggable-cpus' ? places : command === 'query-cpus-fast' ? threads : {}
  }
}

t.test('vCPUs come from the front and go from the back, those that were built in never', async t => {
  const { guest, told } = runningGuest(vcpuAnswers())
  await setVcpuCount(guest, 3)
  await setVcpuCount(guest, 2)
  t.same(
    told.filter(command => command.startsWith('device')),
    ['device_add vcpu1', 'device_add vcpu2', 'device_del vcpu2'],
  )
  t.match(guest.domain.vcpus.list, [{ order: 1 }, { online: true, order: 2, hotpluggable: true }, { online: false }])
  await t.rejects(setVcpuCount(guest, 0), { code: 'OPERATION_UNSUPPORTED' })
})

t.test('a single vCPU is switched by its number, if it can be', async t => {
  const { guest } = runningGuest(vcpuAnswers())
  await setVcpuStates(guest, [2], true)
  t.same(
    guest.domain.vcpus.list.map(({ online }) => online),
    [true, false, true],
  )
  await t.rejects(setVcpuStates(guest, [2], true), { message: /vcpu '2' is already in requested state/ })
  await t.rejects(setVcpuStates(guest, [0], false), { message: /vcpu '0' can't be hotunplugged/ })
  await t.rejects(setVcpuStates(guest, [9], true), { message: /vcpu '9' is not present/ })
})

t.test('the next start takes the first vCPUs as well', async t => {
  const { guest } = runningGuest()
  defineVcpuCount(guest.domain, 2, true)
  t.match(guest.domain.vcpus, { individual: true, list: [{ online: true }, { online: true, hotpluggable: true }, {}] })
})
