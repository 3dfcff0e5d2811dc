import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import t from 'tap'
import { hostCaches, hostCells, hostSleepStates } from '../../src/host/hostTopology.js'

function tree(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'virtbus-topology-'))
  t.teardown(() => rmSync(root, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), `${text}\n`)
  }
  return root
}

const cpu = (id: number, core: number) => ({
  [`node/node0/cpu${id}/online`]: '1',
  [`cpu/cpu${id}/topology/core_id`]: String(core),
  [`cpu/cpu${id}/topology/physical_package_id`]: '0',
  [`cpu/cpu${id}/topology/cluster_id`]: '65535',
  [`cpu/cpu${id}/topology/thread_siblings_list`]: '0-1',
  [`cpu/cpu${id}/cache/index3/id`]: '0',
  [`cpu/cpu${id}/cache/index3/level`]: '3',
  [`cpu/cpu${id}/cache/index3/type`]: 'Unified',
  [`cpu/cpu${id}/cache/index3/size`]: '32768K',
  [`cpu/cpu${id}/cache/index3/shared_cpu_list`]: '0-1',
})

t.test('memory is told by pages, huge ones first taken from it, and CPUs that are off are not told', async t => {
  const root = tree({
    ...cpu(0, 0),
    ...cpu(1, 0),
    'node/node0/cpu2/online': '0',
    'node/node0/cpulist': '0-1',
    'node/node0/distance': '10',
    'node/node0/meminfo': 'Node 0 MemTotal:  8192 kB',
    'node/node0/hugepages/hugepages-2048kB/nr_hugepages': '2',
  })
  const [cell] = await hostCells(root)
  t.match(cell, {
    id: 0,
    memory: 8192n,
    pages: [
      { size: 4, count: 1024n },
      { size: 2048, count: 2n },
    ],
    distances: [{ id: 0, value: 10 }],
    cpus: [
      { id: 0, core: 0, cluster: 0, siblings: '0-1' },
      { id: 1, core: 0, cluster: 0 },
    ],
  })
  t.same(await hostCaches(root), [{ id: 0, level: 3, type: 'both', size: 33554432n, cpus: '0-1' }])
})

t.test('hybrid sleep takes both other kinds', async t => {
  const root = tree({ both: 'freeze mem disk', one: 'freeze mem' })
  t.same(await hostSleepStates(join(root, 'both')), ['suspend_mem', 'suspend_disk', 'suspend_hybrid'])
  t.same(await hostSleepStates(join(root, 'one')), ['suspend_mem'])
  t.same(await hostSleepStates(join(root, 'none')), [])
})
