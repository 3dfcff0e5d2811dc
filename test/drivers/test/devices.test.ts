import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { domainModificationImpact, domainXMLFlags } from '../../../src/api/enums/domain.js'
import { testDomain } from './testDriver.js'

const { LIVE, CONFIG } = domainModificationImpact
const disk = (target: string, more = '') =>
  `<disk type='file' device='disk'><source file='/guest/${target}'/><target dev='${target}' bus='virtio'/>${more}</disk>`
const interfaceOf = (mac: string, more = '') =>
  `<interface type='network'><mac address='${mac}'/><source network='default'/>${more}</interface>`
const cdrom = (file: string) =>
  `<disk type='file' device='cdrom'>${file && `<source file='${file}'/>`}<target dev='hdc' bus='ide'/><readonly/></disk>`

async function guest() {
  const { call, dom, events } = await testDomain()
  const change =
    (row: typeof calls.domainAttachDeviceFlags | typeof calls.domainDetachDeviceFlags) =>
    (xml: string, flags: number) =>
      call(row, { dom, xml, flags })
  const xml = async (flags = 0) => String((await call(calls.domainGetXmlDesc, { dom, flags }))['xml'])
  return {
    call,
    dom,
    attach: change(calls.domainAttachDeviceFlags),
    detach: change(calls.domainDetachDeviceFlags),
    update: (document: string, flags: number) => call(calls.domainUpdateDeviceFlags, { dom, xml: document, flags }),
    live: () => xml(),
    config: () => xml(domainXMLFlags.INACTIVE),
    told: () =>
      events.flatMap(({ name, body }) =>
        'devAlias' in body ? [`${name.replace('domainDevice', '')} ${body.devAlias}`] : [],
      ),
  }
}

t.test('a device comes and goes where the flags say, and events tell of what the guest gets and loses', async t => {
  const { attach, detach, live, config, told } = await guest()
  await attach(disk('vdb'), LIVE)
  t.match(await live(), /\/guest\/vdb/)
  t.notMatch(await config(), /vdb/)
  await attach(disk('vdb'), CONFIG)
  t.match(await config(), /\/guest\/vdb/)
  await attach(interfaceOf('52:54:00:00:00:07'), LIVE | CONFIG)
  for (const document of [await live(), await config()]) t.match(document, '52:54:00:00:00:07')
  await detach(disk('vdb'), LIVE)
  t.notMatch(await live(), /vdb/)
  t.match(await config(), /vdb/)
  await detach(interfaceOf('52:54:00:00:00:07'), LIVE | CONFIG)
  t.same(told(), ['AddedEvent virtio-disk1', 'AddedEvent net0', 'RemovedEvent virtio-disk1', 'RemovedEvent net0'])
})

const named: Readonly<Record<string, string>> = { filesystem: 'fs', redirdev: 'redir' }
const families: [kind: string, attributes: string, content: string][] = [
  ['serial', "type='pty'", "<target port='0'/>"],
  ['channel', "type='spicevmc'", "<target type='virtio' name='com.redhat.spice.0'/>"],
  ['rng', "model='virtio'", "<backend model='random'>/dev/urandom</backend>"],
  ['watchdog', "model='i6300esb' action='reset'", ''],
  ['input', "type='tablet' bus='usb'", ''],
  ['controller', "type='scsi' index='1' model='virtio-scsi'", ''],
  ['filesystem', "type='mount'", "<source dir='/srv'/><target dir='srv'/>"],
  ['hostdev', "mode='subsystem' type='usb'", "<source><vendor id='0x1234'/><product id='0xbeef'/></source>"],
  ['redirdev', "bus='usb' type='spicevmc'", ''],
  ['shmem', "name='area'", "<model type='ivshmem-plain'/><size unit='M'>4</size>"],
  ['vsock', "model='virtio'", "<cid auto='no' address='7'/>"],
]
for (const [kind, attributes, content] of families) {
  t.test(`a device of family ${kind} is plugged in and out, by its document and by its alias`, async t => {
    const { call, dom, attach, detach, live } = await guest()
    const document = (more = '') => `<${kind} ${attributes}>${content}${more}</${kind}>`
    await attach(document(), LIVE)
    const alias = `<alias name='${named[kind] ?? kind}0'/>`
    t.match(await live(), alias)
    await detach(document(), LIVE)
    t.notMatch(await live(), alias)
    await attach(document("<alias name='ua-own'/>"), LIVE)
    t.match(await live(), "<alias name='ua-own'/>")
    await call(calls.domainDetachDeviceAlias, { dom, alias: 'ua-own', flags: LIVE })
    t.notMatch(await live(), "<alias name='ua-own'/>")
  })
}

t.test('what the definition or the guest cannot take is refused and leaves everything as it was', async t => {
  const { attach, detach, update, live, config, told, call, dom } = await guest()
  const before = [await live(), await config()]
  await t.rejects(attach(disk('vda'), LIVE), {
    code: 'OPERATION_FAILED',
    message: 'operation failed: target vda already exists',
  })
  await t.rejects(attach(disk('vda'), CONFIG), { code: 'OPERATION_INVALID', message: /target vda already exists$/ })
  await t.rejects(attach("<video><model type='vga'/></video>", LIVE), {
    code: 'OPERATION_UNSUPPORTED',
    message: "Operation not supported: live attach of device 'video' is not supported",
  })
  await t.rejects(attach('<gadget/>', LIVE), { code: 'XML_ERROR', message: 'XML error: unknown device type gadget' })
  await t.rejects(attach('<disk', LIVE), { code: 'XML_DETAIL' })
  await t.rejects(detach(disk('vdz'), LIVE), {
    code: 'DEVICE_MISSING',
    message: 'device not found: disk vdz not found',
  })
  await t.rejects(detach(interfaceOf('52:54:00:00:00:07'), LIVE), { code: 'DEVICE_MISSING' })
  await t.rejects(call(calls.domainDetachDeviceAlias, { dom, alias: 'ua-none', flags: LIVE }), {
    message: 'internal error: no device found with alias ua-none',
  })
  // One of the two definitions is enough for a refusal of both.
  await attach(disk('vdc'), CONFIG)
  await t.rejects(attach(disk('vdc'), LIVE | CONFIG), { message: /target vdc already exists/ })
  await detach(disk('vdc'), CONFIG)
  await t.rejects(update(disk('vda').replace('/guest/vda', '/other'), LIVE), { code: 'OPERATION_UNSUPPORTED' })
  await t.rejects(update("<input type='tablet' bus='usb'/>", LIVE), { code: 'OPERATION_UNSUPPORTED' })
  await t.rejects(attach(disk('vdb'), 4), {
    message: 'unsupported flags (0x4) in function testDomainAttachDeviceFlags',
  })
  t.same([await live(), await config()], before)
  t.same(told(), [])
})

t.test('a guest that is off has no devices to plug, a transient one none to store', async t => {
  const { call, dom, attach, detach, config } = await guest()
  await call(calls.domainDestroyFlags, { dom, flags: 0 })
  await t.rejects(attach(disk('vdb'), LIVE), { message: 'Requested operation is not valid: domain is not running' })
  await attach(disk('vdb'), 0)
  t.match(await config(), 'vdb')
  await detach(disk('vdb'), 0)
  await call(calls.domainCreate, { dom })
  await call(calls.domainUndefineFlags, { dom, flags: 0 })
  await t.rejects(attach(disk('vdb'), CONFIG), { message: /transient domains do not have any persistent config/ })
})

t.test('media, links and displays are changed in a running guest', async t => {
  const { attach, update, live, config, told } = await guest()
  await attach(cdrom(''), LIVE | CONFIG)
  await attach(cdrom('/iso/first.iso'), LIVE)
  t.match(await live(), '/iso/first.iso')
  t.equal(told().length, 1)
  await update(cdrom('/iso/a.iso'), LIVE)
  t.match(await live(), '/iso/a.iso')
  t.notMatch(await config(), '/iso/a.iso')
  await update(interfaceOf('aa:bb:cc:dd:ee:ff', "<link state='down'/>"), LIVE | CONFIG)
  for (const document of [await live(), await config()]) t.match(document, "<link state='down'/>")
  await t.rejects(update(interfaceOf('aa:bb:cc:dd:ee:ff', "<model type='e1000'/>"), LIVE), {
    code: 'OPERATION_UNSUPPORTED',
  })
  await t.rejects(update(cdrom('/iso/a.iso').replaceAll('hdc', 'hdd'), LIVE), { code: 'DEVICE_MISSING' })
})
