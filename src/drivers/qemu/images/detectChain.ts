// The images behind a disk's image, where its definition leaves them open: read from the images themselves, so that QEMU's user is
// let to each of them and the running definition shows them.
import { dirname, resolve } from 'node:path'
import { LibvirtError } from '../../../api/LibvirtError.js'
import { readStart } from '../../../host/readStart.js'
import { errorText, hasCode } from '../../../host/systemError.js'
import type { Domain } from '../../../model/domain/Domain.js'
import { type StorageFormat, storageFormats, type StorageSource } from '../../../model/domain/devices/storageSource.js'
import { localPath } from '../guest/neededFiles.js'
import { parseQcow2Header, qcow2HeaderBytes } from './parseQcow2Header.js'

/** Completes the chains of all disks of a domain that is about to start. @throws LibvirtError when a chain cannot be followed */
export async function detectChains({ devices }: Pick<Domain, 'devices'>): Promise<void> {
  await Promise.all(devices.disk.map(({ source }) => detectChain(source)))
}

/**
 * Completes the chain of one image.
 * @throws LibvirtError SYSTEM_ERROR for an image that is not there, OPERATION_INVALID for one whose format nobody tells,
 * INTERNAL_ERROR for a chain that bites its tail
 */
export async function detectChain(source: StorageSource): Promise<void> {
  const seen = new Set<string>()
  for (let image: StorageSource | undefined | null = source; image; image = image.backing) {
    // A client has opened it, and says what is behind it.
    if (image.type === 'file' && image.fdgroup !== undefined) {
      image.backing ??= null
      continue
    }
    const path = localPath(image)
    // What is written down is believed, and other kinds of storage are QEMU's to follow.
    if (path === undefined || (image.type !== 'file' && image.type !== 'block')) return
    if (seen.has(path)) throw new LibvirtError('INTERNAL_ERROR', `backing store for ${path} is self-referential`)
    seen.add(path)
    if (image.backing !== undefined || image.format !== 'qcow2') continue
    const header = parseQcow2Header(await readImage(path, undefined))
    if (!header) return
    image.backing =
      header.backingFile === undefined ? null : await backingOf(path, header.backingFile, header.backingFormat)
  }
}

/** The image that a name in another image stands for; undefined for what is no file. */
async function backingOf(path: string, name: string, format: string | undefined): Promise<StorageSource | undefined> {
  if (name.startsWith('json:') || /^[a-z][a-z0-9+.-]*:/.test(name)) return undefined
  const file = resolve(dirname(path), name.replace(/^file:/, ''))
  const start = await readImage(file, path)
  return { type: 'file', path: file, format: formatOf(format) ?? probed(start, file, path) }
}

function formatOf(name: string | undefined): StorageFormat | undefined {
  return storageFormats.find(known => known === name)
}

/** An image without a recorded format may only be raw: to guess would let a guest choose which files of the host are opened. */
function probed(start: Buffer, file: string, path: string): StorageFormat {
  if (!parseQcow2Header(start)) return 'raw'
  throw new LibvirtError(
    'OPERATION_INVALID',
    `format of backing image '${file}' of image '${path}' was not specified in the image metadata`,
    { hint: `Record it with: qemu-img rebase -u -F qcow2 -b ${file} ${path}` },
  )
}

/** @param above the image that names this one */
async function readImage(path: string, above: string | undefined): Promise<Buffer> {
  try {
    return await readStart(path, qcow2HeaderBytes)
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ENOTDIR')) return Buffer.alloc(0)
    const what = above === undefined ? `storage file '${path}'` : `backing file '${path}' of storage file '${above}'`
    throw new LibvirtError('SYSTEM_ERROR', `Cannot access ${what}: ${errorText('ENOENT')}`, { errno: 2, cause: error })
  }
}
