// A look into a guest's disks and memory.
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { domainMemoryFlags } from '../../../api/enums/domain.js'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { openFlags } from '../../../host/openFlags.js'
import { systemError } from '../../../host/systemError.js'
import { localPath } from '../guest/neededFiles.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import type { QemuVerbs } from '../QemuVerbs.js'
import { diskNamed } from '../statistics/blockFigures.js'

const { VIRTUAL, PHYSICAL } = domainMemoryFlags
/** Most bytes of one look (REMOTE_DOMAIN_BLOCK_PEEK_BUFFER_MAX, REMOTE_DOMAIN_MEMORY_PEEK_BUFFER_MAX). */
const mostBytes = 4 * 1024 * 1024

export const peekVerbs = (context: QemuDriverContext): QemuVerbs => ({
  async domainBlockPeek({ dom, path: name, offset, size }) {
    refuseSize(size)
    const disk = diskNamed(dom.definition, name)
    if (!disk) throw new LibvirtError('INVALID_ARG', `invalid disk or path '${name}'`)
    const { format = 'raw' } = disk.source
    if (format !== 'raw') {
      const text = `peeking is only supported for disk with 'raw' format not '${format}'`
      throw new LibvirtError('INVALID_ARG', text)
    }
    const path = localPath(disk.source)
    if (path === undefined) {
      throw new LibvirtError('OPERATION_UNSUPPORTED', `storage of type '${disk.source.type}' cannot be looked into`)
    }
    return { buffer: await readPart(path, openFlags.read, exact(offset), size) }
  },
  domainMemoryPeek: ({ dom, offset, size, flags }, call) =>
    dom.jobs.run(
      'domainMemoryPeek',
      async () => {
        if (flags !== VIRTUAL && flags !== PHYSICAL) {
          throw new LibvirtError('INVALID_ARG', 'flags parameter must be VIR_MEMORY_VIRTUAL or VIR_MEMORY_PHYSICAL')
        }
        refuseSize(size)
        // QEMU writes it there as its own user.
        const path = join(dom.active().guest.places.folder, `peek-${context.host.random.bits(32).toString(16)}`)
        try {
          const command = flags === VIRTUAL ? 'memsave' : 'pmemsave'
          await dom.monitor().execute(command, { val: exact(offset), size, filename: path })
          return { buffer: await readPart(path, openFlags.readWithoutLink, 0, size) }
        } finally {
          await rm(path, { force: true })
        }
      },
      call,
    ),
})

/** It would have to be kept in memory before anybody finds that no answer holds it. @throws LibvirtError INTERNAL_ERROR */
function refuseSize(size: number): void {
  if (size > mostBytes) throw new LibvirtError('INTERNAL_ERROR', 'size > maximum buffer size')
}

/** An address that fits into the JSON of a command. @throws LibvirtError OVERFLOW */
function exact(address: bigint): number {
  const number = Number(address)
  if (Number.isSafeInteger(number)) return number
  throw new LibvirtError('OVERFLOW', `address ${address} is too large`)
}

/** @throws LibvirtError SYSTEM_ERROR, also when the file ends before */
async function readPart(path: string, flags: number, offset: number, size: number): Promise<Uint8Array> {
  try {
    await using file = await open(path, flags)
    const buffer = Buffer.alloc(size)
    let have = 0
    while (have < size) {
      const { bytesRead } = await file.read(buffer, have, size - have, offset + have)
      if (bytesRead === 0)
        throw new LibvirtError('SYSTEM_ERROR', `${path}: failed to seek or read: it ends before that`)
      have += bytesRead
    }
    return buffer
  } catch (error) {
    throw systemError(`${path}: failed to open or read`, error)
  }
}
