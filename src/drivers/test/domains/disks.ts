// Disks of pretended guests: found by name or path, with a size that can be changed.
import { domainBlockResizeFlags } from '../../../api/enums/domain.js'
import type { Verbs } from '../../../api/Driver.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Disk } from '../../../model/domain/devices/disk.js'
import type { TestDomain } from '../TestDomain.js'
import type { TestHost, TestObjects } from '../TestHost.js'

/** Bytes of every pretended disk that nobody has resized: a tebibyte. */
const usualSize = 1n << 40n
/** Largest size that can be counted in bytes, in KiB. */
const mostKibibytes = 0xffff_ffff_ffff_ffffn / 1024n

/** The disk of a running guest that a target or path stands for. @throws LibvirtError OPERATION_INVALID, INVALID_ARG */
export function runningDisk(dom: TestDomain, path: string): Disk {
  const found = dom
    .running()
    .devices.disk.find(({ target, source }) => target === path || ('path' in source && source.path === path))
  if (!found) throw new LibvirtError('INVALID_ARG', `invalid path: ${path}`)
  return found
}

/** Bytes. */
export const diskSize = (dom: TestDomain, { target }: Disk): bigint => dom.diskSizes.get(target) ?? usualSize

/** Puts another disk in the place of one of a running guest. */
export function replaceDisk(dom: TestDomain, current: Disk, changed: Disk): void {
  const { devices } = dom.running()
  devices.disk = devices.disk.map(disk => (disk === current ? changed : disk))
}

/** What the image holds. @throws LibvirtError SYSTEM_ERROR for images that are no volumes of the pretended host, and beyond their end */
function bytesOf(host: TestHost, { source }: Disk, offset: bigint, size: number): Uint8Array {
  const path = 'path' in source ? (source.path ?? '') : ''
  const volume = host.volumeAt(path)
  if (!volume)
    throw new LibvirtError('SYSTEM_ERROR', `failed to open '${path}': No such file or directory`, { errno: 2 })
  if (offset + BigInt(size) > volume.definition.capacity) {
    throw new LibvirtError('SYSTEM_ERROR', `failed to seek or read '${path}': Invalid argument`, { errno: 22 })
  }
  const start = Number(offset)
  const parts = [...volume.content.read(start, start + size)]
  return Buffer.concat(parts.map(part => (Buffer.isBuffer(part) ? part : Buffer.alloc(Number(part.hole)))))
}

export function diskVerbs(host: TestHost): Verbs<TestObjects> {
  return {
    domainBlockPeek: ({ dom, path, offset, size }) => ({ buffer: bytesOf(host, runningDisk(dom, path), offset, size) }),
    domainBlockResize: ({ dom, disk: path, size, flags }) => {
      const disk = runningDisk(dom, path)
      const inBytes = (flags & domainBlockResizeFlags.BYTES) !== 0
      if (!inBytes && size > mostKibibytes) {
        throw new LibvirtError('OVERFLOW', `size must be less than ${mostKibibytes}`)
      }
      dom.diskSizes.set(disk.target, inBytes ? size : size * 1024n)
      host.change('changed', dom, ['domainGetBlockInfo'])
    },
  }
}
