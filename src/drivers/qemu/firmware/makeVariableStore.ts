// The file a guest's firmware keeps its variables in: made from the firmware's template when the guest starts for the first
// time, and the guest's own from then on.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { LibvirtError } from '../../../api/LibvirtError.js'
import type { Owner } from '../../../host/Files.js'
import type { Host } from '../../../host/Host.js'
import { describeExit } from '../../../host/Processes.js'
import { systemError } from '../../../host/systemError.js'
import type { Domain } from '../../../model/domain/Domain.js'

export interface StoreChoices {
  /** Whom the file is made for; ourselves when left out. */
  readonly owner?: Owner | undefined
  /** Forget the variables of former runs. */
  readonly reset: boolean
}

/**
 * Sees to it that a guest's variable store exists. Stores that are no files are whoever's made them.
 * @throws LibvirtError OPERATION_FAILED when there is nothing to make it from, SYSTEM_ERROR when it cannot be made
 */
export async function makeVariableStore(
  { os }: Domain,
  { files, processes }: Pick<Host, 'files' | 'processes'>,
  { owner, reset }: StoreChoices,
): Promise<void> {
  const { loader } = os
  const source = loader?.nvram?.source
  if (!loader?.nvram || source?.type !== 'file' || source.path === undefined) return
  const { path, format = 'raw' } = source
  if (!reset && (await files.exists(path))) return
  const { template, templateFormat = 'raw' } = loader.nvram
  if (template === undefined) {
    throw new LibvirtError('OPERATION_FAILED', `unable to find any master var store for loader: ${loader.path ?? ''}`, {
      hint: 'Name one as the template of <nvram>, or install a descriptor of this firmware',
    })
  }
  const facts = { mode: 0o600, ...(owner && { owner }) }
  await files.makeFolder(dirname(path), { mode: 0o750, ...(owner && { owner }) })
  if (format === templateFormat) return files.replace(path, await read(template), facts)
  // Not beside the store: that folder is QEMU's, which could put a link there.
  const folder = await mkdtemp(join(tmpdir(), 'virtbus-variables-'))
  const converted = join(folder, 'converted')
  try {
    const outcome = await processes.run('qemu-img', [
      'convert',
      '-f',
      templateFormat,
      '-O',
      format,
      '--',
      template,
      converted,
    ])
    if (outcome.code !== 0) {
      throw new LibvirtError(
        'OPERATION_FAILED',
        `qemu-img cannot convert '${template}' to ${format}: ${outcome.errors.trim() || describeExit(outcome)}`,
      )
    }
    await files.replace(path, await read(converted), facts)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    throw systemError(`Failed to open file '${path}'`, error)
  }
}
