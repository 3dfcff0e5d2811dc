import { readFileSync } from 'node:fs'
import t from 'tap'
import * as calls from '../../../src/api/calls/index.js'
import { nodeSuspendTarget } from '../../../src/api/enums/host.js'
import { qemuHost } from './qemuHost.js'

t.setTimeout(60_000)

const kernel = (path: string) => readFileSync(path, 'latin1').trim()

t.test('merging of equal pages is told as the kernel has it, and set', async t => {
  const { call } = await qemuHost(t)
  const { params } = await call(calls.nodeGetMemoryParameters, { nparams: 8, flags: 0 })
  const pages = Number(kernel('/sys/kernel/mm/ksm/pages_to_scan'))
  t.match(params[0], { field: 'shm_pages_to_scan', type: 'uint', value: pages })
  t.match(
    params.map(({ field }) => field),
    ['shm_pages_to_scan', 'shm_sleep_millisecs', 'shm_pages_shared', 'shm_pages_sharing'],
  )
  t.match(await call(calls.nodeGetMemoryParameters, { nparams: 0, flags: 0 }), { params: [], nparams: 8 })
  // What it is already.
  await call(calls.nodeSetMemoryParameters, {
    params: [{ field: 'shm_pages_to_scan', type: 'uint', value: pages }],
    flags: 0,
  })
  const counted = { field: 'shm_pages_shared', type: 'ullong', value: 1n } as const
  await t.rejects(call(calls.nodeSetMemoryParameters, { params: [counted], flags: 0 }), {
    message: "argument unsupported: parameter 'shm_pages_shared' not supported",
  })
})

t.test('pools of huge pages are resized, and ordinary pages have none', async t => {
  const { call } = await qemuHost(t)
  const alloc = (pageSizes: number[], pageCounts: bigint[], startCell: number) =>
    call(calls.nodeAllocPages, { pageSizes, pageCounts, startCell, cellCount: 1, flags: 1 })
  const held = BigInt(kernel('/sys/devices/system/node/node0/hugepages/hugepages-2048kB/nr_hugepages'))
  t.same(await alloc([2048], [held], 0), { ret: 1 })
  await t.rejects(alloc([4], [1n], 0), { message: "Operation not supported: system pages pool can't be modified" })
  await t.rejects(alloc([5], [1n], 0), { message: 'operation failed: page size 5 is not available on node 0' })
  await t.rejects(alloc([2048], [1n], 999), { message: /^internal error: start cell 999 out of range \(0-\d+\)$/ })
})

t.test('memory is told of the host and of each of its nodes', async t => {
  const { call } = await qemuHost(t)
  const told = async (cellNum: number) => {
    const { params } = await call(calls.nodeGetMemoryStats, { cellNum, nparams: 4, flags: 0 })
    return params.map(({ field }) => field)
  }
  t.same(await told(-1), ['total', 'free', 'buffers', 'cached'])
  t.same(await told(0), ['total', 'free'])
  await t.rejects(told(999), { message: /^cellNum in virHostMemGetStats must be less than or equal to \d+$/ })
})

t.test('a host is not put to sleep for less than a minute, nor in a way nobody knows', async t => {
  const { call } = await qemuHost(t)
  const sleep = (target: number) => call(calls.nodeSuspendForDuration, { target, duration: 5n, flags: 0 })
  await t.rejects(sleep(9), { message: 'invalid argument: Invalid suspend target' })
  await t.rejects(sleep(nodeSuspendTarget.MEM), {
    message: /^(argument unsupported: Suspend-to-RAM|invalid argument: Suspend duration is too short)$/,
  })
})
