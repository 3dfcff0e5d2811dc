// Methods of org.libvirt.Domain about a guest's life, its settings and its own system.
import type { Test } from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { Variant } from '../../../src/bus/codec/values.js'
import { type ExercisedBus, parameters, paths, text, u, ull, uuids } from './ExercisedBus.js'

const CONFIG = 2

export function domainMembers(t: Test, open: (t: Test) => Promise<ExercisedBus>): void {
  const guest = async (t: Test) => {
    const bus = await open(t)
    const ask = (member: string, ...values: unknown[]) => bus.call(paths.domain, `Domain.${member}`, ...values)
    return { ...bus, ask, read: (member: string) => bus.get(paths.domain, `Domain.${member}`) }
  }

  t.test('a guest stops, starts, sleeps and starts over', async t => {
    const { ask, read, direct, signals } = await guest(t)
    const state = () => ask('GetState', 0)
    await ask('Suspend')
    t.same(await state(), [3, 1])
    await ask('Resume')
    t.same(await state(), [1, 5])
    await ask('Reboot', 0)
    t.same(await state(), [1, 1])
    await ask('Reset', 0)
    t.same(await state(), [1, 1])
    await ask('Shutdown', 0)
    t.same(await state(), [5, 1])
    await ask('Create', 0)
    t.same(await state(), [1, 1])
    await ask('Destroy', 0)
    t.same(await state(), [5, 2])
    await ask('CreateWithFiles', [], 0)
    t.same([await state(), await read('Id')], [[1, 1], 3])
    const dom = { name: 'test', uuid: uuids.domain, id: 3 }
    await direct(calls.domainPmSuspendForDuration, { dom, target: 0, duration: 0n, flags: 0 })
    t.same(await state(), [7, 0])
    await t.rejects(ask('Resume'), /domain is pmsuspended/)
    await ask('PMWakeup', 0)
    t.same(await state(), [1, 8])
    const events = signals.flatMap(([member, [, event, detail]]) => (member === 'DomainEvent' ? [[event, detail]] : []))
    // Suspended, resumed, shut down, started, destroyed, started, asleep, awake.
    t.same(events, [
      [3, 0],
      [4, 0],
      [5, 0],
      [2, 0],
      [5, 1],
      [2, 0],
      [7, 0],
      [2, 4],
    ])
    t.ok(signals.some(([member]) => member === 'Reboot'))
  })

  t.test('a guest is saved by its name, renamed and undefined', async t => {
    const { ask, read, call } = await guest(t)
    t.equal(await ask('HasManagedSaveImage', 0), false)
    await ask('ManagedSave', 0)
    t.same([await ask('HasManagedSaveImage', 0), await read('Active')], [true, false])
    await ask('ManagedSaveRemove', 0)
    t.equal(await ask('HasManagedSaveImage', 0), false)
    await ask('Rename', 'other', 0)
    t.equal(await read('Name'), 'other')
    t.equal(await call(paths.connect, 'Connect.DomainLookupByName', 'other'), paths.domain)
    await ask('Undefine', 0)
    t.same(await call(paths.connect, 'Connect.ListDomains', 0), [])
  })

  t.test('memory and CPUs are what they were set to', async t => {
    const { ask } = await guest(t)
    const document = () => ask('GetXMLDesc', 0)
    await ask('SetMemory', 1048576n, 0)
    t.match(await document(), "<currentMemory unit='KiB'>1048576</currentMemory>")
    const stats = await ask('MemoryStats', 0)
    t.ok(Array.isArray(stats))
    t.same(new Map(Array.isArray(stats) ? stats : []).get(6), 1048576n)
    await ask('SetMemoryStatsPeriod', 5, 0)
    t.match(await document(), "<stats period='5'/>")
    await ask('SetMemoryParameters', [['soft_limit', ull(4096n)]], 0)
    t.match(parameters(await ask('GetMemoryParameters', 0)), { soft_limit: 4096n })
    await ask('SetVcpus', 1, 0)
    t.equal(await ask('GetVcpus', 0), 1)
    await ask('SetVcpus', 2, 0)
    const pinned = [false, true, ...Array.from({ length: 6 }, () => false)]
    await ask('PinVcpu', 1, pinned, 0)
    t.same(await ask('GetVcpuPinInfo', 0), [Array.from({ length: 8 }, () => true), pinned])
    await ask('PinEmulator', pinned, 0)
    t.same(await ask('GetEmulatorPinInfo', 0), pinned)
    await ask('AddIOThread', 7, 0)
    await ask('PinIOThread', 7, pinned, 0)
    t.same(await ask('GetIOThreadInfo', 0), [[7, pinned]])
    await ask('DelIOThread', 7, 0)
    t.same(await ask('GetIOThreadInfo', 0), [])
    await ask(
      'SetNumaParameters',
      [
        ['numa_mode', new Variant('i', 2)],
        ['numa_nodeset', text('0-1')],
      ],
      0,
    )
    t.same(parameters(await ask('GetNumaParameters', 4)), { numa_mode: 2, numa_nodeset: '0-1' })
    await ask('SetSchedulerParameters', [['weight', u(70)]], 0)
    t.same(parameters(await ask('GetSchedulerParameters', 0)), { weight: 70 })
    await ask('SetPerfEvents', [['cmt', new Variant('b', true)]], 0)
    t.match(parameters(await ask('GetPerfEvents', 0)), { cmt: true, mbmt: false })
  })

  t.test('limits of interfaces and disks are what they were set to', async t => {
    const { ask } = await guest(t)
    await ask(
      'SetInterfaceParameters',
      'testnet0',
      [
        ['inbound.average', u(100)],
        ['inbound.peak', u(200)],
      ],
      0,
    )
    const limits = { 'inbound.average': 100, 'inbound.peak': 200, 'outbound.average': 0 }
    t.match(parameters(await ask('GetInterfaceParameters', 'aa:bb:cc:dd:ee:ff', 0)), limits)
    t.match(parameters(await ask('GetInterfaceParameters', 'testnet0', CONFIG)), { 'inbound.average': 0 })
    await t.rejects(ask('GetInterfaceParameters', 'nosuch', 0), {
      message: "invalid argument: 'nosuch' is not a known interface",
    })
    await ask('SetBlockIOParameters', [['weight', u(300)]], 0)
    t.match(parameters(await ask('GetBlockIOParameters', 0)), { weight: 300 })
    await ask('SetBlockIOTune', 'vda', [['total_iops_sec', ull(50n)]], 0)
    t.match(parameters(await ask('GetBlockIOTune', 'vda', 0)), { total_iops_sec: 50n })
    t.same(await ask('GetDiskErrors', 0), [['vda', 1]])
  })

  t.test('the guest’s own system answers', async t => {
    const { ask } = await guest(t)
    t.same(await ask('FSFreeze', [], 0), 2)
    t.same(await ask('FSThaw', ['/boot'], 0), 1)
    t.same(await ask('FSThaw', [], 0), 1)
    await ask('FSTrim', '/', 0n, 0)
    await t.rejects(ask('FSTrim', '/nowhere', 0n, 0), /mount point not found/)
    t.same(await ask('GetFSInfo', 0), [
      ['/', 'vda1', 'ext4', ['vda']],
      ['/boot', 'vda2', 'ext4', ['vda']],
    ])
    t.equal(await ask('GetHostname', 0), 'testhost')
    await ask('SetTime', 1_000_000n, 5, 0)
    t.match(await ask('GetTime', 0), [1_000_000n, Number])
    t.same(await ask('InterfaceAddresses', 0, 0), [['testnet0', 'aa:bb:cc:dd:ee:ff', [[0, '192.168.122.3', 24]]]])
    t.same(parameters(await ask('GetGuestVcpus', 0)), { vcpus: '0-1', online: '0-1', offlinable: '1' })
    await ask('SetGuestVcpus', [false, true], 0, 0)
    t.match(parameters(await ask('GetGuestVcpus', 0)), { online: '0' })
    await t.rejects(ask('SetGuestVcpus', [true], 0, 0), /can't be offlined$/)
    await ask('SetUserPassword', 'root', 'secret', 0)
    await ask('SendKey', 0, 10, [28], 0)
    await t.rejects(ask('SendKey', 0, 10, [0], 0), /invalid keycode: 0x0$/)
    await ask('SendProcessSignal', 1n, 15, 0)
    await t.rejects(ask('SendProcessSignal', 7n, 15, 0), /only sending a signal to pid 1 is supported$/)
    await ask('InjectNMI', 0)
    t.same(await ask('MemoryPeek', 0x12fen, 4n, 1), Uint8Array.of(0xfe, 0xff, 0, 1))
    await ask('CoreDump', '/dump', 0, 0)
    const CRASH = 1
    await ask('CoreDump', '/dump', 0, CRASH)
    t.same(await ask('GetState', 0), [5, 3])
    const off = { message: 'Requested operation is not valid: domain is not running' }
    const calm: [string, ...unknown[]][] = [
      ['SetUserPassword', 'root', 'secret', 0],
      ['InjectNMI', 0],
      ['Reset', 0],
      ['FSTrim', '/', 0n, 0],
      ['CoreDump', '/dump', 0, 0],
      ['MemoryPeek', 0n, 1n, 1],
      ['SendKey', 0, 0, [28], 0],
    ]
    for (const [member, ...values] of calm) await t.rejects(ask(member, ...values), off, member)
  })

  t.test('a guest says how it is', async t => {
    const { ask, read } = await guest(t)
    t.same(await ask('GetControlInfo', 0), [0, 0, 0n])
    t.match(parameters(await ask('GetStats', 1, 0)), { 'state.state': 1 })
    t.same(await ask('GetSecurityLabelList'), [['libvirt-test', true]])
    t.same(await ask('GetJobInfo'), [0, ...Array.from({ length: 11 }, () => 0n)])
    t.same(await ask('GetJobStats', 0), [0, []])
    await ask('SetMetadata', 1, 'a title', '', '', 0).catch(() => {})
    await ask('SetMetadata', 2, '<a xmlns="urn:x"/>', 'x', 'urn:x', 0)
    t.match(await ask('GetMetadata', 2, 'urn:x', 0), '<a')
    t.same(await read('SchedulerType'), ['fair', 1])
  })

  t.test('a guest is never busy, so that there is no job to abort', async t => {
    const { client, answered } = await guest(t)
    const abort = {
      destination: 'org.libvirt',
      path: paths.domain,
      interface: 'org.libvirt.Domain',
      member: 'AbortJob',
    }
    await t.rejects(client.call({ ...abort, signature: '', values: [] }), {
      message: 'Requested operation is not valid: no job is active on the domain',
    })
    // The refusal is its whole meaning here.
    t.notOk(answered.has('Domain.AbortJob'))
  })
}
