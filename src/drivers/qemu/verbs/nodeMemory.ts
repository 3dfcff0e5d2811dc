// The host's memory as far as it can be tuned: merging of equal pages, and pools of huge ones.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { TypedParameter } from '../../../api/schema.js'
import { nodeAllocPagesFlags } from '../../../api/enums/host.js'
import { numaNodes } from '../../../host/hostMemory.js'
import { HugePagePool } from '../../../host/hugePagePool.js'
import { readMerging, writeMerging } from '../../../host/samePageMerging.js'
import { readParameters, uint, ullong } from '../../domainSettings/typedParameters.js'
import type { QemuVerbs } from '../QemuVerbs.js'

/** Parameter → the kernel's file and the type, in libvirt's order. */
const merging = [
  ['shm_pages_to_scan', 'pages_to_scan', 'uint'],
  ['shm_sleep_millisecs', 'sleep_millisecs', 'uint'],
  ['shm_pages_shared', 'pages_shared', 'ullong'],
  ['shm_pages_sharing', 'pages_sharing', 'ullong'],
  ['shm_pages_unshared', 'pages_unshared', 'ullong'],
  ['shm_pages_volatile', 'pages_volatile', 'ullong'],
  ['shm_full_scans', 'full_scans', 'ullong'],
  ['shm_merge_across_nodes', 'merge_across_nodes', 'uint'],
] as const
const settable = { shm_pages_to_scan: 'uint', shm_sleep_millisecs: 'uint', shm_merge_across_nodes: 'uint' } as const

/** KiB of an ordinary page where Node runs. */
const ordinaryPage = 4

export const nodeMemoryVerbs = (): QemuVerbs => ({
  async nodeGetMemoryParameters({ nparams }) {
    const params: TypedParameter[] = []
    for (const [field, file, type] of merging) {
      const value = await readMerging(file)
      if (value !== undefined) params.push(type === 'uint' ? uint(field, Number(value)) : ullong(field, value))
    }
    return { params: params.slice(0, Math.max(0, nparams)), nparams: merging.length }
  },
  async nodeSetMemoryParameters({ params }) {
    const given = [...readParameters(params, settable)].flatMap(([field, { value }]) => {
      const file = merging.find(([name]) => name === field)?.[1]
      return file === undefined ? [] : [{ field, file, value: BigInt(value) }]
    })
    for (const { field, file } of given) {
      if ((await readMerging(file)) !== undefined) continue
      throw new LibvirtError('OPERATION_UNSUPPORTED', `Parameter '${field}' is not supported by this kernel`)
    }
    for (const { file, value } of given) await writeMerging(file, value)
  },
  async nodeAllocPages({ pageSizes, pageCounts, startCell, cellCount, flags }) {
    const nodes = await cellsFrom(startCell, cellCount)
    let changed = 0
    for (const node of nodes) {
      for (const [index, size] of pageSizes.entries()) {
        await resizePool(node, size, pageCounts[index] ?? 0n, (flags & nodeAllocPagesFlags.SET) === 0)
        changed++
      }
    }
    return { ret: changed }
  },
})

/** -1 is the whole host. @throws LibvirtError INTERNAL_ERROR for a first node there is not */
async function cellsFrom(start: number, count: number): Promise<number[]> {
  if (start === -1) return [-1]
  const nodes = await numaNodes()
  const last = nodes.at(-1) ?? 0
  if (start < 0 || start > last) {
    throw new LibvirtError('INTERNAL_ERROR', `start cell ${start} out of range (0-${last})`)
  }
  return nodes.filter(node => node >= start && node < start + count)
}

/** @throws LibvirtError OPERATION_UNSUPPORTED, OPERATION_FAILED when the kernel does not find as many */
async function resizePool(node: number, size: number, pages: bigint, added: boolean): Promise<void> {
  if (size === ordinaryPage) throw new LibvirtError('OPERATION_UNSUPPORTED', "system pages pool can't be modified")
  const pool = new HugePagePool(node, size)
  const before = await pool.count()
  if (before === undefined) {
    throw new LibvirtError('OPERATION_FAILED', `page size ${size} is not available on node ${node}`)
  }
  const wanted = added ? before + pages : pages
  if (wanted === before) return
  await pool.resize(wanted)
  const after = (await pool.count()) ?? 0n
  if (after !== wanted) {
    throw new LibvirtError('OPERATION_FAILED', `Unable to allocate ${wanted} pages. Allocated only ${after}`)
  }
}
