// What the host's memory looks like to programs: page sizes, huge pages, NUMA nodes, how much there is.
import { readdir, readFile } from 'node:fs/promises'

/** KiB. */
type KiB = number

/** Text of a kernel file, undefined where this kernel has none. */
async function kernelText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').then(
    text => text.trim(),
    () => undefined,
  )
}

/** Mounted hugetlbfs with their page sizes; the one of the kernel's usual size is the default. */
export async function hugetlbfsMounts(): Promise<{ path: string; size: KiB; default: boolean }[]> {
  const mounts = (await kernelText('/proc/mounts')) ?? ''
  const usual = (await memoryFacts()).get('Hugepagesize')
  return mounts.split('\n').flatMap(line => {
    const [, path, type, options = ''] = line.split(' ')
    if (path === undefined || type !== 'hugetlbfs') return []
    const size = /(?:^|,)pagesize=(\d+)([KMG])/.exec(options)
    const units: Readonly<Record<string, number>> = { K: 1, M: 1024, G: 1024 * 1024 }
    const kib = size ? Number(size[1]) * (units[size[2] ?? ''] ?? 1) : usual
    return kib === undefined ? [] : [{ path: unescapeMount(path), size: kib, default: kib === usual }]
  })
}

/** /proc/mounts writes blanks and the like as octal. */
function unescapeMount(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
}

/** Size of a transparent huge page. */
export async function transparentHugePage(): Promise<KiB | undefined> {
  const bytes = await kernelText('/sys/kernel/mm/transparent_hugepage/hpage_pmd_size')
  return bytes === undefined ? undefined : Number(bytes) / 1024
}

/** Numbers of the NUMA nodes; a kernel without NUMA has node 0. */
export async function numaNodes(): Promise<number[]> {
  const names = await readdir('/sys/devices/system/node').catch(() => [])
  const nodes = names.flatMap(name => (/^node\d+$/.test(name) ? [Number(name.slice(4))] : [])).toSorted((a, b) => a - b)
  return nodes.length > 0 ? nodes : [0]
}

/** Lines of /proc/meminfo, or of a NUMA node's own (KiB where the kernel says kB). */
export async function memoryFacts(node?: number): Promise<Map<string, number>> {
  const own = node === undefined ? undefined : await kernelText(`/sys/devices/system/node/node${node}/meminfo`)
  const text = own ?? (await kernelText('/proc/meminfo')) ?? ''
  return new Map(
    text.split('\n').flatMap(line => {
      const [name, value] = line.replace(/^Node \d+ /, '').split(/:\s+/)
      return name && value ? [[name, Number.parseInt(value, 10)] as const] : []
    }),
  )
}

/** Whether the kernel enforces FIPS 140. */
export async function fipsEnforced(): Promise<boolean> {
  return (await kernelText('/proc/sys/crypto/fips_enabled')) === '1'
}
