// Another size for the image of a running guest's disk (`virsh blockresize`).
import { domainBlockResizeFlags } from '../../../api/enums/domain.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Disk } from '../../../model/domain/devices/disk.js'
import type { QmpMonitor } from '../monitor/QmpMonitor.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'
import { aliasIn, blockSizes, diskNamed } from '../statistics/blockFigures.js'

/** Bytes; more fits in no call of QEMU's. */
const largest = 0x7fffffffffffffffn
/** Bytes to which QEMU wants the sizes of images with a format rounded. */
const sector = 512n

export const blockResizeVerbs = (context: QemuDriverContext): QemuVerbs => ({
  domainBlockResize: ({ dom, disk: name, size, flags }, call) =>
    dom.jobs.run(
      'domainBlockResize',
      async () => {
        const { guest } = dom.active()
        const disk = diskNamed(guest.definition, name)
        if (!disk) throw new LibvirtError('INVALID_ARG', `disk '${name}' was not found in the domain config`)
        const bytes = await wantedSize(context, disk, size, flags)
        const monitor = dom.monitor()
        await monitor.execute('block_resize', { 'node-name': await nodeOf(monitor, disk), size: Number(bytes) })
        context.feed.change('changed', dom, ['domainGetBlockInfo'])
      },
      call,
    ),
})

/** Bytes. @throws LibvirtError OVERFLOW, INVALID_ARG */
async function wantedSize({ host }: QemuDriverContext, disk: Disk, size: bigint, flags: number): Promise<bigint> {
  const { format = 'raw', type } = disk.source
  if (flags & domainBlockResizeFlags.CAPACITY) {
    if (type !== 'block' || format !== 'raw') {
      throw new LibvirtError(
        'INVALID_ARG',
        "block resize to full capacity supported only with 'raw' local block-based disks",
      )
    }
    const { physical } = await blockSizes(disk, host.processes)
    if (size !== 0n && size !== physical) {
      throw new LibvirtError('INVALID_ARG', `Requested resize to '${size}' but device size is '${physical}'`)
    }
    return physical
  }
  const bytes = flags & domainBlockResizeFlags.BYTES ? size : size * 1024n
  const rounded = format === 'raw' ? bytes : ((bytes + sector - 1n) / sector) * sector
  if (rounded > largest) throw new LibvirtError('OVERFLOW', `size must be less than ${largest / 1024n}`)
  return rounded
}

/** Name of the block node the disk's device stands on. */
async function nodeOf(monitor: QmpMonitor, { info }: Disk): Promise<string> {
  const devices = (await monitor.execute('query-block')).items()
  const device = devices.find(each => aliasIn(each) === info.alias)
  const node = device?.field('inserted').field('node-name').optionalString()
  if (node === undefined) throw new LibvirtError('OPERATION_INVALID', `disk '${info.alias}' has no medium`)
  return node
}
