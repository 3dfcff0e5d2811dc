import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { domainBlockJobType } from '../../../src/api/enums/domain.js'
import type { References } from '../../../src/api/schema.js'
import { ManualClock } from './ManualClock.js'
import { testDomain } from './testDriver.js'

const MiB = 1n << 20n
const BYTES = 64

async function guest() {
  const clock = new ManualClock()
  const { call, dom, events } = await testDomain(clock)
  await call(calls.domainBlockResize, { dom, disk: 'vda', size: 100n * MiB, flags: 1 })
  const info = () => call(calls.domainGetBlockJobInfo, { dom, path: 'vda', flags: 0 })
  const told = () =>
    events.flatMap(({ name, body }) => (name === 'domainBlockJob2Event' && 'status' in body ? [body.status] : []))
  return { clock, call, dom, info, told }
}

t.test('a job gets on as time passes, at the speed it has been given', async t => {
  const { clock, call, dom, info, told } = await guest()
  await call(calls.domainBlockPull, { dom, path: 'vda', bandwidth: 10n, flags: 0 })
  t.match(await info(), { found: 1, type: domainBlockJobType.PULL, bandwidth: 10n, cur: 0n, end: 100n * MiB })
  await clock.pass(3000)
  t.match(await info(), { cur: 30n * MiB })
  await call(calls.domainBlockJobSetSpeed, { dom, path: '/guest/diskimage1', bandwidth: 50n, flags: 0 })
  await clock.pass(1000)
  t.match(await info(), { bandwidth: 50n, cur: 80n * MiB })
  t.same(told(), [])
  await clock.pass(401)
  t.match(await info(), { found: 0 })
  t.same(told(), [0])
})

t.test('a copy waits when it is ready, and without a pivot the guest keeps its disk', async t => {
  const { clock, call, dom, info, told } = await guest()
  const copy = { dom, path: 'vda', base: '/copy', bandwidth: 1n << 20n, flags: BYTES | 8 }
  await call(calls.domainBlockRebase, copy)
  t.match(await info(), { type: domainBlockJobType.COPY, bandwidth: 1n })
  await clock.pass(200_000)
  t.same(told(), [3])
  t.match(await info(), { cur: 100n * MiB, end: 100n * MiB })
  const xml = async () => String((await call(calls.domainGetXmlDesc, { dom, flags: 0 }))['xml'])
  t.match(await xml(), "ready='yes'")
  const other = "<disk type='file'><source file='/b'/><target dev='vdb' bus='virtio'/></disk>"
  await call(calls.domainAttachDeviceFlags, { dom, xml: other, flags: 1 })
  t.match(await xml(), "ready='yes'")
  await t.rejects(call(calls.domainDetachDeviceFlags, { dom, xml: disk, flags: 1 }), { code: 'BLOCK_COPY_ACTIVE' })
  await t.rejects(call(calls.domainManagedSave, { dom, flags: 0 }), { message: /domain has active block job$/ })
  await call(calls.domainBlockJobAbort, { dom, path: 'vda', flags: 0 })
  t.same(told(), [3, 2])
  t.match(await xml(), '/guest/diskimage1')
  t.notMatch(await xml(), 'mirror')
})
const disk = "<disk type='file' device='disk'><source file='/guest/diskimage1'/><target dev='vda' bus='virtio'/></disk>"

t.test('a job ends with its guest, and says nothing any more', async t => {
  const { clock, call, dom, told } = await guest()
  await call(calls.domainBlockPull, { dom, path: 'vda', bandwidth: 1n, flags: 0 })
  await call(calls.domainDestroyFlags, { dom, flags: 0 })
  await clock.pass(200_000)
  t.same(told(), [])
  await t.rejects(call(calls.domainGetBlockJobInfo, { dom, path: 'vda', flags: 0 }), { code: 'OPERATION_INVALID' })
})

t.test('going back to a snapshot ends jobs, which were of another run', async t => {
  const { clock, call, dom, told } = await guest()
  const snapshot = await call(calls.domainSnapshotCreateXml, { dom, xml_desc: '<domainsnapshot/>', flags: 0 })
  await call(calls.domainBlockPull, { dom, path: 'vda', bandwidth: 1n, flags: 0 })
  await call(calls.domainRevertToSnapshot, { snap: snapshot['snap'] as References['domainSnapshot'], flags: 0 })
  await clock.pass(200_000)
  t.same(told(), [])
  t.match(await call(calls.domainGetBlockJobInfo, { dom, path: 'vda', flags: 0 }), { found: 0 })
})

t.test('what cannot be a job is refused', async t => {
  const { call, dom, info } = await guest()
  const pull = { dom, path: 'vda', bandwidth: 0n, flags: 0 }
  await t.rejects(call(calls.domainBlockPull, { ...pull, path: 'vdz' }), {
    message: 'invalid argument: invalid path: vdz',
  })
  await t.rejects(call(calls.domainBlockPull, { ...pull, bandwidth: 2n ** 60n }), { code: 'OVERFLOW' })
  await t.rejects(call(calls.domainBlockRebase, { ...pull, base: undefined, flags: 8 }), /must not be NULL$/)
  const commit = { dom, disk: 'vda', base: undefined, top: undefined, bandwidth: 0n, flags: 0 }
  await t.rejects(call(calls.domainBlockCommit, commit), /has no backing file$/)
  const destxml = "<interface type='user'/>"
  await t.rejects(call(calls.domainBlockCopy, { dom, path: 'vda', destxml, params: [], flags: 0 }), {
    code: 'XML_ERROR',
  })
  await t.rejects(call(calls.domainBlockResize, { dom, disk: 'vda', size: 2n ** 64n - 1n, flags: 0 }), {
    code: 'OVERFLOW',
  })
  t.match(await info(), { found: 0 })
})
