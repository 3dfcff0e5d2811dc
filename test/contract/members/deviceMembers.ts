// Methods of org.libvirt.Domain about devices, and about jobs on disks.
import { setTimeout as delay } from 'node:timers/promises'
import type { Test } from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import type { References } from '../../../src/api/schema.js'
import { type ExercisedBus, paths, ull } from './ExercisedBus.js'

const disk = (target: string, source = `<source file='/guest/${target}'/>`) =>
  `<disk type='file' device='disk'>${source}<target dev='${target}' bus='virtio'/></disk>`
const chain = `<source file='/guest/top'/><backingStore type='file'><format type='raw'/><source file='/guest/middle'/>
 <backingStore type='file'><format type='raw'/><source file='/guest/base'/><backingStore/></backingStore></backingStore>`
const LIVE = 1
const [PULL, COPY, COMMIT, ACTIVE_COMMIT] = [1, 2, 3, 4]
const [COMPLETED, CANCELED, READY] = [0, 2, 3]
const ACTIVE = 4
const PIVOT = 2

export function deviceMembers(t: Test, open: (t: Test) => Promise<ExercisedBus>): void {
  const guest = async (t: Test) => {
    const bus = await open(t)
    const ask = (member: string, ...values: unknown[]) => bus.call(paths.domain, `Domain.${member}`, ...values)
    const document = async () => String(await ask('GetXMLDesc', 0))
    const jobs = () => bus.signals.flatMap(([member, values]) => (member === 'BlockJob' ? [values] : []))
    const finished = async (...event: unknown[]) => {
      while (!jobs().some(values => JSON.stringify(values) === JSON.stringify(event))) await delay(5)
    }
    // What these tests begin they also end: a job that still waits would keep the process.
    return { ...bus, ask, document, finished }
  }

  t.test('a device is attached, changed and detached', async t => {
    const { ask, document, signals } = await guest(t)
    await ask('AttachDevice', disk('vdb'), LIVE)
    t.match(await document(), '/guest/vdb')
    await ask('DetachDevice', disk('vdb'), LIVE)
    t.notMatch(await document(), '/guest/vdb')
    const named = signals.flatMap(([member, [alias]]) => (member.startsWith('Device') ? [[member, alias]] : []))
    t.same(named, [
      ['DeviceAdded', 'virtio-disk1'],
      ['DeviceRemoved', 'virtio-disk1'],
    ])
    const link =
      "<interface type='network'><mac address='aa:bb:cc:dd:ee:ff'/><source network='default'/><link state='down'/></interface>"
    await ask('UpdateDevice', link, LIVE)
    t.match(await document(), "<link state='down'/>")
    await t.rejects(ask('DetachDevice', disk('vdz'), LIVE), { message: 'device not found: disk vdz not found' })
  })

  t.test('a job gets on at its speed, and is aborted', async t => {
    const { ask, finished } = await guest(t)
    t.same(await ask('GetBlockJobInfo', 'vda', 0), [0, 0n, 0n, 0n])
    await ask('BlockPull', 'vda', 1n, 0)
    const [type, bandwidth, position, end] = [await ask('GetBlockJobInfo', 'vda', 0)].flat()
    t.same([type, bandwidth, end], [PULL, 1n, 1n << 40n])
    t.ok(typeof position === 'bigint' && position < 1n << 30n)
    await t.rejects(ask('BlockPull', 'vda', 0n, 0), /disk 'vda' already in active block job$/)
    await ask('BlockJobSetSpeed', 'vda', 3n << 20n, 1)
    t.equal([await ask('GetBlockJobInfo', 'vda', 0)].flat()[1], 3n)
    await ask('BlockJobAbort', 'vda', 0)
    await finished('vda', PULL, CANCELED)
    t.same(await ask('GetBlockJobInfo', 'vda', 0), [0, 0n, 0n, 0n])
    await t.rejects(ask('BlockJobAbort', 'vda', 0), /disk vda does not have an active block job$/)
  })

  t.test('a disk is copied, and the guest moves to the copy', async t => {
    const { ask, document, finished } = await guest(t)
    const destination = "<disk type='file'><driver type='raw'/><source file='/guest/copy'/></disk>"
    await ask('BlockCopy', 'vda', destination, [['bandwidth', ull(0n)]], 0)
    await t.rejects(ask('BlockJobAbort', 'vda', PIVOT), /not ready for pivot yet$/)
    t.match(await document(), "<mirror type='file' file='/guest/copy'")
    await finished('vda', COPY, READY)
    await ask('BlockJobAbort', 'vda', PIVOT)
    await finished('vda', COPY, COMPLETED)
    t.match(await document(), "<source file='/guest/copy'/>")
    t.notMatch(await document(), '<mirror')
  })

  t.test('images are merged into those below', async t => {
    const { ask, document, finished } = await guest(t)
    await ask('AttachDevice', disk('vdb', chain), LIVE)
    await ask('BlockCommit', 'vdb', '/guest/base', '/guest/middle', 0n, 0)
    await finished('vdb', COMMIT, COMPLETED)
    t.notMatch(await document(), '/guest/middle')
    await t.rejects(ask('BlockCommit', 'vdb', '/guest/base', '/guest/top', 0n, 0), /active layer requires active flag$/)
    await ask('BlockCommit', 'vdb', '/guest/base', '/guest/top', 0n, ACTIVE)
    await finished('vdb', ACTIVE_COMMIT, READY)
    await ask('BlockJobAbort', 'vdb', PIVOT)
    t.match(await document(), "<source file='/guest/base'/>")
    t.notMatch(await document(), '/guest/top')
  })

  t.test('an image is pulled up to another', async t => {
    const { ask, document, finished } = await guest(t)
    await ask('AttachDevice', disk('vdb', chain), LIVE)
    await ask('BlockRebase', 'vdb', '/guest/base', 0n, 0)
    await finished('vdb', PULL, COMPLETED)
    t.notMatch(await document(), '/guest/middle')
    t.match(await document(), '/guest/base')
    await t.rejects(
      ask('BlockRebase', 'vdb', '/guest/nosuch', 0n, 0),
      /could not find image '\/guest\/nosuch' in chain/,
    )
  })

  t.test('a disk on a volume shows the volume’s bytes', async t => {
    const { ask, call } = await guest(t)
    const volume = '<volume><name>data</name><capacity>100</capacity></volume>'
    await call(paths.pool, 'StoragePool.StorageVolCreateXML', volume, 0)
    await ask('AttachDevice', disk('vdb', "<source file='/default-pool/data'/>"), LIVE)
    t.same(await ask('BlockPeek', 'vdb', 98n, 2n, 0), Uint8Array.of(0, 0))
    await t.rejects(
      ask('BlockPeek', 'vdb', 98n, 3n, 0),
      /failed to seek or read '\/default-pool\/data': Invalid argument$/,
    )
    await t.rejects(
      ask('BlockPeek', 'vda', 0n, 1n, 0),
      /failed to open '\/guest\/diskimage1': No such file or directory$/,
    )
  })

  t.test('a disk gets another size', async t => {
    const { ask, direct } = await guest(t)
    await ask('BlockResize', 'vda', 2048n, 0)
    const { dom } = await direct(calls.domainLookupByName, { name: 'test' })
    t.match(await direct(calls.domainGetBlockInfo, { dom: dom as References['domain'], path: 'vda', flags: 0 }), {
      capacity: 2048n * 1024n,
    })
  })
}
