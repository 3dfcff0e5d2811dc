// Devices that come and go: of real guests, and of definitions.
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { domainModificationImpact } from '../../../src/api/enums/domain.js'
import { parseXml } from '../../../src/model/xml/parseXml.js'
import type { XmlElement } from '../../../src/model/xml/XmlElement.js'
import { guestXml } from './guestXml.js'
import { type QemuHost, qemuHost } from './qemuHost.js'

const { LIVE, CONFIG } = domainModificationImpact
const paused = 1
const inactive = 2
const scsi = "<controller type='scsi' model='virtio-scsi'/>"
const rootPorts =
  "<controller type='pci' index='0' model='pcie-root'/>" + "<controller type='pci' model='pcie-root-port'/>".repeat(6)

type Dom = Awaited<ReturnType<QemuHost['define']>>

async function devices({ call }: QemuHost, dom: Dom, flags = 0): Promise<XmlElement> {
  const { xml } = await call(calls.domainGetXmlDesc, { dom, flags })
  const list = parseXml(xml).child('devices')
  if (!list) throw new Error('no devices')
  return list
}

async function disks(host: QemuHost, dom: Dom, flags = 0): Promise<(string | undefined)[]> {
  return (await devices(host, dom, flags)).elements('disk').map(disk => disk.child('target')?.attribute('dev'))
}

function image({ root }: QemuHost, name: string): string {
  const path = join(root, name)
  writeFileSync(path, Buffer.alloc(1024 * 1024))
  return path
}

const diskXml = (path: string, dev: string, bus: string) =>
  `<disk type='file'><source file='${path}'/><target dev='${dev}' bus='${bus}'/></disk>`

t.test('a guest gets a disk and gives it back, also to a daemon that came later', async t => {
  const host = await qemuHost(t)
  const dom = await host.define(guestXml({ devices: scsi }))
  await host.call(calls.domainCreateWithFlags, { dom, flags: paused })
  const xml = diskXml(image(host, 'a.img'), 'sda', 'scsi')
  await host.call(calls.domainAttachDeviceFlags, { dom, xml, flags: LIVE })
  await host.heard('domainDeviceAddedEvent')
  const [disk] = (await devices(host, dom)).elements('disk')
  t.equal(disk?.child('alias')?.attribute('name'), 'scsi0-0-0-0')
  t.equal(disk?.child('address')?.attribute('type'), 'drive')
  t.same(await disks(host, dom, inactive), [])
  await t.rejects(host.call(calls.domainAttachDeviceFlags, { dom, xml, flags: LIVE }), {
    message: /target sda already exists/,
  })
  const later = await host.restart()
  t.same(await disks(later, dom), ['sda'])
  await later.call(calls.domainDetachDeviceFlags, { dom, xml, flags: LIVE })
  await later.heard('domainDeviceRemovedEvent')
  t.same(await disks(later, dom), [])
  await later.call(calls.domainAttachDeviceFlags, { dom, xml, flags: LIVE })
  t.same(await disks(later, dom), ['sda'])
})

t.test('what a guest loses while no daemon looks is gone for the next one', async t => {
  const host = await qemuHost(t)
  const dom = await host.define(guestXml({ devices: scsi }))
  await host.call(calls.domainCreateWithFlags, { dom, flags: paused })
  for (const target of ['sda', 'sdb']) {
    const xml = diskXml(image(host, `${target}.img`), target, 'scsi')
    await host.call(calls.domainAttachDeviceFlags, { dom, xml, flags: LIVE })
  }
  await host.driver.stop?.()
  const socket = connect(join(host.directories.qemuLib, 'domain-1-web1/monitor.sock'))
  let said = ''
  socket.on('data', data => (said += data.toString()))
  socket.write('{"execute":"qmp_capabilities"}{"execute":"device_del","arguments":{"id":"scsi0-0-0-0"}}')
  while (!said.includes('DEVICE_DELETED')) await once(socket, 'data')
  socket.destroy()
  const later = await host.restart()
  await later.heard('domainDeviceRemovedEvent')
  t.same(await disks(later, dom), ['sdb'])
})

t.test('a guest that runs lets go of what is plugged into its PCI slots', async t => {
  const host = await qemuHost(t)
  const dom = await host.define(guestXml({ devices: rootPorts }))
  await host.call(calls.domainCreate, { dom })
  const tty = await host.console(dom)
  await tty.shown('guest# ')
  const xml = diskXml(image(host, 'b.img'), 'vdb', 'virtio')
  await host.call(calls.domainAttachDeviceFlags, { dom, xml, flags: LIVE | CONFIG })
  t.same(await disks(host, dom), ['vdb'])
  t.same(await disks(host, dom, inactive), ['vdb'])
  await host.call(calls.domainDetachDeviceAlias, { dom, alias: 'virtio-disk1', flags: LIVE })
  await host.heard('domainDeviceRemovedEvent')
  t.same(await disks(host, dom), [])
  t.same(await disks(host, dom, inactive), ['vdb'])
})

t.test('a refusal of QEMU leaves guest and definition as they were', async t => {
  const host = await qemuHost(t)
  const dom = await host.define(guestXml({ devices: scsi }))
  await host.call(calls.domainCreateWithFlags, { dom, flags: paused })
  const xml = `<disk type='file'><driver name='qemu' type='qcow2'/><source file='${image(host, 'no.qcow2')}'/><target dev='sda' bus='scsi'/></disk>`
  await t.rejects(host.call(calls.domainAttachDeviceFlags, { dom, xml, flags: LIVE | CONFIG }), { message: /qcow2/ })
  t.same(await disks(host, dom), [])
  t.same(await disks(host, dom, inactive), [])
  const missing = diskXml(join(host.root, 'missing.img'), 'sda', 'scsi')
  await t.rejects(host.call(calls.domainAttachDeviceFlags, { dom, xml: missing, flags: LIVE }), {
    message: /Cannot access storage file '.*missing\.img'/,
  })
})

t.test('media and links change while the guest runs', async t => {
  const host = await qemuHost(t)
  const drive = "<disk type='file' device='cdrom'><target dev='sda' bus='sata'/></disk>"
  const net = "<interface type='user'><mac address='52:54:00:00:00:01'/><model type='virtio'/></interface>"
  const dom = await host.define(guestXml({ devices: drive + net }))
  await host.call(calls.domainCreateWithFlags, { dom, flags: paused })
  const path = image(host, 'cd.iso')
  const medium = `<disk type='file' device='cdrom'><source file='${path}'/><target dev='sda' bus='sata'/></disk>`
  await host.call(calls.domainUpdateDeviceFlags, { dom, xml: medium, flags: LIVE })
  const [disk] = (await devices(host, dom)).elements('disk')
  t.equal(disk?.child('source')?.attribute('file'), path)
  await host.call(calls.domainUpdateDeviceFlags, { dom, xml: drive, flags: LIVE })
  t.notOk((await devices(host, dom)).child('disk')?.child('source')?.attribute('file'))
  const down = net.replace('</interface>', "<link state='down'/></interface>")
  await host.call(calls.domainUpdateDeviceFlags, { dom, xml: down, flags: LIVE | CONFIG })
  for (const flags of [0, inactive]) {
    t.equal((await devices(host, dom, flags)).child('interface')?.child('link')?.attribute('state'), 'down')
  }
})

t.test('a channel gets its socket, an interface its tap', async t => {
  const host = await qemuHost(t)
  const serial = "<controller type='virtio-serial'/>"
  const dom = await host.define(guestXml({ devices: serial + rootPorts }))
  await host.call(calls.domainCreateWithFlags, { dom, flags: paused })
  const channel = "<channel type='unix'><target type='virtio' name='org.example.0'/></channel>"
  await host.call(calls.domainAttachDeviceFlags, { dom, xml: channel, flags: LIVE })
  const plugged = (await devices(host, dom)).child('channel')
  const socket = plugged?.child('source')?.attribute('path') ?? ''
  t.ok(existsSync(socket), socket)
  await host.call(calls.domainDetachDeviceFlags, { dom, xml: channel, flags: LIVE })
  t.notOk((await devices(host, dom)).child('channel'))
  if (!existsSync('/dev/net/tun')) return
  const net = "<interface type='ethernet'><mac address='52:54:00:00:00:02'/><model type='virtio'/></interface>"
  await host.call(calls.domainAttachDeviceFlags, { dom, xml: net, flags: LIVE })
  const tap = (await devices(host, dom)).child('interface')?.child('target')?.attribute('dev') ?? ''
  t.ok(existsSync(`/sys/class/net/${tap}`), tap)
})

t.test('definitions change while nothing runs', async t => {
  const host = await qemuHost(t)
  const dom = await host.define(guestXml({ devices: scsi }))
  const attach = (xml: string, flags = 0) => host.call(calls.domainAttachDeviceFlags, { dom, xml, flags })
  await attach(diskXml('/images/a.img', 'sda', 'scsi'))
  await attach(diskXml('/images/b.img', 'sdb', 'scsi'), CONFIG)
  t.same(await disks(host, dom), ['sda', 'sdb'])
  await t.rejects(attach(diskXml('/images/a.img', 'sda', 'scsi')), {
    message: /target sda already exists/,
  })
  await t.rejects(attach(diskXml('/images/c.img', 'sdc', 'scsi'), LIVE), {
    message: /domain is not running/,
  })
  await host.call(calls.domainUpdateDeviceFlags, { dom, xml: diskXml('/images/other.img', 'sdb', 'scsi'), flags: 0 })
  const [, second] = (await devices(host, dom)).elements('disk')
  t.equal(second?.child('source')?.attribute('file'), '/images/other.img')
  t.equal(second?.child('address')?.attribute('unit'), '1')
  await host.call(calls.domainDetachDeviceFlags, { dom, xml: diskXml('/images/a.img', 'sda', 'scsi'), flags: 0 })
  t.same(await disks(await host.restart(), dom), ['sdb'])
})
