// Files of guests that were saved for their next start.
import { join } from 'node:path'
import type { QemuDomain } from '../domain/QemuDomain.js'
import type { QemuDriverContext } from '../QemuDriverContext.js'

const suffix = '.save'

/** Names of the domains for which there is a file. */
export async function managedSaves({ host, directories }: QemuDriverContext): Promise<Set<string>> {
  const files = await host.files.list(directories.qemuSave)
  return new Set(files.filter(file => file.endsWith(suffix)).map(file => file.slice(0, -suffix.length)))
}

/** Where the file of a domain is, or would be. */
export function managedSavePath({ directories }: QemuDriverContext, { name }: Pick<QemuDomain, 'name'>): string {
  return join(directories.qemuSave, `${name}${suffix}`)
}

/** Throws a file away. */
export async function removeManagedSave(context: QemuDriverContext, domain: QemuDomain): Promise<void> {
  await context.host.files.remove(managedSavePath(context, domain))
  setManagedSave(context, domain, false)
}

/** Notes, and tells, whether there is a file. */
export function setManagedSave({ feed }: QemuDriverContext, domain: QemuDomain, there: boolean): void {
  domain.managedSave = there
  feed.change('changed', domain, ['domainHasManagedSaveImage'])
}
