// Which page size a piece of guest memory gets, and where the host keeps pages of that size.
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { CommandContext, CommandSettings } from './CommandContext.js'

/** KiB of the host's default huge page. @throws LibvirtError INTERNAL_ERROR without a mount for it */
function defaultPageSize({ hugetlbfs }: CommandSettings): number {
  const mount = hugetlbfs.find(each => each.default) ?? hugetlbfs[0]
  if (mount === undefined) {
    throw new LibvirtError('INTERNAL_ERROR', 'hugepages are disabled by administrator config')
  }
  return mount.size
}

/**
 * Page size in KiB that `<hugepages>` gives to a guest NUMA node; undefined for ordinary pages.
 * @param node undefined for memory outside NUMA
 */
export function hugePageSize(domain: Domain, context: CommandContext, node: number | undefined): number | undefined {
  const pages = domain.memoryBacking?.hugePages ?? []
  const own = pages.find(page => node !== undefined && page.nodeset?.includes(node))
  const page = own ?? pages.find(({ nodeset }) => nodeset === undefined) ?? (node === undefined ? pages[0] : undefined)
  if (page === undefined) return undefined
  const size = page.size || defaultPageSize(context.settings)
  // Asking for pages of the ordinary size is asking for none.
  return size === context.settings.pageSize ? undefined : size
}

/** Folder of this guest on the mount with pages of that size. @throws LibvirtError INTERNAL_ERROR without such a mount */
export function hugePageDirectory(context: CommandContext, size: number): string {
  const mount = context.settings.hugetlbfs.find(each => each.size === size)
  if (mount === undefined) {
    throw new LibvirtError('INTERNAL_ERROR', `Unable to find any usable hugetlbfs mount for ${size} KiB`)
  }
  return `${mount.path}/libvirt/qemu/${context.shortName}`
}
