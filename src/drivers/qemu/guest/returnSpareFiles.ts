import { giveBackFiles } from '../../../host/FileOwner.js'
import type { Guest } from '../domain/Guest.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { neededFiles } from './neededFiles.js'

/** Gives files back that no device of a running guest needs any more. @throws LibvirtError SYSTEM_ERROR */
export async function returnSpareFiles(
  { domains }: Pick<QemuDriverContext, 'domains'>,
  guest: Pick<Guest, 'definition' | 'owners'>,
): Promise<void> {
  const needed = new Set(neededFiles(guest.definition, true).map(({ path }) => path))
  const spare = guest.owners.filter(({ path }) => !needed.has(path))
  if (spare.length === 0) return
  guest.owners = guest.owners.filter(({ path }) => needed.has(path))
  const lent = domains.lentFiles()
  await giveBackFiles(spare.filter(({ path }) => !lent.has(path)))
}
