// Host ends of character devices that we open for QEMU: sockets, so that clients find them at once, and files, so that QEMU's
// user needs no right to them.
import { constants } from 'node:fs'
import { dirname } from 'node:path'
import type { Host } from '../../../host/Host.js'
import type { Undo } from '../../../host/Undo.js'
import type { Domain } from '../../../model/domain/Domain.js'
import type { DescriptorTable } from './DescriptorTable.js'

const { O_WRONLY, O_APPEND, O_TRUNC } = constants

/** Opens what the guest's character devices need. Names in the table are those that the command line asks for. */
export async function openCharacterDevices(
  { devices }: Domain,
  table: DescriptorTable,
  { files }: Pick<Host, 'files'>,
  undo: Undo,
): Promise<void> {
  for (const { source, info } of [...devices.serial, ...devices.parallel, ...devices.channel, ...devices.console]) {
    const alias = info.alias ?? ''
    // The first console may be the first serial port under another name.
    if (table.fds.has(`char${alias}`) || table.sets.has(`${alias}-source`)) continue
    const { path } = 'path' in source ? source : { path: undefined }
    if (source.type === 'unix' && source.listen && path !== undefined) {
      await files.makeFolder(dirname(path), { mode: 0o750 })
      await files.remove(path)
      table.fds.set(`char${alias}`, [table.listen(path)])
      undo.defer(() => files.remove(path))
    }
    if (source.type === 'file' && path !== undefined) {
      await table.openIntoSet(`${alias}-source`, path, O_WRONLY | (source.append ? O_APPEND : O_TRUNC))
    }
    if (source.log) {
      await table.openIntoSet(`${alias}-log`, source.log.file, O_WRONLY | (source.log.append ? O_APPEND : O_TRUNC))
    }
  }
}
