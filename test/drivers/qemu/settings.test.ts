import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { once } from 'node:events'
import { type Duplex, PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { domainMemoryStatTags, domainStatsTypes } from '../../../src/api/enums/domain.js'
import { DescriptorSocket } from '../../../src/host/DescriptorSocket.js'
import { guestXml } from './guestXml.js'
import { qemuHost } from './qemuHost.js'

// Guests are booted for real, without KVM where there is none.
t.setTimeout(180_000)

const live = 1
const config = 2

t.test('metadata is changed in the document that runs, the one on disk, or both', async t => {
  const { call, define, directories, told } = await qemuHost(t)
  const dom = await define(guestXml())
  await call(calls.domainCreateWithFlags, { dom, flags: 1 })
  const title = (metadata: string, flags: number) =>
    call(calls.domainSetMetadata, { dom, type: 1, metadata, key: undefined, uri: undefined, flags })
  await title('running', live)
  await title('stored', config)
  const read = async (flags: number) =>
    (await call(calls.domainGetMetadata, { dom, type: 1, uri: undefined, flags })).metadata
  t.same([await read(live), await read(config)], ['running', 'stored'])
  t.match(readFileSync(join(directories.qemuConfig, 'web1.xml'), 'utf8'), '<title>stored</title>')
  t.match(readFileSync(join(directories.qemuState, 'web1.xml'), 'utf8'), '<title>running</title>')
  t.ok(told.includes('domainMetadataChangeEvent'))
})

t.test(
  'how often memory is counted is set in the guest, for the next start, or not at all without a balloon',
  async t => {
    const { call, define } = await qemuHost(t)
    const dom = await define(guestXml())
    await call(calls.domainCreateWithFlags, { dom, flags: 1 })
    await call(calls.domainSetMemoryStatsPeriod, { dom, period: 3, flags: live })
    await call(calls.domainSetMemoryStatsPeriod, { dom, period: 5, flags: config })
    const shown = async (flags: number) =>
      /<stats period='(\d+)'/.exec(String((await call(calls.domainGetXmlDesc, { dom, flags })).xml))?.[1]
    t.same([await shown(0), await shown(2)], ['3', '5'])
    const path = JSON.stringify({ path: '/machine/peripheral/balloon0', property: 'guest-stats-polling-interval' })
    const cmd = `{"execute":"qom-get","arguments":${path}}`
    t.match((await call(calls.qemuDomainMonitorCommand, { dom, cmd, flags: 0 })).result, '"return":3')
    await call(calls.domainSetMemoryStatsPeriod, { dom, period: -1, flags: live })
    t.equal(await shown(0), undefined)
    const bare = await define(guestXml({ name: 'bare', devices: "<memballoon model='none'/>" }))
    await t.rejects(call(calls.domainSetMemoryStatsPeriod, { dom: bare, period: 3, flags: config }), {
      code: 'OPERATION_INVALID',
    })
  },
)

t.test('memory is ballooned while the guest runs, and its maximum is for the next start', async t => {
  const { call, define, heard } = await qemuHost(t)
  const dom = await define(guestXml())
  await call(calls.domainCreate, { dom })
  await t.rejects(call(calls.domainSetMemoryFlags, { dom, memory: 999_999_999n, flags: live }), {
    message: 'invalid argument: cannot set memory higher than max memory',
  })
  await t.rejects(call(calls.domainSetMemoryFlags, { dom, memory: 65536n, flags: live | 4 }), {
    message: 'Requested operation is not valid: cannot resize the maximum memory on an active domain',
  })
  await call(calls.domainSetMemoryFlags, { dom, memory: 131072n, flags: live })
  await heard('domainBalloonChangeEvent')
  await call(calls.domainSetMemoryFlags, { dom, memory: 262144n, flags: config | 4 })
  t.match((await call(calls.domainGetXmlDesc, { dom, flags: 2 })).xml, "<memory unit='KiB'>262144</memory>")
  t.equal((await call(calls.domainGetMaxMemory, { dom })).memory, 196608n)
})

t.test('figures of a running guest come from QEMU and the kernel', async t => {
  const { call, define, root } = await qemuHost(t)
  const path = join(root, 'disk.img')
  writeFileSync(path, Buffer.alloc(1 << 20))
  const disk = `<disk type='file'><driver name='qemu' type='raw'/><source file='${path}'/><target dev='vda' bus='virtio'/></disk>`
  const dom = await define(guestXml({ devices: disk }))
  await call(calls.domainCreate, { dom })
  const { stats } = await call(calls.domainMemoryStats, { dom, maxStats: 20, flags: 0 })
  const byTag = new Map(stats.map(({ tag, val }) => [tag, val]))
  t.equal(byTag.get(domainMemoryStatTags.ACTUAL_BALLOON), 196608n)
  t.ok((byTag.get(domainMemoryStatTags.RSS) ?? 0n) > 10_000n)
  t.same(await call(calls.domainGetBlockInfo, { dom, path: 'vda', flags: 0 }), {
    capacity: 1_048_576n,
    allocation: 1_048_576n,
    physical: 1_048_576n,
  })
  t.match(await call(calls.domainBlockStats, { dom, path }), { errs: -1n })
  await t.rejects(call(calls.domainBlockStats, { dom, path: 'vdz' }), {
    message: 'invalid argument: invalid path: vdz',
  })
  const { info } = await call(calls.domainGetVcpus, { dom, maxinfo: 4, maplen: 1 })
  t.equal(info.length, 1)
  const { retStats } = await call(calls.connectGetAllDomainStats, { doms: [], stats: 0, flags: 0 })
  const named = new Map(retStats[0]?.params.map(({ field, value }) => [field, value]))
  t.match(Object.fromEntries(named), {
    'state.state': 1,
    'balloon.maximum': 196608n,
    'vcpu.current': 1,
    'block.count': 1,
    'block.0.name': 'vda',
    'block.0.capacity': 1_048_576n,
    'net.count': 0,
  })
  const few = await call(calls.connectGetAllDomainStats, { doms: [dom], stats: domainStatsTypes.STATE, flags: 0 })
  t.same(
    few.retStats[0]?.params.map(({ field }) => field),
    ['state.state', 'state.reason'],
  )
})

t.test('a display is reached without its port, and pictured', async t => {
  const { call, define, heard } = await qemuHost(t)
  const vnc = "<graphics type='vnc' autoport='yes'/><video><model type='vga'/></video>"
  const dom = await define(guestXml({ devices: vnc }))
  await call(calls.domainCreate, { dom })
  let sent = -1
  await call(calls.domainOpenGraphicsFd, { dom, idx: 0, flags: 1 }, { sendFile: fd => (sent = fd) })
  const display = new DescriptorSocket(sent)
  const [greeting] = await once(display, 'data')
  t.match(String(greeting), /^RFB 003/)
  await heard('domainGraphicsEvent')
  display.destroy()
  await t.rejects(call(calls.domainOpenGraphicsFd, { dom, idx: 1, flags: 0 }), /No graphics backend with index 1/)
  let picture: Duplex | undefined
  const { mime } = await call(
    calls.domainScreenshot,
    { dom, screen: 0, flags: 0 },
    { openStream: end => (picture = end) },
  )
  t.equal(mime, 'image/x-portable-pixmap')
  t.match((await buffer(picture ?? new PassThrough())).subarray(0, 3).toString(), 'P6\n')
})

t.test('QEMU can be spoken to directly', async t => {
  const { call, define } = await qemuHost(t)
  const dom = await define(guestXml())
  await call(calls.domainCreateWithFlags, { dom, flags: 1 })
  const ask = async (cmd: string, flags = 0) => (await call(calls.qemuDomainMonitorCommand, { dom, cmd, flags })).result
  t.match(JSON.parse(await ask('{"execute": "query-status", "id": 7}')), { return: { running: false }, id: 7 })
  t.match(JSON.parse(await ask('{"execute": "nonsense"}')), { error: { class: 'CommandNotFound' } })
  t.match(await ask('info status', 1), 'VM status: paused')
  await t.rejects(ask('nonsense'), { code: 'INVALID_ARG' })
})
