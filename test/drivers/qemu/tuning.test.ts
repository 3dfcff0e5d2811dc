import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import type { TypedParameter } from '../../../src/api/schema.js'
import { guestXml } from './guestXml.js'
import { qemuHost } from './qemuHost.js'

// QEMU runs for real; guests stay paused before their first instruction.
t.setTimeout(180_000)

const live = 1
const config = 2
const paused = 1
const ullong = (field: string, value: bigint): TypedParameter => ({ field, type: 'ullong', value })
const valuesOf = (params: readonly TypedParameter[]) =>
  Object.fromEntries(params.map(({ field, value }) => [field, value]))

t.test('the threads of a guest are pinned where it runs, where it starts, or both', async t => {
  const { call, define, told } = await qemuHost(t)
  const dom = await define(guestXml())
  await call(calls.domainCreateWithFlags, { dom, flags: paused })
  const cpumap = Buffer.from([1])
  await call(calls.domainPinVcpuFlags, { dom, vcpu: 0, cpumap, flags: live })
  await call(calls.domainPinEmulator, { dom, cpumap, flags: live | config })
  t.ok(told.includes('domainTunableEvent'))
  const pins = async (flags: number) => {
    const { cpumaps } = await call(calls.domainGetVcpuPinInfo, { dom, ncpumaps: 1, maplen: 1, flags })
    const emulator = await call(calls.domainGetEmulatorPinInfo, { dom, maplen: 1, flags })
    return [cpumaps[0] === 1, emulator.cpumaps[0] === 1]
  }
  t.same(await pins(live), [true, true])
  t.same((await pins(config))[1], true)
  const { pid } = JSON.parse(
    (await call(calls.qemuDomainMonitorCommand, { dom, cmd: '{"execute":"query-cpus-fast"}', flags: 0 })).result,
    (key, value: unknown) => (key === 'return' && Array.isArray(value) ? { pid: value[0]['thread-id'] } : value),
  ).return
  t.match(readFileSync(`/proc/${pid}/status`, 'latin1'), /^Cpus_allowed_list:\t0$/m)
  await t.rejects(call(calls.domainPinVcpu, { dom, vcpu: 5, cpumap }), {
    message: 'invalid argument: vcpu 5 is out of range of live cpu count 1',
  })
  await t.rejects(call(calls.domainPinVcpuFlags, { dom, vcpu: 5, cpumap, flags: config }), {
    message: 'invalid argument: vcpu 5 is out of range of persistent cpu count 1',
  })
  await t.rejects(call(calls.domainPinEmulator, { dom, cpumap: Buffer.from([0]), flags: live }), {
    message: 'invalid argument: Empty cpu list for pinning',
  })
})

t.test('I/O threads come, change and go while the guest runs', async t => {
  const { call, define, restart } = await qemuHost(t)
  const dom = await define(guestXml({ more: '<iothreads>1</iothreads>' }))
  await call(calls.domainCreateWithFlags, { dom, flags: paused })
  await call(calls.domainAddIothread, { dom, iothread_id: 4, flags: live | config })
  const ids = async (flags: number) =>
    (await call(calls.domainGetIothreadInfo, { dom, flags })).info.map(({ iothread_id }) => iothread_id)
  t.same(
    [await ids(live), await ids(config)],
    [
      [1, 4],
      [1, 4],
    ],
  )
  await call(calls.domainPinIothread, { dom, iothreads_id: 4, cpumap: Buffer.from([1]), flags: live })
  const params = [ullong('poll_max_ns', 5000n), { field: 'poll_grow', type: 'uint', value: 3 } as const]
  await call(calls.domainSetIothreadParams, { dom, iothread_id: 4, params, flags: live })
  const { retStats } = await call(calls.connectGetAllDomainStats, { doms: [dom], stats: 128, flags: 0 })
  t.match(valuesOf(retStats[0]?.params ?? []), {
    'iothread.count': 2,
    'iothread.4.poll-max-ns': 5000n,
    'iothread.4.poll-grow': 3,
  })
  await call(calls.domainDelIothread, { dom, iothread_id: 1, flags: live })
  t.same([await ids(live), await ids(config)], [[4], [1, 4]])
  const refused = (iothread_id: number) => call(calls.domainDelIothread, { dom, iothread_id, flags: live })
  await t.rejects(refused(9), { message: "invalid argument: cannot find IOThread '9' in iothreadids list" })
  await t.rejects(call(calls.domainAddIothread, { dom, iothread_id: 4, flags: live }), {
    message: "invalid argument: an IOThread is already using iothread_id '4'",
  })
  await t.rejects(call(calls.domainPinIothread, { dom, iothreads_id: 9, cpumap: Buffer.from([1]), flags: config }), {
    message: 'invalid argument: iothreadid 9 not found',
  })
  const again = await restart()
  const { xml } = await again.call(calls.domainGetXmlDesc, { dom, flags: 0 })
  t.match(xml, /<iothreadpin iothread='4' cpuset='0'\/>/)
})

t.test('the traffic of a disk is limited in QEMU, and told as QEMU has it', async t => {
  const { call, define, root, told } = await qemuHost(t)
  const path = join(root, 'disk.img')
  writeFileSync(path, Buffer.alloc(1 << 20))
  const disk = `<disk type='file'><driver name='qemu' type='raw'/><source file='${path}'/><target dev='vda' bus='virtio'/></disk>`
  const dom = await define(guestXml({ devices: disk }))
  await call(calls.domainCreateWithFlags, { dom, flags: paused })
  const set = (params: TypedParameter[], flags: number) =>
    call(calls.domainSetBlockIoTune, { dom, disk: 'vda', params, flags })
  const get = async (flags: number) =>
    valuesOf((await call(calls.domainGetBlockIoTune, { dom, disk: 'vda', nparams: 20, flags })).params)
  await set([ullong('total_bytes_sec', 5000n), ullong('total_bytes_sec_max', 7000n)], live)
  await set([ullong('read_iops_sec', 10n)], config)
  t.ok(told.includes('domainTunableEvent'))
  t.match(await get(live), { total_bytes_sec: 5000n, total_bytes_sec_max: 7000n, total_bytes_sec_max_length: 1n })
  t.match(await get(config), { total_bytes_sec: 0n, read_iops_sec: 10n, group_name: '' })
  const cmd = '{"execute":"query-block"}'
  t.match((await call(calls.qemuDomainMonitorCommand, { dom, cmd, flags: 0 })).result, '"bps":5000')
  await t.rejects(set([ullong('total_bytes_sec', 9000n)], live), {
    message: "unsupported configuration: value 'total_bytes_sec_max' cannot be smaller than 'total_bytes_sec'",
  })
  await set([ullong('total_bytes_sec', 0n), ullong('total_bytes_sec_max', 0n)], live)
  t.match(await get(live), { total_bytes_sec: 0n, total_bytes_sec_max: 0n })
  await t.rejects(
    call(calls.domainSetBlockIoTune, { dom, disk: 'vdb', params: [ullong('read_iops_sec', 1n)], flags: live }),
    {
      message: "invalid argument: disk 'vdb' was not found in the domain config",
    },
  )
})

t.test('a disk that is plugged in is limited as its document says', async t => {
  const { call, define, root } = await qemuHost(t)
  const path = join(root, 'disk.img')
  writeFileSync(path, Buffer.alloc(1 << 20))
  const dom = await define(guestXml())
  await call(calls.domainCreateWithFlags, { dom, flags: paused })
  const xml = `<disk type='file'><driver name='qemu' type='raw'/><source file='${path}'/><target dev='vdb' bus='virtio'/>
    <iotune><read_iops_sec>77</read_iops_sec></iotune></disk>`
  await call(calls.domainAttachDeviceFlags, { dom, xml, flags: live })
  const { params } = await call(calls.domainGetBlockIoTune, { dom, disk: 'vdb', nparams: 20, flags: live })
  t.match(valuesOf(params), { read_iops_sec: 77n })
})

t.test('groups of limits are made, changed and removed while nobody uses them', async t => {
  const { call, define } = await qemuHost(t)
  const dom = await define(guestXml())
  await call(calls.domainCreateWithFlags, { dom, flags: paused })
  const set = (params: TypedParameter[]) =>
    call(calls.domainSetThrottleGroup, { dom, group: 'slow', params, flags: live })
  const limits = async () => {
    const cmd = '{"execute":"qom-get","arguments":{"path":"/objects/throttle-slow","property":"limits"}}'
    return JSON.parse((await call(calls.qemuDomainMonitorCommand, { dom, cmd, flags: 0 })).result)
  }
  await set([ullong('total_iops_sec', 50n)])
  t.match(await limits(), { return: { 'iops-total': 50 } })
  await set([ullong('read_iops_sec', 20n)])
  t.match(await limits(), { return: { 'iops-total': 0, 'iops-read': 20 } })
  await call(calls.domainDelThrottleGroup, { dom, group: 'slow', flags: live })
  t.match(await limits(), { error: {} })
  await t.rejects(call(calls.domainDelThrottleGroup, { dom, group: 'slow', flags: live }), {
    message: "invalid argument: throttlegroup 'slow' not found",
  })
})

t.test('counters of the kernel are kept for a guest, and told with its figures', async t => {
  const { call, define } = await qemuHost(t)
  const dom = await define(guestXml({ more: "<perf><event name='page_faults' enabled='yes'/></perf>" }))
  await call(calls.domainCreateWithFlags, { dom, flags: paused })
  const set = (name: string, value: boolean) =>
    call(calls.domainSetPerfEvents, { dom, params: [{ field: name, type: 'boolean', value }], flags: live })
  const kept = async (flags: number) => {
    const { params } = await call(calls.domainGetPerfEvents, { dom, flags })
    return params.filter(({ value }) => value === true).map(({ field }) => field)
  }
  await set('task_clock', true)
  t.same([await kept(live), await kept(config)], [['task_clock', 'page_faults'], ['page_faults']])
  const { retStats } = await call(calls.connectGetAllDomainStats, { doms: [dom], stats: 64, flags: 0 })
  t.same(retStats[0]?.params.map(({ field }) => field).toSorted(), ['perf.page_faults', 'perf.task_clock'])
  await set('page_faults', false)
  t.same(await kept(live), ['task_clock'])
  await t.rejects(set('cmt', true), { code: 'OPERATION_UNSUPPORTED' })
})

t.test('the chain of a disk is told image by image, and rates of dirtying when they were measured', async t => {
  const { call, define, root } = await qemuHost(t)
  const [base, top] = [join(root, 'base.qcow2'), join(root, 'top.qcow2')]
  spawnSync('qemu-img', ['create', '-q', '-f', 'qcow2', base, '2M'])
  spawnSync('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', base, '-F', 'qcow2', top])
  const disk = `<disk type='file'><driver name='qemu' type='qcow2'/><source file='${top}'/><target dev='vda' bus='virtio'/></disk>`
  const dom = await define(guestXml({ devices: disk }))
  await call(calls.domainCreateWithFlags, { dom, flags: paused })
  const figures = async (stats: number, flags: number) => {
    const { retStats } = await call(calls.connectGetAllDomainStats, { doms: [dom], stats, flags })
    return valuesOf(retStats[0]?.params ?? [])
  }
  const backing = 1 << 30
  const all = await figures(32, backing)
  t.match(all, {
    'block.count': 2,
    'block.0.path': top,
    'block.0.backingIndex': 1,
    'block.0.rd.reqs': 0n,
    'block.0.capacity': 2_097_152n,
    'block.1.name': 'vda',
    'block.1.path': base,
    'block.1.backingIndex': 2,
  })
  t.notOk('block.1.rd.reqs' in all)
  t.match(await figures(32, 0), { 'block.count': 1 })
  t.match(await figures(512, 0), { 'dirtyrate.calc_status': 0 })
  await t.rejects(call(calls.domainStartDirtyRateCalc, { dom, seconds: 61, flags: 0 }), {
    message: 'invalid argument: seconds=61 is invalid, please choose value within [1, 60].',
  })
  await call(calls.domainStartDirtyRateCalc, { dom, seconds: 1, flags: 0 })
  t.match(await figures(512, 0), { 'dirtyrate.calc_period': 1, 'dirtyrate.calc_mode': 'page-sampling' })
})

t.test('what needs control groups is refused to the guests of one user', async t => {
  const { call, define } = await qemuHost(t)
  const dom = await define(guestXml())
  const shares = [ullong('cpu_shares', 5n)]
  const refused: readonly [Promise<unknown>, string][] = [
    [call(calls.domainGetSchedulerType, { dom }), 'Operation not supported: CPU tuning'],
    [call(calls.domainGetSchedulerParameters, { dom, nparams: 9 }), 'unsupported configuration: CPU tuning'],
    [call(calls.domainSetSchedulerParameters, { dom, params: shares }), 'unsupported configuration: CPU tuning'],
    [call(calls.domainGetMemoryParameters, { dom, nparams: 3, flags: 0 }), 'Operation not supported: Memory tuning'],
    [
      call(calls.domainGetBlkioParameters, { dom, nparams: 6, flags: 0 }),
      'unsupported configuration: Block I/O tuning',
    ],
  ]
  for (const [answer, what] of refused) await t.rejects(answer, { message: `${what} is not available in session mode` })
  const greedy = await define(guestXml({ name: 'greedy', more: '<cputune><shares>5</shares></cputune>' }))
  await t.rejects(call(calls.domainCreate, { dom: greedy }), {
    message: 'unsupported configuration: CPU tuning is not available in session mode',
  })
})

t.test('where there are no control groups, a guest that needs none runs, and says what is missing', async t => {
  // QEMU's own user gets at it.
  const root = mkdtempSync(join(tmpdir(), 'virtbus-qemu-'))
  chmodSync(root, 0o755)
  const { call, define } = await qemuHost(t, { privileged: true, root })
  const dom = await define(guestXml())
  t.same(await call(calls.domainGetSchedulerType, { dom }), { type: 'posix', nparams: 9 })
  await call(calls.domainSetMemoryParameters, { dom, params: [ullong('hard_limit', 5000n)], flags: config })
  const { params } = await call(calls.domainGetMemoryParameters, { dom, nparams: 3, flags: config })
  t.match(valuesOf(params), { hard_limit: 5000n, soft_limit: 9007199254740991n })
  await t.rejects(call(calls.domainCreate, { dom }), {
    message: 'unsupported configuration: Memory cgroup is not available on this host',
  })
  await call(calls.domainSetMemoryParameters, { dom, params: [ullong('hard_limit', 9007199254740991n)], flags: config })
  await call(calls.domainCreateWithFlags, { dom, flags: paused })
  await t.rejects(call(calls.domainGetSchedulerParameters, { dom, nparams: 9 }), {
    message: 'Requested operation is not valid: cgroup CPU controller is not mounted',
  })
  await t.rejects(call(calls.domainGetBlkioParameters, { dom, nparams: 6, flags: live }), {
    message: "Requested operation is not valid: blkio cgroup isn't mounted",
  })
  await t.rejects(call(calls.domainGetCpuStats, { dom, nparams: 0, start_cpu: 0, ncpus: 1, flags: 0 }), {
    message: 'Requested operation is not valid: cgroup CPUACCT controller is not mounted',
  })
  t.equal(
    (await call(calls.domainGetCpuStats, { dom, nparams: 3, start_cpu: -1, ncpus: 1, flags: 0 })).params.length,
    3,
  )
})

t.test('interfaces without a link of the host cannot be limited', async t => {
  const { call, define } = await qemuHost(t)
  const mac = '52:54:00:11:22:33'
  const dom = await define(guestXml({ devices: `<interface type='user'><mac address='${mac}'/></interface>` }))
  const params: TypedParameter[] = [{ field: 'inbound.average', type: 'uint', value: 10 }]
  await t.rejects(call(calls.domainSetInterfaceParameters, { dom, device: mac, params, flags: config }), {
    message: "unsupported configuration: setting bandwidth on interfaces of type 'user' is not implemented yet",
  })
  const asked = await call(calls.domainGetInterfaceParameters, { dom, device: mac, nparams: 7, flags: config })
  t.equal(valuesOf(asked.params)['inbound.average'], 0)
  await t.rejects(call(calls.domainGetInterfaceParameters, { dom, device: 'xx', nparams: 7, flags: config }), {
    message: "invalid argument: 'xx' is not a known interface",
  })
})
