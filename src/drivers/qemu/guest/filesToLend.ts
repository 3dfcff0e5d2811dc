import type { Domain } from '../../../model/domain/Domain.js'
import { checkAccess, isReadableBy } from '../../../host/checkAccess.js'
import { type FileOwner, ownersOf } from '../../../host/FileOwner.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'
import { neededFiles } from './neededFiles.js'

/**
 * Checks that QEMU will be able to open a guest's files.
 * @returns those that have to be lent to its user, with their proper owners
 * @throws LibvirtError SYSTEM_ERROR naming a file that QEMU cannot reach
 */
export async function filesToLend(
  { user, settings, domains }: Pick<QemuDriverContext, 'user' | 'settings' | 'domains'>,
  definition: Domain,
): Promise<FileOwner[]> {
  const lending = settings.dynamicOwnership && user !== undefined && user.uid !== 0
  const files = neededFiles(definition, lending)
  await Promise.all(files.map(file => checkAccess(file, user)))
  if (!lending) return []
  const lent = domains.lentFiles()
  const paths: string[] = []
  for (const { path, writable } of files) {
    // What anybody may read, such as a kernel of the host, can stay whose it is.
    if (writable || lent.has(path) || !(await isReadableBy(path, user))) paths.push(path)
  }
  const known = paths.flatMap(path => lent.get(path) ?? [])
  const fresh = paths.filter(path => !lent.has(path))
  return [...known, ...(await ownersOf(fresh, user))]
}
