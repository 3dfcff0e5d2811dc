// Looks into running guests, and words of QEMU's own.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { domainMessageType, keycodeSet } from '../../../src/api/enums/domain.js'
import { guestXml } from './guestXml.js'
import { qemuHost } from './qemuHost.js'

t.setTimeout(180_000)

const disk = (path: string, format: string, target: string) =>
  `<disk type='file'><driver name='qemu' type='${format}'/><source file='${path}'/><target dev='${target}' bus='virtio'/></disk>`

t.test('a running guest can be looked into', async t => {
  const { call, define, root, told, monitorEvents } = await qemuHost(t)
  const [raw, layered] = [join(root, 'disk.raw'), join(root, 'disk.qcow2')]
  const bytes = Buffer.alloc(1 << 20, 'sector by sector ')
  writeFileSync(raw, bytes)
  execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', layered, '1M'])
  const devices = `${disk(raw, 'raw', 'vda')}${disk(layered, 'qcow2', 'vdb')}<graphics type='vnc' autoport='yes'/>`
  const dom = await define(guestXml({ devices }))
  const running = call(calls.domainCreateWithFlags, { dom, flags: 1 })

  await t.test('its raw disks, running or not', async t => {
    const peek = (path: string, offset: bigint, size: number) =>
      call(calls.domainBlockPeek, { dom, path, offset, size, flags: 0 })
    t.same(Buffer.from((await peek('vda', 100n, 50)).buffer), bytes.subarray(100, 150))
    t.same(Buffer.from((await peek(raw, 0n, 10)).buffer), bytes.subarray(0, 10))
    await t.rejects(peek('vda', 1n << 20n, 1), { code: 'SYSTEM_ERROR' })
    await t.rejects(peek('vdb', 0n, 1), { code: 'INVALID_ARG', message: /only supported for disk with 'raw' format/ })
    await t.rejects(peek('/etc/shadow', 0n, 1), { code: 'INVALID_ARG' })
  })
  await running

  await t.test('its memory', async t => {
    const peek = (offset: bigint, size: number, flags: number) =>
      call(calls.domainMemoryPeek, { dom, offset, size, flags })
    const { buffer } = await peek(0xffff0n, 16, 2)
    t.equal(buffer.length, 16)
    t.equal(buffer[0], 0xea, 'where a PC begins: a far jump into the firmware')
    await t.rejects(peek(0n, 16, 0), { code: 'INVALID_ARG' })
    await t.rejects(peek(1n << 62n, 16, 2), { code: 'OVERFLOW' })
  })

  await t.test('its health: no errors, no messages', async t => {
    t.same(await call(calls.domainGetDiskErrors, { dom, maxerrors: 0, flags: 0 }), { errors: [], nerrors: 2 })
    t.same(await call(calls.domainGetDiskErrors, { dom, maxerrors: 9, flags: 0 }), { errors: [], nerrors: 0 })
    t.same(await call(calls.domainGetMessages, { dom, flags: 0 }), { msgs: [] })
  })

  await t.test('keys are pressed by whatever name', async t => {
    const press = (codeset: number, ...keycodes: number[]) =>
      call(calls.domainSendKey, { dom, codeset, holdtime: 10, keycodes, flags: 0 })
    await press(keycodeSet.LINUX, 29, 56, 111)
    await press(keycodeSet.WIN32, 0x11, 0x12, 0x2e)
    await press(keycodeSet.QNUM, 30)
    await t.rejects(press(keycodeSet.LINUX, 500), { code: 'INTERNAL_ERROR' })
    await call(calls.domainInjectNmi, { dom, flags: 0 })
    t.match(
      await call(calls.domainGetState, { dom, flags: 0 }),
      { state: 3 },
      'nor does an NMI harm a guest that stands still',
    )
  })

  await t.test('certificates of displays are loaded again, and speeds of writing measured', async t => {
    await t.rejects(call(calls.domainGraphicsReload, { dom, type: 9, flags: 0 }), { code: 'INVALID_ARG' })
    // QEMU has none to load again, and says so: the command has reached it.
    await t.rejects(call(calls.domainGraphicsReload, { dom, type: 0, flags: 0 }), /display-reload/)
    await call(calls.domainStartDirtyRateCalc, { dom, seconds: 1, flags: 0 })
    await t.rejects(call(calls.domainStartDirtyRateCalc, { dom, seconds: 99, flags: 0 }), { code: 'INVALID_ARG' })
    t.same(await call(calls.domainGetLaunchSecurityInfo, { dom, flags: 0 }), { params: [] })
    await t.rejects(call(calls.domainSetLaunchSecurityState, { dom, params: [], flags: 0 }), {
      code: 'OPERATION_UNSUPPORTED',
    })
  })

  await t.test('a descriptor goes to QEMU with a command', async t => {
    const path = join(root, 'passed')
    let given = 0
    const files = {
      count: 1,
      take: () => {
        given++
        return openSync(path, 'w')
      },
    }
    const cmd = '{"execute":"add-fd","arguments":{"fdset-id":77,"opaque":"mine"}}'
    const { result } = await call(calls.qemuDomainMonitorCommandWithFiles, { dom, cmd, flags: 0 }, { files })
    t.match(JSON.parse(result), { return: { 'fdset-id': 77 } })
    t.equal(given, 1)
    const query = { dom, cmd: '{"execute":"query-fdsets"}', flags: 0 }
    const { result: sets } = await call(calls.qemuDomainMonitorCommandWithFiles, query)
    t.match(JSON.parse(sets), { return: [{ 'fdset-id': 77, fds: [{ opaque: 'mine' }] }] })
  })

  await t.test('events of QEMU are told to whoever watches the monitor', async t => {
    await call(calls.domainResume, { dom })
    t.ok(monitorEvents.includes('RESUME'), monitorEvents.join(' '))
  })

  await t.test('writes beyond a threshold are told once', async t => {
    await call(calls.domainSetBlockThreshold, { dom, dev: 'vda', threshold: 65536n, flags: 0 })
    await t.rejects(call(calls.domainSetBlockThreshold, { dom, dev: 'vdz', threshold: 1n, flags: 0 }), {
      code: 'INVALID_ARG',
    })
    const device = '/machine/peripheral/virtio-disk0/virtio-backend'
    const cmd = `qemu-io -d ${device} "write 128k 4k"`
    const { result } = await call(calls.qemuDomainMonitorCommand, { dom, cmd, flags: 1 })
    t.notMatch(result, /rror/)
    t.equal(told.filter(notice => notice === 'domainBlockThresholdEvent').length, 2, 'for vda and for vda[n]')
  })
})

const asRoot = process.getuid?.() === 0 ? {} : { skip: 'only root may mount a small file system' }

t.test('a disk that has run out of space is known, and what QEMU said of it is remembered', asRoot, async t => {
  const { call, define, root, console, heard } = await qemuHost(t)
  const small = join(root, 'small')
  mkdirSync(small)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small])
  t.teardown(() => execFileSync('umount', ['-l', small]))
  const path = join(small, 'disk.raw')
  execFileSync('qemu-img', ['create', '-q', '-f', 'raw', path, '8M'])
  const devices = disk(path, 'raw', 'vda').replace("type='raw'", "type='raw' error_policy='stop'")
  const dom = await define(guestXml({ devices }))
  await call(calls.domainCreate, { dom })
  const tty = await console(dom)
  await tty.shown('guest# ')
  tty.type('dd if=/dev/zero of=/dev/vda bs=1M count=4\n')
  await heard('domainIoErrorReasonEvent')
  await heard('lifecycle 3 2')
  t.same(await call(calls.domainGetState, { dom, flags: 0 }), { state: 3, reason: 5 })
  t.same(await call(calls.domainGetDiskErrors, { dom, maxerrors: 9, flags: 0 }), {
    errors: [{ disk: 'vda', error: 2 }],
    nerrors: 1,
  })
  const { msgs } = await call(calls.domainGetMessages, { dom, flags: domainMessageType.IOERRORS })
  t.equal(msgs.length, 1)
  t.match(
    msgs[0],
    /^I\/O error: disk='vda', index='1', path='.*disk\.raw', timestamp='[\d: .+-]+', message='No space left on device'$/,
  )
  t.same(await call(calls.domainGetMessages, { dom, flags: domainMessageType.TAINTING }), { msgs: [] })
  await call(calls.domainDestroy, { dom })
})

t.test('a QEMU that hangs holds nobody for longer than the deadline, and can be destroyed', async t => {
  const { call, define, root } = await qemuHost(t, { timeouts: { monitor: 200 } })
  const path = join(root, 'disk.qcow2')
  execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', path, '1M'])
  const dom = await define(guestXml({ devices: disk(path, 'qcow2', 'vda') }))
  await call(calls.domainCreateWithFlags, { dom, flags: 1 })
  const status = readFileSync(join(root, 'run/qemu/web1.xml'), 'utf8')
  process.kill(Number(/pid='(\d+)'/.exec(status)?.[1]), 'SIGSTOP')
  const to = join(root, 'core')
  const xml_desc = '<domainsnapshot/>'
  const hung = { code: 'OPERATION_TIMEOUT', message: /QEMU of guest 'web1' has not answered/ }
  await t.rejects(call(calls.domainCoreDump, { dom, to, flags: 0 }), hung)
  await t.rejects(call(calls.domainSnapshotCreateXml, { dom, xml_desc, flags: 0 }), hung)
  await t.rejects(call(calls.domainSnapshotCreateXml, { dom, xml_desc, flags: 16 }), hung)
  await t.rejects(call(calls.domainBlockPull, { dom, path: 'vda', bandwidth: 0n, flags: 0 }), hung)
  await t.rejects(call(calls.domainSendKey, { dom, codeset: 0, holdtime: 0, keycodes: [30], flags: 0 }), hung)
  await t.rejects(call(calls.domainSetBlockThreshold, { dom, dev: 'vda', threshold: 1n, flags: 0 }), hung)
  await t.rejects(call(calls.domainMemoryPeek, { dom, offset: 0n, size: 4, flags: 2 }), hung)
  t.match(await call(calls.domainGetJobInfo, { dom }), { type: 0 }, 'questions go on')
  t.same((await call(calls.domainListAllSnapshots, { dom, need_results: 1, flags: 0 })).snapshots, [])
  t.notOk(existsSync(to))
  t.same(
    readdirSync(root).filter(name => name.startsWith('disk')),
    ['disk.qcow2'],
    'what was prepared is taken away',
  )
  await call(calls.domainDestroy, { dom })
})
